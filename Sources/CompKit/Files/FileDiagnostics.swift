import CompFiles
import CompSource

extension Diagnostic {
  /// What is said of a file that cannot be used.
  static func file(_ error: FileError, _ path: String, at span: Span) -> Diagnostic {
    let label = Label(span, error.description)
    switch error.kind {
    case .unreadable:
      return Diagnostic(.fileUnreadable, "cannot read \"\(path)\"", at: [label], help: error.help)
    case .malformed:
      return Diagnostic(
        .fileMalformed, "\"\(path)\" is damaged, or does not hold what is due", at: [label],
        help: error.help)
    case .unwritable:
      return Diagnostic(.fileUnwritable, "cannot write \"\(path)\"", at: [label], help: error.help)
    }
  }
}
