/// The two kinds of elements.
package enum Element: String, Hashable, Sendable { case real, boolean }

/// The type of a value of the IR: a shape of one chain, and the kind of its elements.
package struct TensorType: Hashable, Sendable {
  package var shape: Shape
  package var element: Element
  package static func real(_ shape: Shape) -> TensorType {
    TensorType(shape: shape, element: .real)
  }
  package static func boolean(_ shape: Shape) -> TensorType {
    TensorType(shape: shape, element: .boolean)
  }
}

/// How axes are reduced.
package enum Reduction: String, Hashable, Sendable {
  case sum, product, maximum, minimum, all, any
}

/// The operations of the IR. Each is pure; the random ones are functions of the seed, the chain,
/// the step, their site and the pass of the loops around them.
package enum Operation: Hashable, Sendable {
  case constant(Tensor)
  case booleanConstant(Bool)
  /// Element by element; operands are of one shape, or scalars, which are spread.
  case scalar(ScalarFunction)
  /// (condition, a, b), element by element; scalars are spread.
  case select
  case reshape(Shape)
  /// To a shape of which the operand's is a suffix: rows are repeated.
  case broadcast(Shape)
  /// A permutation: axis `i` of the result is axis `permutation[i]` of the operand.
  case transpose([Int])
  case slice(starts: [Int], limits: [Int])
  /// Zeros around.
  case pad(before: [Int], after: [Int])
  case concatenate(axis: Int)
  /// The axes are dropped.
  case reduce(Reduction, axes: [Int])
  /// `[m,k]@[k,n]`, `[m,k]@[k]`, `[k]@[k,n]`, `[k]@[k]`. A zero of a constant takes no part, whatever
  /// it stands beside.
  case matrixMultiply
  /// (table `[n, rest…]`, index): rows, by an index (a real, rounded toward zero) or a vector of
  /// them. An index out of range gives NaN.
  case gather
  /// (rows, index): a table of `count` rows, to which each row is added at its index.
  case scatterAdd(count: Int)
  case cumulativeSum(axis: Int)
  /// The lower factor; NaN where the matrix is not positive definite.
  case cholesky
  /// (L, b): x of `L x = b`, or of `Lᵀ x = b`; b is a vector or a matrix. Zeros of a constant L take
  /// no part.
  case triangularSolve(transposed: Bool)
  /// Standard normals.
  case normal(site: Int, Shape)
  /// In (0, 1).
  case uniform(site: Int, Shape)
  /// The operand, of which no derivative is taken.
  case stopGradient
}

/// A violation of a shape rule, in words.
package struct ShapeError: Error, CustomStringConvertible, Sendable {
  package var description: String
  /// Whether the result would have more elements than a tensor can hold.
  package var isTooLarge: Bool
  package init(_ description: String, isTooLarge: Bool = false) {
    self.description = description
    self.isTooLarge = isTooLarge
  }
}

extension Operation {
  /// Whether the operation's value depends on its operands alone.
  package var isPure: Bool {
    switch self {
    case .normal, .uniform: false
    case .constant, .booleanConstant, .scalar, .select, .reshape, .broadcast, .transpose, .slice,
      .pad, .concatenate, .reduce, .matrixMultiply, .gather, .scatterAdd, .cumulativeSum,
      .cholesky, .triangularSolve, .stopGradient:
      true
    }
  }
}
