/// What the compiler has to say about a program: an error, a warning, or a remark.
///
/// Diagnostics are values. Each phase makes its own in one place (its `Diagnostics` folder); they
/// are rendered by `DiagnosticRenderer` and nowhere else.
public struct Diagnostic: Sendable, Error, CustomStringConvertible {
  public enum Severity: String, Sendable { case error, warning, note }

  /// A place in the source and what is to be said of it.
  public struct Label: Sendable {
    public let span: Span
    public let message: String
    public init(_ span: Span, _ message: String) {
      self.span = span
      self.message = message
    }
  }

  /// An edit that mends the problem and can be applied as it is.
  public struct Suggestion: Sendable {
    public let message: String
    public let span: Span
    public let replacement: String
    public init(_ message: String, replace span: Span, with replacement: String) {
      self.message = message
      self.span = span
      self.replacement = replacement
    }
  }

  public let code: DiagnosticCode
  public let severity: Severity
  /// One line: what is wrong, in the user's words.
  public let message: String
  /// The first label is the primary one: its place is the diagnostic's place.
  public let labels: [Label]
  /// What was expected, what was found, and why it matters: one sentence each.
  public let notes: [String]
  /// What to do.
  public let help: String?
  public let suggestion: Suggestion?

  public init(
    _ code: DiagnosticCode, _ severity: Severity, _ message: String, at labels: [Label],
    notes: [String] = [], help: String? = nil, suggestion: Suggestion? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.labels = labels
    self.notes = notes
    self.help = help
    self.suggestion = suggestion
  }

  /// The same, at other places; said in other words where a message is given.
  package func at(_ labels: [Label], message words: String? = nil) -> Diagnostic {
    Diagnostic(
      code, severity, words ?? message, at: labels, notes: notes, help: help,
      suggestion: suggestion.flatMap { suggestion in
        labels.contains { $0.span == suggestion.span } ? suggestion : nil
      })
  }

  /// What is wrong and where, on one line; `DiagnosticRenderer` shows all of it.
  public var description: String {
    "\(severity.rawValue)[\(code.rawValue)]: \(message)"
      + (labels.first.map { " (\($0.span.place))" } ?? "")
  }

  /// An error.
  public init(
    _ code: DiagnosticCode, _ message: String, at labels: [Label], notes: [String] = [],
    help: String? = nil, suggestion: Suggestion? = nil
  ) {
    self.init(
      code, .error, message, at: labels, notes: notes, help: help, suggestion: suggestion)
  }
}
