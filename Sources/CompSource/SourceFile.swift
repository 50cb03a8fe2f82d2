/// A named text: what the user wrote in one file, at one prompt, or in one string.
public final class SourceFile: Sendable {
  /// The name shown in diagnostics: a path as the user gave it, or `<stdin>`.
  public let name: String
  /// The text as UTF-8; every offset in a `Span` counts in this.
  public let bytes: [UInt8]
  /// The offset at which each line begins; never empty.
  public let lineStarts: [Int]

  public init(name: String, text: String) {
    self.name = name
    self.bytes = Array(text.utf8)
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    self.lineStarts = starts
  }

  /// The whole text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The text of a range of byte offsets; offsets outside the file are clamped.
  public func text(in range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  /// The line (from 1) that holds a byte offset.
  public func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The text of a line (from 1), without its line break.
  public func lineText(_ line: Int) -> String {
    guard line >= 1, line <= lineStarts.count else { return "" }
    let start = lineStarts[line - 1]
    let end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    let text = text(in: start..<max(start, end))
    return text.hasSuffix("\r") ? String(text.dropLast()) : text
  }

  /// The line and column (both from 1, columns in characters) of a byte offset.
  public func position(at offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(offset, 0), bytes.count)
    let line = line(at: offset)
    let start = lineStarts[line - 1]
    return (line, text(in: start..<offset).count + 1)
  }
}
