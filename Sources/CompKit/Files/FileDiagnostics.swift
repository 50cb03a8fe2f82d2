import CompFiles
import CompSource

extension Diagnostic {
  /// A file that the program was not allowed to use.
  ///
  /// - Parameter verb: `read`, `write`
  static func accessDenied(_ verb: String, _ path: String, at span: Span, _ access: FileAccess)
    -> Diagnostic
  {
    let right = verb == "read" ? "readAccess" : "writeAccess"
    return Diagnostic(
      .accessDenied, "the program may not \(verb) \"\(path)\"",
      at: [
        Label(
          span,
          access == .none
            ? "it may \(verb) no files"
            : "this lies outside of the folders in which it may \(verb) files")
      ],
      help: verb == "read"
        ? "pass the values as inputs, or run it with RunOptions.\(right) or without --sandbox"
        : "take the values from the result, or run it with RunOptions.\(right) or without --sandbox"
    )
  }

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
