/// An array as files hold it, row-major.
public struct FileArray: Sendable, Equatable {
  public enum Values: Sendable, Equatable {
    case reals([Double])
    /// Whole numbers; beyond 2⁵³ they are rounded.
    case integers([Double])
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
    case .reals(let numbers), .integers(let numbers), .booleans(let numbers): numbers.count
    case .texts(let texts): texts.count
    }
  }

  /// The values as numbers; nil for texts.
  public var numbers: [Double]? {
    switch values {
    case .reals(let numbers), .integers(let numbers), .booleans(let numbers): numbers
    case .texts: nil
    }
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
