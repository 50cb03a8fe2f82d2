import CompPlatform

/// Which files a program may read or write.
public enum FileAccess: Sendable, Hashable {
  /// No file.
  case none
  /// What lies in these folders, at any depth. A path that leads out of them is refused, whether it
  /// does so by `..`, by beginning with `/`, or through a symbolic link.
  case folders([String])
  /// Every file that the process may use.
  case everything

  /// What lies in a folder, at any depth.
  public static func folder(_ path: String) -> FileAccess { .folders([path]) }
}

extension FileAccess {
  /// The folders to which files are confined, without symbolic links; nil where they are not.
  var roots: [String]? {
    switch self {
    case .none: []
    case .folders(let folders): folders.compactMap(resolvedPath)
    case .everything: nil
    }
  }

  /// The place to use for a path; nil where the path leads to where no access was granted.
  func admitted(_ path: String) -> String? {
    guard let roots else { return path }
    guard let resolved = resolvedPath(path) else { return nil }
    return roots.contains { resolved.lies(within: $0) } ? resolved : nil
  }
}

/// The path of a file that may not be there yet: what is there of it is resolved, and what is not
/// must not go up.
private func resolvedPath(_ path: String) -> String? {
  var existing = path
  var missing: [String] = []
  while true {
    if let resolved = (existing.isEmpty ? "." : existing).realPath {
      let base = resolved == "/" ? "" : resolved
      return missing.isEmpty ? resolved : base + "/" + missing.reversed().joined(separator: "/")
    }
    // A link to nowhere would be followed when the file is made.
    var status = stat()
    if lstat(existing, &status) == 0 { return nil }
    while existing.hasSuffix("/") { existing.removeLast() }
    guard !existing.isEmpty else { return nil }
    let folder = existing.folder
    let name = String(existing.dropFirst(folder.count))
    guard name != "..", name != "." else { return nil }
    missing.append(name)
    existing = folder
  }
}
