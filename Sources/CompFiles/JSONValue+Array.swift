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
      var integers: [Int] = []
      var isTruth = true
      let isArray = gather(
        { element in
          switch element {
          case .integer(let number):
            numbers.append(Double(number))
            integers.append(number)
            isTruth = false
          case .real(let number):
            numbers.append(number)
            isTruth = false
          case .boolean(let flag):
            numbers.append(flag ? 1 : 0)
          case .null, .string, .array, .object: break
          }
        }, shape[...])
      guard isArray else { return nil }
      if isTruth, !numbers.isEmpty { return FileArray(shape: shape, values: .booleans(numbers)) }
      let isWhole = integers.count == numbers.count
      return FileArray(shape: shape, values: isWhole ? .integers(integers) : .reals(numbers))
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
    case .integers(let numbers): elements = { .integer(numbers[$0]) }
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

  /// Whether it is null, or null stands in its lists.
  public var hasNull: Bool {
    switch self {
    case .null: true
    case .array(let elements): elements.contains(where: \.hasNull)
    case .boolean, .integer, .real, .string, .object: false
    }
  }

  /// Returns the value with NaN for each null in its lists, or an empty text where texts stand beside it.
  ///
  /// - Parameter note: receives the place of each null among all elements, in row-major order.
  public func fillingNulls(_ note: (Int) -> Void) -> JSONValue {
    guard hasNull else { return self }
    let holdsText = holdsText
    let filler = holdsText ? JSONValue.string("") : .real(.nan)
    var place = 0
    func filled(_ value: JSONValue) -> JSONValue {
      if case .array(let elements) = value { return .array(elements.map(filled)) }
      defer { place += 1 }
      // Truth values beside missing ones are ones and zeros.
      if case .boolean(let flag) = value { return holdsText ? value : .real(flag ? 1 : 0) }
      guard case .null = value else { return value }
      note(place)
      return filler
    }
    return filled(self)
  }

  private var holdsText: Bool {
    switch self {
    case .string: true
    case .array(let elements): elements.contains(where: \.holdsText)
    case .null, .boolean, .integer, .real, .object: false
    }
  }
}
