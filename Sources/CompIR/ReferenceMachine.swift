import CompPlatform

/// The values of a run.
struct ReferenceMachine {
  let function: IRFunction
  let chains: Range<Int>
  let key: RandomKey
  let rounding: Precision
  /// The range to which the logit of a bounded variable is clamped.
  let logitRange: ClosedRange<Double>
  let layout: RandomLayout
  let constants: [IRValue: Tensor]
  var buffers: [[Double]]
  /// Whether a value has one column for all chains.
  var isUniform: [Bool]

  init(
    function: IRFunction, chains: Range<Int>, key: RandomKey, rounding: Precision,
    endMargin: Double
  ) {
    self.function = function
    self.rounding = rounding
    let logits = rounding.sigmoidRange
    logitRange = logits.lowerBound...(logits.upperBound - endMargin)
    self.chains = chains
    self.key = key
    layout = function.randomLayout
    constants = function.constants
    buffers = Array(repeating: [], count: function.types.count)
    isUniform = Array(repeating: true, count: function.types.count)
  }

  mutating func set(_ value: IRValue, _ values: [Double], isUniform uniform: Bool) {
    buffers[value.id] = rounding == .double ? values : values.map { rounding.rounded($0) }
    isUniform[value.id] = uniform
  }

  /// A value with a column for every chain.
  private func varying(_ value: IRValue) -> [Double] {
    isUniform[value.id]
      ? Columns.repeated(buffers[value.id], chains: chains.count) : buffers[value.id]
  }

  mutating func execute(_ instructions: [IRFunction.Instruction], iteration: UInt64) {
    for instruction in instructions {
      switch instruction.kind {
      case .operation(let operation, let operands):
        execute(operation, operands, instruction.results[0], iteration: iteration)
      case .repeat(let count, let initial, let body):
        execute(count: count, initial, body, instruction.results, outer: iteration)
      }
    }
  }

  private mutating func execute(
    count: Int, _ initial: [IRValue], _ body: IRFunction.Region, _ results: [IRValue],
    outer: UInt64
  ) {
    for (parameter, value) in zip(body.parameters, initial) {
      set(parameter, varying(value), isUniform: false)
    }
    let width = chains.count
    for index in 0..<count {
      execute(body.instructions, iteration: layout.iteration(index, of: count, in: outer))
      var next = body.results.map { varying($0) }
      if let condition = body.condition {
        let goesOn = varying(condition)
        if goesOn.allSatisfy({ $0 == 0 }) { break }
        if goesOn.contains(0) {
          for (position, parameter) in body.parameters.enumerated() {
            let old = buffers[parameter.id]
            for index in next[position].indices where goesOn[index % width] == 0 {
              next[position][index] = old[index]
            }
          }
        }
      }
      for (parameter, values) in zip(body.parameters, next) {
        set(parameter, values, isUniform: false)
      }
    }
    for (result, parameter) in zip(results, body.parameters) {
      set(result, buffers[parameter.id], isUniform: false)
    }
  }

  private mutating func execute(
    _ operation: Operation, _ operands: [IRValue], _ result: IRValue, iteration: UInt64
  ) {
    let shape = function.type(of: result).shape
    switch operation {
    case .constant(let tensor): return set(result, tensor.values, isUniform: true)
    case .booleanConstant(let flag): return set(result, [flag ? 1 : 0], isUniform: true)
    case .normal(let site, _), .uniform(let site, _):
      var isNormal = false
      if case .normal = operation { isNormal = true }
      return set(
        result,
        key.numbers(
          shape.count, site: site, iteration: iteration, chains: chains, layout: layout,
          isNormal: isNormal),
        isUniform: false)
    case .scalar, .select, .reshape, .broadcast, .transpose, .slice, .pad, .concatenate, .reduce,
      .matrixMultiply, .gather, .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve,
      .stopGradient:
      break
    }
    let uniform = operands.allSatisfy { isUniform[$0.id] }
    let width = uniform ? 1 : chains.count
    let types = operands.map { function.type(of: $0).shape }
    var values: [Double]
    if case .scalar(let scalar) = operation {
      values = elementwise(scalar, operands, shape.count, width)
    } else if case .select = operation {
      values = select(operands, shape.count, width)
    } else {
      values =
        matrixResult(operation, operands, types, width)
        ?? referenceStructure(
          operation, operands.map { uniform ? buffers[$0.id] : varying($0) }, types, shape, width,
          constants: operands.map { constants[$0] }, rounding: rounding)
    }
    set(result, values, isUniform: uniform)
    values = []
  }

  /// A product with a matrix that is the same for all chains, or the solution of such a triangular system:
  /// the chains are then further columns of the other operand. Nil for all else, and for small ones.
  private func matrixResult(
    _ operation: Operation, _ operands: [IRValue], _ shapes: [Shape], _ width: Int
  ) -> [Double]? {
    guard operands.count == 2, let last = shapes[0].dimensions.last, last > 0 else { return nil }
    if case .matrixMultiply = operation, isUniform[operands[1].id], !isUniform[operands[0].id],
      shapes[0].rank == 1, shapes[1].rank == 2
    {
      return turnedProduct(operands, columns: shapes[1].dimensions[1], width)
    }
    guard isUniform[operands[0].id] else { return nil }
    let a = buffers[operands[0].id]
    let b = width > 1 && isUniform[operands[1].id] ? varying(operands[1]) : buffers[operands[1].id]
    guard a.count * (b.count / last) >= DenseProduct.worthwhile else { return nil }
    switch operation {
    case .matrixMultiply:
      return DenseProduct.product(
        a, b, rows: a.count / last, inner: last, columns: b.count / last)
    case .triangularSolve(let isTransposed):
      let solution = DenseTriangularSystem(lower: a, count: last).solve(
        b, columns: b.count / last, isTransposed: isTransposed)
      // A constant zero times an infinity counts as nothing, which only the plain loops heed.
      return solution.allSatisfy(\.isFinite) ? solution : nil
    case .cholesky, .constant, .booleanConstant, .scalar, .select, .reshape, .broadcast, .transpose,
      .slice, .pad, .concatenate, .reduce, .gather, .scatterAdd, .cumulativeSum, .normal, .uniform,
      .stopGradient:
      return nil
    }
  }

  /// `x M` for a matrix that is the same for all chains, as `Mᵀ X` with a column for each chain.
  private func turnedProduct(_ operands: [IRValue], columns: Int, _ width: Int) -> [Double]? {
    let (x, matrix) = (buffers[operands[0].id], buffers[operands[1].id])
    guard matrix.count * width >= DenseProduct.worthwhile else { return nil }
    let inner = matrix.count / columns
    var turned = [Double](repeating: 0, count: matrix.count)
    for row in 0..<inner {
      for column in 0..<columns { turned[column * inner + row] = matrix[row * columns + column] }
    }
    return DenseProduct.product(turned, x, rows: columns, inner: inner, columns: width)
  }

  /// How an operand's elements are reached: steps by element and by chain, in its buffer.
  private func strides(_ operand: IRValue, _ width: Int) -> (element: Int, chain: Int) {
    let isScalar = function.type(of: operand).shape.isScalar
    if isUniform[operand.id] { return (isScalar ? 0 : 1, 0) }
    return (isScalar ? 0 : width, width == 1 ? 0 : 1)
  }

  private func elementwise(
    _ scalar: ScalarFunction, _ operands: [IRValue], _ count: Int, _ width: Int
  ) -> [Double] {
    func unary(_ f: (Double) -> Double) -> [Double] {
      let source = buffers[operands[0].id]
      return source.count == count * width ? source.map(f) : []
    }
    func binary(_ f: (Double, Double) -> Double) -> [Double] {
      let (a, b) = (buffers[operands[0].id], buffers[operands[1].id])
      let (sa, sb) = (strides(operands[0], width), strides(operands[1], width))
      // An array without room would share the empty one of all threads, and write its count.
      guard count * width > 0 else { return [] }
      return [Double](unsafeUninitializedCapacity: count * width) { output, initialized in
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in
            for element in 0..<count {
              let (pa, pb, po) = (element * sa.element, element * sb.element, element * width)
              for chain in 0..<width {
                output[po + chain] = f(a[pa + chain * sa.chain], b[pb + chain * sb.chain])
              }
            }
          }
        }
        initialized = count * width
      }
    }
    switch scalar {
    case .sigmoidRange: return unary(logitRange.clamping)
    case .exponentRange: return unary(rounding.exponentRange.clamping)
    case .add: return binary { $0 + $1 }
    case .subtract: return binary { $0 - $1 }
    case .multiply: return binary { $0 * $1 }
    case .gate: return binary { $0 == 0 ? 0 : $0 * $1 }
    case .divide: return binary { $0 / $1 }
    case .negate: return unary { -$0 }
    case .exp: return unary { CompPlatform.exp($0) }
    case .log: return unary { CompPlatform.log($0) }
    case .squareRoot: return unary { $0.squareRoot() }
    case .less: return binary { $0 < $1 ? 1 : 0 }
    case .lessOrEqual: return binary { $0 <= $1 ? 1 : 0 }
    case .equal: return binary { $0 == $1 ? 1 : 0 }
    case .power: return binary { $1 == 2 ? $0 * $0 : pow($0, $1) }
    case .absolute, .sign, .floor, .ceil, .round, .expm1, .log1p, .log1pSquare, .sin, .cos, .tan,
      .asin, .acos,
      .atan, .sinh, .cosh, .tanh, .sigmoid, .softplus, .erf, .erfc,
      .lgamma, .digamma, .not,
      .isFinite, .isNaN:
      let evaluate = scalar.row.evaluate
      return unary { evaluate([$0]) }
    case .minimum, .maximum, .atan2, .polygamma, .besselIE, .notEqual, .and, .or:
      let evaluate = scalar.row.evaluate
      return binary { evaluate([$0, $1]) }
    }
  }

  private func select(_ operands: [IRValue], _ count: Int, _ width: Int) -> [Double] {
    let buffers = operands.map { self.buffers[$0.id] }
    let steps = operands.map { strides($0, width) }
    var output = [Double](repeating: 0, count: count * width)
    for element in 0..<count {
      for chain in 0..<width {
        let test = buffers[0][element * steps[0].element + chain * steps[0].chain]
        let choice = test != 0 ? 1 : 2
        output[element * width + chain] =
          buffers[choice][element * steps[choice].element + chain * steps[choice].chain]
      }
    }
    return output
  }

}
