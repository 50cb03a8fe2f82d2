import CompFiles
import CompSource

extension Diagnostic {
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
