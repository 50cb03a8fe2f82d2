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

  /// Whether a tensor may have this shape: each dimension and their product are within
  /// `elementLimit`, where a dimension of zero counts as one.
  public var isStorable: Bool {
    Shape(dimensions.map { max($0, 1) }).count <= Self.elementLimit
  }

  /// How many elements a tensor may have: 800 megabytes of them.
  public static let elementLimit = 100_000_000
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
