/// A stretch of one source file, in byte offsets.
public struct Span: Sendable {
  public let source: SourceFile
  public let range: Range<Int>

  public init(_ source: SourceFile, _ range: Range<Int>) {
    self.source = source
    self.range = range
  }

  /// The text that the span covers.
  public var text: String { source.text(in: range) }

  /// The shortest span that covers both; where the files differ, `self`.
  public func union(_ other: Span) -> Span {
    guard source === other.source else { return self }
    return Span(
      source,
      min(range.lowerBound, other.range.lowerBound)..<max(range.upperBound, other.range.upperBound))
  }

  /// `file:line:column` of the start.
  public var place: String {
    let (line, column) = source.position(at: range.lowerBound)
    return "\(source.name):\(line):\(column)"
  }
}

extension Span: Hashable {
  public static func == (a: Span, b: Span) -> Bool {
    a.source === b.source && a.range == b.range
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(source))
    hasher.combine(range)
  }
}
