import CompSource

/// A token with the trivia (blanks, line breaks, comments) that stand before it.
public struct Token: Sendable {
  public enum Kind: Sendable, Hashable {
    case identifier, integer, real, string, keyword, punctuation, invalid, endOfFile
    /// Seen by the parser alone, where a line break ends a statement.
    case endOfLine
  }
  public let kind: Kind
  /// Where the trivia before the token begins.
  public let triviaStart: Int
  public let span: Span
  /// Whether a line break stands in the trivia.
  public let startsLine: Bool
  public var text: String { span.text }
  public init(kind: Kind, triviaStart: Int, span: Span, startsLine: Bool) {
    self.kind = kind
    self.triviaStart = triviaStart
    self.span = span
    self.startsLine = startsLine
  }
}
