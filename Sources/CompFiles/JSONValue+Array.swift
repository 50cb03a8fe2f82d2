extension JSONValue {
  /// The value as an array: numbers, truth values or texts, or lists of them of one shape; nil where
  /// it is none.
  public var fileArray: FileArray? {
    guard let shape = shape, let kind = kind else { return nil }
    switch kind {
    case .texts:
      var texts: [String] = []
      return gather({ if case .string(let text) = $0 { texts.append(text) } }, shape[...])
        ? FileArray(shape: shape, values: .texts(texts)) : nil
    case .reals, .integers, .booleans:
      var numbers: [Double] = []
      var isWhole = true
      var isTruth = true
      let isArray = gather(
        { element in
          switch element {
          case .integer(let number):
            numbers.append(Double(number))
            isTruth = false
          case .real(let number):
            numbers.append(number)
            isWhole = false
            isTruth = false
          case .boolean(let flag):
            numbers.append(flag ? 1 : 0)
            isWhole = false
          case .null, .string, .array, .object: break
          }
        }, shape[...])
      guard isArray else { return nil }
      if isTruth, !numbers.isEmpty { return FileArray(shape: shape, values: .booleans(numbers)) }
      return FileArray(shape: shape, values: isWhole ? .integers(numbers) : .reals(numbers))
    }
  }

  /// The sizes of the first elements of lists in lists.
  private var shape: [Int]? {
    switch self {
    case .null, .object: return nil
    case .boolean, .integer, .real, .string: return []
    case .array(let elements):
      guard let first = elements.first else { return [0] }
      return first.shape.map { [elements.count] + $0 }
    }
  }

  private var kind: FileArray.Values? {
    switch self {
    case .null, .object: nil
    case .boolean: .booleans([])
    case .integer: .integers([])
    case .real: .reals([])
    case .string: .texts([])
    case .array(let elements): elements.isEmpty ? .reals([]) : elements[0].kind
    }
  }

  /// Visits the elements of lists that have a shape throughout.
  ///
  /// - Returns: whether they have it, and all elements are of one sort: texts, truth values or
  ///   numbers.
  private func gather(_ visit: (JSONValue) -> Void, _ shape: ArraySlice<Int>) -> Bool {
    var sort: Int?
    func walk(_ value: JSONValue, _ shape: ArraySlice<Int>) -> Bool {
      switch value {
      case .null, .object: return false
      case .array(let elements):
        guard let size = shape.first, size == elements.count else { return false }
        return elements.allSatisfy { walk($0, shape.dropFirst()) }
      case .boolean, .integer, .real, .string:
        let own =
          switch value {
          case .boolean: 0
          case .string: 1
          case .null, .integer, .real, .array, .object: 2
          }
        guard shape.isEmpty, sort == nil || sort == own else { return false }
        sort = own
        visit(value)
        return true
      }
    }
    return walk(self, shape)
  }

  /// An array as lists in lists.
  public init(_ array: FileArray) {
    let elements: (Int) -> JSONValue
    switch array.values {
    case .reals(let numbers): elements = { .real(numbers[$0]) }
    case .integers(let numbers):
      elements = { Int(exactly: numbers[$0]).map { .integer($0) } ?? .real(numbers[$0]) }
    case .booleans(let numbers): elements = { .boolean(numbers[$0] != 0) }
    case .texts(let texts): elements = { .string(texts[$0]) }
    }
    func level(_ shape: ArraySlice<Int>, _ range: Range<Int>) -> JSONValue {
      guard let size = shape.first else { return elements(range.lowerBound) }
      let width = size == 0 ? 0 : range.count / size
      return .array(
        (0..<size).map {
          let start = range.lowerBound + $0 * width
          return level(shape.dropFirst(), start..<(start + width))
        })
    }
    self = level(array.shape[...], 0..<array.count)
  }
}
