extension JSONValue {
  /// Reads JSON (RFC 8259), and Python's `NaN`, `Infinity` and `-Infinity`.
  ///
  /// - Throws: `FileError.malformed` with the line and column of the mistake.
  public init(parsing bytes: [UInt8]) throws {
    var parser = JSONParser(bytes: bytes)
    self = try parser.parse()
  }

  public init(parsing text: String) throws { try self.init(parsing: Array(text.utf8)) }
}

private struct JSONParser {
  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
    // A byte order mark.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func parse() throws -> JSONValue {
    try TextEncoding.rejectOtherUnicode(bytes)
    if let offset = TextEncoding.firstInvalidByte(in: bytes) {
      throw TextEncoding.error(bytes[offset], at: place(of: offset))
    }
    let value = try value(depth: 0)
    skipBlanks()
    guard position == bytes.count else { throw mistake("expected the end") }
    return value
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private func mistake(_ what: String) -> FileError {
    .malformed("\(place(of: position)): \(what)")
  }

  /// `line 3, column 14`
  private func place(of position: Int) -> String {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return "line \(line), column \(position - start + 1)"
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard byte == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    guard depth < 200 else { throw mistake("it nests more than 200 deep") }
    skipBlanks()
    guard let byte else { throw mistake("expected a value, found the end") }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default:
      for (word, value) in Self.words where bytes[position...].starts(with: word) {
        position += word.count
        return value
      }
      throw mistake("expected a value")
    }
  }

  private static let words: [([UInt8], JSONValue)] = [
    (Array("true".utf8), .boolean(true)), (Array("false".utf8), .boolean(false)),
    (Array("null".utf8), .null), (Array("NaN".utf8), .real(.nan)),
    (Array("Infinity".utf8), .real(.infinity)),
  ]

  private mutating func array(depth: Int) throws -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    if take("]") { return .array(elements) }
    repeat { elements.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw mistake("expected ',' or ']'") }
    return .array(elements)
  }

  private mutating func object(depth: Int) throws -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    if take("}") { return .object(members) }
    repeat {
      skipBlanks()
      guard byte == UInt8(ascii: "\"") else { throw mistake("expected a name in quotes") }
      let name = try string()
      guard names.insert(name).inserted else { throw mistake("the name \"\(name)\" stands twice") }
      guard take(":") else { throw mistake("expected ':'") }
      members.append(.init(name, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw mistake("expected ',' or '}'") }
    return .object(members)
  }

  private mutating func number() throws -> JSONValue {
    let start = position
    if byte == UInt8(ascii: "-") {
      position += 1
      if bytes[position...].starts(with: Array("Infinity".utf8)) {
        position += 8
        return .real(-.infinity)
      }
    }
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
    let first = position
    while isDigit(byte) { position += 1 }
    guard position > first else { throw mistake("expected a digit") }
    guard bytes[first] != 0x30 || position == first + 1 else {
      throw mistake("a number does not begin with 0")
    }
    var isWhole = true
    if byte == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      guard isDigit(byte) else { throw mistake("expected a digit behind the point") }
      while isDigit(byte) { position += 1 }
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      isWhole = false
      position += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
      guard isDigit(byte) else { throw mistake("expected a digit of the exponent") }
      while isDigit(byte) { position += 1 }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, text != "-0", let number = Int(text) { return .integer(number) }
    guard let number = Double(text) else { throw mistake("'\(text)' is no number") }
    guard number.isFinite else {
      throw FileError.unsupported(
        "\(place(of: start)): \(text.prefix(40)) is beyond the range of a Real")
    }
    guard !isWhole || text == "-0" || NumberText().number(text) != nil else {
      throw FileError.unsupported(
        "\(place(of: start)): \(text.prefix(40)) is beyond 64 bits, which no Int holds",
        help: "write it as a string")
    }
    return .real(number)
  }

  private mutating func string() throws -> String {
    position += 1
    var piece = position
    var text: [UInt8] = []
    while let byte {
      switch byte {
      case UInt8(ascii: "\""):
        text += bytes[piece..<position]
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += bytes[piece..<position]
        position += 1
        text += try escape()
        piece = position
      case ..<0x20:
        throw mistake("a string cannot hold a control character; write \\n and its like")
      default: position += 1
      }
    }
    throw mistake("the string is not closed")
  }

  private mutating func escape() throws -> [UInt8] {
    guard let byte else { throw mistake("the string is not closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "u"):
      let first = try codeUnit()
      var code = UInt32(first)
      // A pair of surrogates stands for one character; one alone for none.
      if (0xD800..<0xDC00).contains(first),
        bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
      {
        let before = position
        position += 2
        let second = try codeUnit()
        if (0xDC00..<0xE000).contains(second) {
          code = 0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00)
        } else {
          position = before
        }
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw mistake("half of a surrogate pair stands for no character")
      }
      return Array(String(Character(scalar)).utf8)
    default:
      position -= 1
      throw mistake("'\\\(Character(Unicode.Scalar(byte)))' is no escape")
    }
  }

  private mutating func codeUnit() throws -> UInt16 {
    guard position + 4 <= bytes.count,
      let unit = UInt16(
        String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
    else { throw mistake("expected four hexadecimal digits") }
    position += 4
    return unit
  }
}
