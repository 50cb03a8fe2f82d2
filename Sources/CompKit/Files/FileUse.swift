import CompSource

/// The files that a run was made from and those that it wrote, so that it overwrites none of the first.
struct FileUse: Sendable {
  private struct Source: Sendable {
    var file: FileIdentity
    /// What the run used it for, as diagnostics say it.
    var role: String
  }
  private var sources: [Source] = []
  private var written: [FileIdentity] = []

  /// Records a file that the run was made from; one that it wrote itself is none.
  mutating func read(_ path: String, as role: String) {
    guard let file = FileIdentity(path), !written.contains(where: file.isSame),
      !sources.contains(where: { $0.file == file })
    else { return }
    sources.append(Source(file: file, role: role))
  }

  /// Records a file that the run has written.
  mutating func wrote(_ path: String) {
    if let file = FileIdentity(path) { written.append(file) }
  }

  /// Whether the run has written the file.
  func hasWritten(_ path: String) -> Bool {
    FileIdentity(path).map { written.contains(where: $0.isSame) } ?? false
  }

  /// Returns the role of a file that the run was made from and has not written since; nil for every
  /// other path.
  func role(of path: String) -> String? {
    guard !sources.isEmpty, let file = FileIdentity(path), !written.contains(where: file.isSame)
    else { return nil }
    return sources.first { file.isSame(as: $0.file) }?.role
  }
}

extension Diagnostic {
  /// A file that the run was made from would be overwritten.
  ///
  /// - Parameter role: what the run used the file for: `this run has read it`.
  static func overwritesSource(_ path: String, role: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .overwritesSource, "this would overwrite \"\(path)\"", at: [.init(span, role)],
      help: "write to another file, or add overwrite: true")
  }
}
