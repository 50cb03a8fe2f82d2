/// What stands at the head of an NPY file: a literal of a Python dictionary.
struct NPYHeader {
  let type: NPYElement
  /// Whether the first index runs fastest.
  let isColumnMajor: Bool
  let shape: [Int]

  init(_ text: String) throws {
    var literal = Literal(rest: Array(text.unicodeScalars)[...])
    var description: String?
    var isColumnMajor: Bool?
    var shape: [Int]?
    try literal.expect("{")
    while !literal.take("}") {
      let key = try literal.string()
      try literal.expect(":")
      switch key {
      case "descr":
        guard !literal.at("[") else {
          throw FileError.unsupported(
            "its elements are records", help: "save each field as an array")
        }
        description = try literal.string()
      case "fortran_order": isColumnMajor = try literal.boolean()
      case "shape": shape = try literal.sizes()
      default: throw FileError.malformed("its header has an unknown entry '\(key)'")
      }
      if !literal.take(",") {
        try literal.expect("}")
        break
      }
    }
    guard let description, let isColumnMajor, let shape else {
      throw FileError.malformed("its header is not complete")
    }
    type = try NPYElement(description)
    self.isColumnMajor = isColumnMajor
    self.shape = shape
  }
}

/// As much of Python's literals as headers need.
private struct Literal {
  var rest: ArraySlice<Unicode.Scalar>

  private mutating func skipBlanks() {
    rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" }
  }

  mutating func at(_ mark: Unicode.Scalar) -> Bool {
    skipBlanks()
    return rest.first == mark
  }

  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard at(mark) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func expect(_ mark: Unicode.Scalar) throws {
    guard take(mark) else { throw FileError.malformed("its header is damaged: no '\(mark)'") }
  }

  private mutating func word(_ isPart: (Unicode.Scalar) -> Bool) -> String {
    skipBlanks()
    let word = rest.prefix(while: isPart)
    rest = rest.dropFirst(word.count)
    return String(String.UnicodeScalarView(word))
  }

  mutating func string() throws -> String {
    let quote: Unicode.Scalar = at("\"") ? "\"" : "'"
    try expect(quote)
    let text = rest.prefix { $0 != quote }
    rest = rest.dropFirst(text.count)
    try expect(quote)
    return String(String.UnicodeScalarView(text))
  }

  mutating func boolean() throws -> Bool {
    switch word({ $0.properties.isAlphabetic }) {
    case "True": return true
    case "False": return false
    default: throw FileError.malformed("its header is damaged: no truth value")
    }
  }

  mutating func sizes() throws -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while !take(")") {
      guard let size = Int(word { ("0"..."9").contains($0) }), sizes.count < 64 else {
        throw FileError.malformed("its header is damaged: no shape")
      }
      // Python 2 wrote long whole numbers so.
      _ = take("L")
      sizes.append(size)
      if !take(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }
}
