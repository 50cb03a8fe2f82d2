/// The shape of a tensor of one chain: its dimensions, outermost first. `[]` is a scalar.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral {
  public var dimensions: [Int]

  public init(_ dimensions: [Int]) { self.dimensions = dimensions }
  public init(arrayLiteral elements: Int...) { self.dimensions = elements }

  public static let scalar = Shape([])

  public var rank: Int { dimensions.count }
  public var isScalar: Bool { dimensions.isEmpty }
  /// The number of elements; the largest Int where it is beyond.
  public var count: Int {
    var count = 1
    for dimension in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      if overflow { return dimensions.contains(0) ? 0 : .max }
      count = product
    }
    return count
  }

  /// Describes why no tensor can have this shape: it has more than `rankLimit` dimensions, or more than
  /// `elementLimit` elements, counting a dimension of zero as one. Nil if a tensor can have it.
  public var excess: String? {
    if rank > Self.rankLimit { return "\(rank) dimensions, more than \(Self.rankLimit)" }
    let isWithin = Shape(dimensions.map { max($0, 1) }).count <= Self.elementLimit
    return isWithin ? nil : "more than 10⁸ elements"
  }

  /// How many dimensions a tensor may have, as in NumPy.
  public static let rankLimit = 64

  /// How many elements a tensor may have: 800 megabytes of them.
  public static let elementLimit = 100_000_000
}

extension Shape {
  /// How far apart the elements are that follow each other along each axis, in row-major order.
  package var rowMajorSteps: [Int] {
    var steps = Array(repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      steps[axis] = steps[axis + 1] * dimensions[axis + 1]
    }
    return steps
  }

  /// The position that the `element`-th element has under other steps.
  package func offset(of element: Int, steps: [Int]) -> Int {
    var rest = element
    var result = 0
    for axis in stride(from: rank - 1, through: 0, by: -1) {
      result += rest % dimensions[axis] * steps[axis]
      rest /= dimensions[axis]
    }
    return result
  }
}

extension Shape: CustomStringConvertible {
  /// As the language writes it: `R[2, 3]`; a scalar is `Real`.
  public var description: String {
    isScalar ? "Real" : "R[\(dimensions.map(String.init).joined(separator: ", "))]"
  }
}

/// A tensor of reals with its elements in row-major order.
public struct Tensor: Sendable {
  public var shape: Shape
  public var values: [Double]
  /// Counts the elements as memory of the run that made them.
  private let charge: MemoryCharge?

  /// Tensors of fewer bytes are counted by what holds them.
  private static let uncounted = 1 << 8

  /// - Precondition: `values.count == shape.count`.
  public init(shape: Shape, values: [Double]) {
    precondition(values.count == shape.count, "a tensor's elements fill its shape")
    self.shape = shape
    self.values = values
    charge = MemoryCharge(8 * values.count, atLeast: Self.uncounted)
  }
  public init(_ scalar: Double) { self.init(shape: .scalar, values: [scalar]) }
  public init(_ vector: [Double]) { self.init(shape: [vector.count], values: vector) }
}

extension Tensor: Hashable {
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape && a.values == b.values
  }

  /// Hashes the shape and a sample of at most 127 elements, so that the hash of a large table costs little.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(shape)
    let step = max(1, values.count / 64)
    for position in stride(from: 0, to: values.count, by: step) { hasher.combine(values[position]) }
  }
}
