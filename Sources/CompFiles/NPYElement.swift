/// The type of an array's elements, as NumPy writes it: `<f8`, `>i4`, `|b1`, `<U5`.
struct NPYElement {
  enum Kind: Character {
    case real = "f"
    case signed = "i"
    case unsigned = "u"
    case boolean = "b"
    case text = "U"
    case bytes = "S"
  }
  let kind: Kind
  /// In bytes.
  let size: Int
  private let isBigEndian: Bool

  init(_ description: String) throws {
    let unknown = FileError.malformed(
      "its elements are of the type '\(description)'; numbers, truth values and texts are read")
    var rest = Substring(description)
    var isBigEndian = false
    if let order = rest.first, "<>|=".contains(order) {
      isBigEndian = order == ">"
      rest.removeFirst()
    }
    guard let letter = rest.first, let kind = Kind(rawValue: letter),
      let number = Int(rest.dropFirst()), number >= 0, number < 1 << 20
    else { throw unknown }
    let isKnown =
      switch kind {
      case .real: [2, 4, 8].contains(number)
      case .signed, .unsigned: [1, 2, 4, 8].contains(number)
      case .boolean: number == 1
      case .text, .bytes: true
      }
    guard isKnown else { throw unknown }
    self.kind = kind
    self.isBigEndian = isBigEndian
    size = kind == .text ? number * 4 : number
  }

  /// - Precondition: there are `count * size` bytes.
  func values(_ bytes: ArraySlice<UInt8>, count: Int) -> FileArray.Values {
    switch kind {
    case .real:
      switch size {
      case 2: .reals(numbers(bytes, count) { (bits: UInt16) in half(bits) })
      case 4: .reals(numbers(bytes, count) { (bits: UInt32) in Double(Float(bitPattern: bits)) })
      default: .reals(numbers(bytes, count) { (bits: UInt64) in Double(bitPattern: bits) })
      }
    case .signed:
      switch size {
      case 1: .integers(numbers(bytes, count) { (value: Int8) in Double(value) })
      case 2: .integers(numbers(bytes, count) { (value: Int16) in Double(value) })
      case 4: .integers(numbers(bytes, count) { (value: Int32) in Double(value) })
      default: .integers(numbers(bytes, count) { (value: Int64) in Double(value) })
      }
    case .unsigned:
      switch size {
      case 1: .integers(numbers(bytes, count) { (value: UInt8) in Double(value) })
      case 2: .integers(numbers(bytes, count) { (value: UInt16) in Double(value) })
      case 4: .integers(numbers(bytes, count) { (value: UInt32) in Double(value) })
      default: .integers(numbers(bytes, count) { (value: UInt64) in Double(value) })
      }
    case .boolean: .booleans(bytes.map { $0 == 0 ? 0 : 1 })
    case .text:
      .texts(
        texts(bytes, count) { piece in
          var scalars = String.UnicodeScalarView()
          for code in numbers(piece, piece.count / 4, { (code: UInt32) in code }) where code != 0 {
            scalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
          }
          return String(scalars)
        })
    case .bytes:
      .texts(texts(bytes, count) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
  }

  private func numbers<T: FixedWidthInteger, Result>(
    _ bytes: ArraySlice<UInt8>, _ count: Int, _ convert: (T) -> Result
  ) -> [Result] {
    bytes.withUnsafeBytes { buffer in
      (0..<count).map { index in
        let raw = buffer.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: T.self)
        return convert(isBigEndian ? T(bigEndian: raw) : T(littleEndian: raw))
      }
    }
  }

  private func texts(
    _ bytes: ArraySlice<UInt8>, _ count: Int, _ text: (ArraySlice<UInt8>) -> String
  ) -> [String] {
    (0..<count).map { index in
      let start = bytes.startIndex + index * size
      return text(bytes[start..<(start + size)])
    }
  }
}

/// IEEE 754 binary16.
private func half(_ bits: UInt16) -> Double {
  let sign = bits >> 15 == 0 ? 1.0 : -1.0
  let exponent = Int(bits >> 10 & 0x1F)
  let fraction = Double(bits & 0x3FF) / 1024
  switch exponent {
  case 0: return sign * fraction * 0x1p-14
  case 0x1F: return fraction == 0 ? sign * .infinity : .nan
  default: return sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
  }
}
