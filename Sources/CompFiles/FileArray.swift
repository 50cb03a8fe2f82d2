/// An array as files hold it, row-major.
public struct FileArray: Sendable, Equatable {
  public enum Values: Sendable, Equatable {
    case reals([Double])
    case integers([Int])
    /// Zeros and ones.
    case booleans([Double])
    case texts([String])
  }
  public var shape: [Int]
  public var values: Values

  /// - Precondition: there are as many values as the shape has elements.
  public init(shape: [Int], values: Values) {
    self.shape = shape
    self.values = values
    precondition(count == elementCount(shape), "an array's values fill its shape")
  }

  /// How many values there are.
  public var count: Int {
    switch values {
    case .reals(let numbers), .booleans(let numbers): numbers.count
    case .integers(let numbers): numbers.count
    case .texts(let texts): texts.count
    }
  }

  /// The values as numbers; nil for texts. Whole numbers are rounded where `inexactInteger` finds one.
  public var numbers: [Double]? {
    switch values {
    case .reals(let numbers), .booleans(let numbers): numbers
    case .integers(let numbers): numbers.map(Double.init)
    case .texts: nil
    }
  }

  /// The place of the first whole number that no `Double` is, as some beyond 2⁵³; nil where there is none.
  public var inexactInteger: (place: Int, number: Int)? {
    guard case .integers(let numbers) = values,
      let place = numbers.firstIndex(where: { Int(exactly: Double($0)) != $0 })
    else { return nil }
    return (place, numbers[place])
  }
}

/// How many elements a shape has; nil where that is negative or beyond all memory.
func elementCount(_ shape: [Int]) -> Int? {
  var count = 1
  for size in shape {
    let (product, overflows) = count.multipliedReportingOverflow(by: size)
    guard size >= 0, !overflows else { return nil }
    count = product
  }
  return count
}
