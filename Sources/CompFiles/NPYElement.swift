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
    let isObject = description.hasSuffix("O")
    let unknown = FileError.unsupported(
      isObject
        ? "its elements are Python objects ('\(description)')"
        : "its elements are of the type '\(description)'; numbers, truth values and texts are read",
      help: isObject
        ? "make an array of numbers or of texts: a.astype(float), a.astype(str)"
        : "convert them: a.astype(float)")
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
  /// - Throws: `FileError.unsupported` for whole numbers beyond 63 bits, and for texts that are not Unicode.
  func values(_ bytes: ArraySlice<UInt8>, count: Int) throws -> FileArray.Values {
    switch kind {
    case .real:
      switch size {
      case 2: return .reals(numbers(bytes, count) { (bits: UInt16) in half(bits) })
      case 4:
        return .reals(numbers(bytes, count) { (bits: UInt32) in Double(Float(bitPattern: bits)) })
      default: return .reals(numbers(bytes, count) { (bits: UInt64) in Double(bitPattern: bits) })
      }
    case .signed:
      switch size {
      case 1: return .integers(numbers(bytes, count) { (value: Int8) in Int(value) })
      case 2: return .integers(numbers(bytes, count) { (value: Int16) in Int(value) })
      case 4: return .integers(numbers(bytes, count) { (value: Int32) in Int(value) })
      default: return .integers(numbers(bytes, count) { (value: Int64) in Int(value) })
      }
    case .unsigned:
      switch size {
      case 1: return .integers(numbers(bytes, count) { (value: UInt8) in Int(value) })
      case 2: return .integers(numbers(bytes, count) { (value: UInt16) in Int(value) })
      case 4: return .integers(numbers(bytes, count) { (value: UInt32) in Int(value) })
      default: return try unsigned(numbers(bytes, count) { (value: UInt64) in value })
      }
    case .boolean: return .booleans(bytes.map { $0 == 0 ? 0 : 1 })
    case .text:
      return .texts(
        try texts(bytes, count) { piece in
          var scalars = String.UnicodeScalarView()
          for code in numbers(piece, piece.count / 4, { (code: UInt32) in code }) where code != 0 {
            guard let scalar = Unicode.Scalar(code) else { return nil }
            scalars.append(scalar)
          }
          return String(scalars)
        })
    case .bytes:
      return .texts(
        try texts(bytes, count) { String(validating: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
  }

  /// Whole numbers; reals where some are beyond 63 bits, and all are exact as such.
  private func unsigned(_ numbers: [UInt64]) throws -> FileArray.Values {
    let whole = numbers.compactMap { Int(exactly: $0) }
    if whole.count == numbers.count { return .integers(whole) }
    if let odd = numbers.first(where: { UInt64(exactly: Double($0)) != $0 }) {
      throw FileError.unsupported(
        "its element \(odd) is beyond 63 bits or has more digits than a Real holds",
        help: "save the array as texts: a.astype(str)")
    }
    return .reals(numbers.map { Double($0) })
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

  /// - Parameter text: of the bytes of an element; nil where they are none.
  private func texts(
    _ bytes: ArraySlice<UInt8>, _ count: Int, _ text: (ArraySlice<UInt8>) -> String?
  ) throws -> [String] {
    try (0..<count).map { index in
      let start = bytes.startIndex + index * size
      guard let text = text(bytes[start..<(start + size)]) else {
        throw FileError.unsupported(
          "its element \(index) is a text in another encoding than UTF-8",
          help: "decode it before saving: numpy.char.decode(a, \"latin1\")")
      }
      return text
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
