/// Writes RGBA images as PNG. Rows are compressed by runs: distance-four matches of the fixed
/// Huffman code (RFC 1951), which is where images of few dots are empty.
public enum PNGEncoder {
  public static func encode(
    columns: Int, rows: Int, pixel: (Int, Int) -> (UInt8, UInt8, UInt8, UInt8)
  ) -> [UInt8] {
    var raw: [UInt8] = []
    raw.reserveCapacity(rows * (columns * 4 + 1))
    for row in 0..<rows {
      raw.append(0)
      for column in 0..<columns {
        let (r, g, b, a) = pixel(column, row)
        raw += a == 0 ? [0, 0, 0, 0] : [r, g, b, a]
      }
    }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", word(columns) + word(rows) + [8, 6, 0, 0, 0])
    file += chunk("IDAT", compressed(raw))
    file += chunk("IEND", [])
    return file
  }

  private static func word(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let content = Array(name.utf8) + body
    return word(body.count) + content + word(Int(checksum(content)))
  }

  /// A zlib stream of one block with the fixed Huffman code.
  private static func compressed(_ raw: [UInt8]) -> [UInt8] {
    var bits = BitWriter()
    bits.put(1, 1)
    bits.put(1, 2)
    var index = 0
    while index < raw.count {
      var length = 0
      if index >= 4 {
        while length < 258, index + length < raw.count,
          raw[index + length] == raw[index + length - 4]
        {
          length += 1
        }
      }
      if length >= 4 {
        bits.putLength(length)
        // Distance 4: code 3, without extra bits.
        bits.putReversed(3, 5)
        index += length
      } else {
        bits.putLiteral(Int(raw[index]))
        index += 1
      }
    }
    bits.putLiteral(256)
    var a: UInt32 = 1
    var b: UInt32 = 0
    for byte in raw {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return [0x78, 0x01] + bits.finished() + word(Int(b << 16 | a))
  }
}

/// Bits from the low end of each byte.
private struct BitWriter {
  private var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var count = 0

  mutating func put(_ value: Int, _ width: Int) {
    pending |= UInt64(value) << UInt64(count)
    count += width
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      count -= 8
    }
  }

  /// Huffman codes go in from their high end.
  mutating func putReversed(_ value: Int, _ width: Int) {
    var reversed = 0
    for bit in 0..<width where value >> bit & 1 == 1 { reversed |= 1 << (width - 1 - bit) }
    put(reversed, width)
  }

  mutating func putLiteral(_ value: Int) {
    switch value {
    case ..<144: putReversed(0x30 + value, 8)
    case ..<256: putReversed(0x190 + value - 144, 9)
    case ..<280: putReversed(value - 256, 7)
    default: putReversed(0xC0 + value - 280, 8)
    }
  }

  /// RFC 1951, section 3.2.5.
  mutating func putLength(_ length: Int) {
    if length == 258 { return putLiteral(285) }
    if length <= 10 { return putLiteral(254 + length) }
    var extra = 1
    var base = 11
    var code = 265
    while length >= base + (4 << extra) {
      base += 4 << extra
      code += 4
      extra += 1
    }
    let offset = length - base
    putLiteral(code + (offset >> extra))
    put(offset & ((1 << extra) - 1), extra)
  }

  mutating func finished() -> [UInt8] {
    if count > 0 { put(0, 8 - count) }
    return bytes
  }
}
