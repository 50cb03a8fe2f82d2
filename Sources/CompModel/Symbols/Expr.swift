import CompIR
import CompPlatform

/// A symbolic value: a node of an immutable directed acyclic graph over the IR's operations.
///
/// Bodies of components and samplers, and arguments that mention random variables, are evaluated
/// to these; `Lowering` turns them into an `IRFunction`. Nodes are shared and compared by identity.
package final class Expr: Sendable {
  package enum Node: Sendable {
    /// Elements of a random variable.
    case variable(VariablePart)
    /// A named hole that lowering fills: a sampler's state, a tuned parameter, a loop's value.
    case leaf(Leaf)
    case operation(Operation, [Expr])
    /// One of the values that a loop carries.
    case loop(Loop, result: Int)
    /// One result of a function of the IR.
    case call(FunctionReference, [Expr], result: Int)
  }

  /// A hole; two are the same only if they are the same object.
  package final class Leaf: Sendable {
    package let name: String
    package let type: TensorType
    package let isUniform: Bool
    package init(_ name: String, _ type: TensorType, isUniform: Bool = false) {
      self.name = name
      self.type = type
      self.isUniform = isUniform
    }
  }

  /// `repeat count while condition { … }` with the values that it carries.
  package final class Loop: Sendable {
    package let count: Int
    package let parameters: [Leaf]
    package let initial: [Expr]
    package let results: [Expr]
    package let condition: Expr?
    /// The random numbers that the body draws anew in each pass; others are drawn once, outside.
    package let randomNodes: [Expr]
    package init(
      count: Int, parameters: [Leaf], initial: [Expr], results: [Expr], condition: Expr?,
      randomNodes: [Expr]
    ) {
      self.count = count
      self.parameters = parameters
      self.initial = initial
      self.results = results
      self.condition = condition
      self.randomNodes = randomNodes
    }
  }

  /// A function of the IR that expressions may call. It is made where it is first looked at: a check
  /// looks at few.
  package final class FunctionReference: Sendable {
    package let resultCount: Int
    private let make: @Sendable () throws -> IRFunction
    private let made = Cache<IRFunction>()

    package init(_ function: IRFunction) {
      resultCount = function.results.count
      make = { function }
    }

    package init(simplifying function: IRFunction) {
      resultCount = function.results.count
      make = {
        CompilationStep.simplifying.begin()
        return try function.invertingKnownFactors().simplified()
      }
    }

    /// The same results as the function's, and last the gradient of its first by its first parameter.
    ///
    /// - Parameter reference: to a function that is known to be differentiable.
    package init(gradientOf reference: FunctionReference) {
      resultCount = reference.resultCount + 1
      make = {
        let function = try reference.function
        CompilationStep.differentiating.begin()
        let gradient = try function.gradient(of: 0, withRespectTo: [0])
        CompilationStep.simplifying.begin()
        return try gradient.simplified()
      }
    }

    package var function: IRFunction {
      get throws { try made.value(make) }
    }
  }

  package let node: Node
  package let type: TensorType
  /// How many operations follow one another at most, from a hole, variable or constant to this one.
  package let depth: Int
  /// Whether it is made of constants and pure operations alone.
  package let isGround: Bool
  private let charge: MemoryCharge?

  /// Passes over expressions recurse, on stacks that hold so many levels.
  static let depthLimit = 100_000
  /// Nodes with fewer operations below them are released with those that hold them.
  private static let shallow = 500
  /// About what a node takes, in bytes.
  private static let size = 256

  package init(_ node: Node, type: TensorType) {
    self.node = node
    self.type = type
    var bytes = Self.size
    var below = -1
    var isGround = false
    switch node {
    case .variable(let part): bytes += 8 * part.elements.count
    case .leaf: break
    case .operation(let operation, let operands):
      bytes += 8 * operands.count
      isGround = operation.isPure
      for operand in operands {
        below = max(below, operand.depth)
        isGround = isGround && operand.isGround
      }
    case .call(_, let operands, _):
      bytes += 8 * operands.count
      for operand in operands { below = max(below, operand.depth) }
    case .loop(let loop, _):
      for expr in loop.initial + loop.results { below = max(below, expr.depth) }
      below = max(below, loop.condition?.depth ?? -1)
    }
    depth = below + 1
    self.isGround = isGround
    charge = MemoryCharge(bytes)
  }

  deinit { if depth > Self.shallow { DeferredRelease.release(node) } }

  package var shape: Shape { type.shape }

  package convenience init(_ part: VariablePart) {
    self.init(.variable(part), type: .real(part.shape))
  }
  package convenience init(_ leaf: Leaf) { self.init(.leaf(leaf), type: leaf.type) }
  package convenience init(_ tensor: Tensor) {
    self.init(.operation(.constant(tensor), []), type: .real(tensor.shape))
  }
  package convenience init(_ scalar: Double) { self.init(Tensor(scalar)) }
  package convenience init(_ flag: Bool) {
    self.init(.operation(.booleanConstant(flag), []), type: .boolean(.scalar))
  }

  /// The value of a constant of reals.
  package var constantValue: Tensor? {
    if case .operation(.constant(let tensor), _) = node { return tensor }
    return nil
  }
}

extension Expr: Hashable {
  package static func == (a: Expr, b: Expr) -> Bool { a === b }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Expr {
  /// An operation's node, its shape checked; constants are folded, and indexing of a random
  /// variable's elements stays an indexing of the variable.
  package static func apply(_ operation: Operation, _ operands: [Expr]) throws(ShapeError) -> Expr {
    let type = try operation.resultType(of: operands.map(\.type))
    guard operands.allSatisfy({ $0.depth < depthLimit }) else {
      throw ShapeError("a formula holds at most \(depthLimit) operations one within the other")
    }
    if case .variable(let part)? = operands.first?.node,
      let moved = operation.rearranging(part, into: type.shape, by: operands.dropFirst())
    {
      return Expr(moved)
    }
    if operation.isPure, type.element == .real {
      let constants = operands.compactMap(\.constantValue)
      if constants.count == operands.count, !operands.isEmpty {
        try admit(type.shape)
        return Expr(evaluateConstant(operation, constants))
      }
    }
    return Expr(.operation(operation, operands), type: type)
  }

  /// Checks that the run may hold a tensor of a shape beside what is computed for it.
  private static func admit(_ shape: Shape) throws(ShapeError) {
    guard shape.count > 1 << 12, let allowance = Allowance.current,
      !allowance.admits(2 * 8 * shape.count)
    else { return }
    throw ShapeError("\(shape) takes more memory than the program may use")
  }

  package static func scalar(_ function: ScalarFunction, _ operands: Expr...) throws(ShapeError)
    -> Expr
  {
    try apply(.scalar(function), operands)
  }

  /// The sum of expressions of one shape; zero for none.
  package static func sum(_ terms: [Expr]) throws(ShapeError) -> Expr {
    guard var total = terms.first else { return Expr(0) }
    for term in terms.dropFirst() { total = try scalar(.add, total, term) }
    return total
  }

  /// Whether all elements are true.
  package func every() throws(ShapeError) -> Expr {
    shape.isScalar ? self : try .apply(.reduce(.all, axes: Array(0..<shape.rank)), [self])
  }

  /// The sum over all elements.
  package func total() throws(ShapeError) -> Expr {
    shape.isScalar ? self : try .apply(.reduce(.sum, axes: Array(0..<shape.rank)), [self])
  }
}

extension Operation {
  /// The part that results where the operation only picks and arranges a part's elements.
  fileprivate func rearranging(
    _ part: VariablePart, into shape: Shape, by operands: ArraySlice<Expr>
  ) -> VariablePart? {
    let constants = operands.compactMap(\.constantValue)
    guard constants.count == operands.count else { return nil }
    switch self {
    case .reshape:
      return VariablePart(variable: part.variable, elements: part.elements, shape: shape)
    case .slice(let starts, _):
      // One element of many is sliced for each step of a loop.
      let steps = part.shape.rowMajorSteps
      let base = zip(starts, steps).reduce(0) { $0 + $1.0 * $1.1 }
      return VariablePart(
        variable: part.variable,
        elements: (0..<shape.count).map {
          part.elements[base + shape.offset(of: $0, steps: steps)]
        }, shape: shape)
    case .transpose, .gather:
      let positions = evaluateConstant(
        self,
        [Tensor(shape: part.shape, values: part.elements.indices.map(Double.init))] + constants)
      guard positions.values.allSatisfy(\.isFinite) else { return nil }
      return VariablePart(
        variable: part.variable, elements: positions.values.map { part.elements[Int($0)] },
        shape: shape)
    case .constant, .booleanConstant, .scalar, .select, .broadcast, .pad, .concatenate, .reduce,
      .matrixMultiply, .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve, .normal,
      .uniform, .stopGradient:
      return nil
    }
  }
}

/// An operation on known tensors of checked shapes, by the reference evaluator.
func evaluateConstant(_ operation: Operation, _ operands: [Tensor]) -> Tensor {
  var builder = IRBuilder(name: "constant")
  let values = operands.map { builder.constant($0) }
  guard let result = try? builder.append(operation, values) else { return Tensor(.nan) }
  let function = builder.finish(results: [("value", result)])
  return ReferenceProgram(function).runOnce([])[0]
}
