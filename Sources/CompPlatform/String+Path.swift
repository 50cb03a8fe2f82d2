extension String {
  /// The part of a path up to its last `/`, which names the folder; empty where there is none.
  package var folder: String { lastIndex(of: "/").map { String(self[...$0]) } ?? "" }

  /// A path whose beginning `~` or `~name` is put for a home folder.
  package var expandingTilde: String {
    guard first == "~" else { return self }
    let name = prefix { $0 != "/" }.dropFirst()
    let home =
      name.isEmpty
      ? String.homeFolder : FileManager.default.homeDirectory(forUser: String(name))?.path
    return home.map { $0 + dropFirst(name.count + 1) } ?? self
  }

  /// The user's: what the environment says, else what the system knows.
  package static var homeFolder: String {
    ProcessInfo.processInfo.environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? FileManager.default.homeDirectoryForCurrentUser.path
  }

  /// The path of a file that is there, without `.`, `..` and symbolic links; nil where there is none.
  package var realPath: String? {
    guard let resolved = realpath(self, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Whether a real path is a folder's, or lies in that folder.
  package func lies(within folder: String) -> Bool {
    folder == "/" || self == folder || hasPrefix(folder + "/")
  }
}
