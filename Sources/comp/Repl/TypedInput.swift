/// What comes from the terminal, on its way to the editor of lines: a paste is held back until it is
/// whole, and one that is too long is left out.
///
/// Terminals put a paste between two marks ("bracketed paste").
struct TypedInput {
  /// How many bytes a paste, or a line, may have.
  static let limit = 262_144

  private static let begin = Array("\u{1B}[200~".utf8)
  private static let end = Array("\u{1B}[201~".utf8)

  /// What the editor may read.
  private var ready: ArraySlice<UInt8> = []
  /// The paste so far; nil outside of one.
  private var paste: [UInt8]?
  private var pasteSize = 0
  /// How much of the next mark has come.
  private var matched = 0
  /// Whether what comes is left out up to the end of its line.
  private var isDropping = false
  /// The size of a paste that was left out, until it was told.
  private var refusedSize: Int?

  /// Whether there is nothing to be read.
  var isEmpty: Bool { ready.isEmpty }
  /// Whether what has come may be the beginning of a mark.
  var isHolding: Bool { matched > 0 && paste == nil }

  mutating func next() -> UInt8? { ready.popFirst() }

  mutating func takeRefused() -> Int? {
    defer { refusedSize = nil }
    return refusedSize
  }

  mutating func take(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { take(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    let mark = paste == nil ? Self.begin : Self.end
    if byte == mark[matched] {
      matched += 1
      guard matched == mark.count else { return }
      matched = 0
      if paste == nil { (paste, pasteSize) = ([], 0) } else { finish() }
      return
    }
    // It was none: what was held is what it looks like.
    let held = mark[..<matched]
    matched = byte == mark[0] ? 1 : 0
    for one in held { pass(one) }
    if matched == 0 { pass(byte) }
  }

  private mutating func pass(_ byte: UInt8) {
    if paste != nil {
      pasteSize += 1
      // A zero would end the text for the editor.
      if pasteSize <= Self.limit { paste?.append(contentsOf: byte == 0 ? Array("␀".utf8) : [byte]) }
    } else if isDropping {
      isDropping = byte != 0x0A && byte != 0x0D
    } else {
      ready.append(byte)
    }
  }

  private mutating func finish() {
    if pasteSize > Self.limit {
      refusedSize = pasteSize
    } else if let paste {
      ready += Self.begin + paste + Self.end
    }
    paste = nil
  }

  /// What looked like the beginning of a mark was typed.
  mutating func release() {
    guard isHolding else { return }
    let held = Self.begin[..<matched]
    matched = 0
    for one in held { pass(one) }
  }

  /// Leaves out the rest of a line that is too long.
  mutating func dropLine() {
    let end = ready.firstIndex { $0 == 0x0A || $0 == 0x0D }
    isDropping = end == nil
    ready = end.map { ready[($0 + 1)...] } ?? []
  }

  /// Gives up what was typed and not yet read.
  mutating func clear() { self = TypedInput() }
}
