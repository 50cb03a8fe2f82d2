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

  /// The report of a file that cannot be used.
  static func file(_ error: FileError, _ path: String, at span: Span) -> Diagnostic {
    let (code, message): (DiagnosticCode, String) =
      switch error.kind {
      case .unreadable: (.fileUnreadable, "cannot read \"\(path)\"")
      case .malformed: (.fileMalformed, "\"\(path)\" is damaged")
      case .unsupported: (.fileMalformed, "\"\(path)\" is written in a form that is not read")
      case .unexpected: (.fileMalformed, "\"\(path)\" does not hold what is expected")
      case .missing: (.missingValue, "\"\(path)\" has missing values")
      case .unwritable: (.fileUnwritable, "cannot write \"\(path)\"")
      }
    return Diagnostic(code, message, at: [Label(span, error.description)], help: error.help)
  }
}
