/// The encoding of a text file, which must be UTF-8.
enum TextEncoding {
  /// Returns the offset of the first byte that is not part of well-formed UTF-8 (RFC 3629); nil where all
  /// are.
  static func firstInvalidByte(in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var position = 0
      while position < bytes.count {
        let length = sequenceLength(bytes, at: position)
        guard length > 0 else { return position }
        position += length
      }
      return nil
    }
  }

  /// Returns the length of the well-formed sequence at a position; 0 where there is none.
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
    let first = bytes[position]
    if first < 0x80 { return 1 }
    let (length, low, high): (Int, UInt8, UInt8) =
      switch first {
      case 0xC2...0xDF: (2, 0x80, 0xBF)
      case 0xE0: (3, 0xA0, 0xBF)
      case 0xED: (3, 0x80, 0x9F)
      case 0xE1...0xEF: (3, 0x80, 0xBF)
      case 0xF0: (4, 0x90, 0xBF)
      case 0xF1...0xF3: (4, 0x80, 0xBF)
      case 0xF4: (4, 0x80, 0x8F)
      default: (0, 0, 0)
      }
    guard length > 0, position + length <= bytes.count,
      (low...high).contains(bytes[position + 1]),
      (position + 2..<position + max(length, 2)).allSatisfy({ (0x80...0xBF).contains(bytes[$0]) })
    else { return 0 }
    return length
  }

  /// Throws where a file begins with the byte order mark of UTF-16 or UTF-32.
  static func rejectOtherUnicode(_ bytes: [UInt8]) throws {
    guard bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) else { return }
    throw FileError.unsupported("its encoding is UTF-16", help: help(from: "utf-16"))
  }

  /// The error of a byte that is not UTF-8.
  ///
  /// - Parameter place: where it is: `line 2, column 'name'`.
  static func error(_ byte: UInt8, at place: String) -> FileError {
    let digits = String(byte, radix: 16, uppercase: true)
    return .unsupported(
      "\(place): the byte 0x\(digits.count < 2 ? "0" : "")\(digits) is not UTF-8, so the encoding is another",
      help: help(from: "latin1"))
  }

  private static func help(from encoding: String) -> String {
    "save the file as UTF-8, or convert it: iconv -f \(encoding) -t utf-8 OLD > NEW"
  }
}
