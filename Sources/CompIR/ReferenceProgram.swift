import CompPlatform

/// The reference evaluator: a function carried out in double precision, one operation after the
/// other, each over all elements of a block of chains. It is obvious before it is fast.
package struct ReferenceProgram: Sendable {
  package enum Argument: Sendable {
    /// The same for every chain.
    case uniform(Tensor)
    case varying(Columns)
  }

  private let function: IRFunction
  /// Numbers that one chain holds: every value of the function stays until its end.
  private let numbersPerChain: Double

  /// The precision to which every operation's result is rounded.
  private let rounding: Precision

  /// The distance, in unconstrained coordinates, by which the clamp of a bounded variable moves inwards.
  private let endMargin: Double

  /// - Parameters:
  ///   - rounding: below double, the results are about those of that arithmetic; sums are added up in as many
  ///     strands as machine code has.
  ///   - endMargin: what depends on it is not resolved at the end of an interval.
  package init(_ function: IRFunction, rounding: Precision = .double, endMargin: Double = 0) {
    self.function = function
    self.rounding = rounding
    self.endMargin = endMargin
    numbersPerChain = function.types.reduce(1) { $0 + Double($1.shape.count) }
  }

  /// Numbers that all chains may hold at one time: 64 MiB of them.
  private static let workingNumbers = 8_388_608.0

  /// The results for the chains numbered `chains`; each has a column for every chain.
  ///
  /// Many chains are carried out a part at a time. Where the run of this thread is over, or may not
  /// hold what one chain needs, the results are zeros.
  package func run(
    _ arguments: [Argument], chains: Range<Int>, key: RandomKey = RandomKey(seed: 0, step: 0)
  ) -> [Columns] {
    if numbersPerChain > Self.workingNumbers, let allowance = Allowance.current,
      !allowance.admits(Int(min(8 * numbersPerChain, 1e18)))
    {
      return zeros(chains.count)
    }
    let part = Int(max(Self.workingNumbers / numbersPerChain, 1))
    if chains.count <= part { return runTogether(arguments, chains: chains, key: key) }
    var results = zeros(chains.count)
    for first in stride(from: 0, to: chains.count, by: part) {
      if Abandonment.isNow { break }
      let range = first..<min(first + part, chains.count)
      let outputs = runTogether(
        arguments.map { $0.columns(range) },
        chains: (chains.lowerBound + range.lowerBound)..<(chains.lowerBound + range.upperBound),
        key: key)
      for (index, output) in outputs.enumerated() { results[index].replace(range, by: output) }
    }
    return results
  }

  private func zeros(_ chains: Int) -> [Columns] {
    function.results.map { result in
      let shape = function.type(of: result.value).shape
      return Columns(
        shape: shape, chains: chains, values: Array(repeating: 0, count: shape.count * chains))
    }
  }

  private func runTogether(_ arguments: [Argument], chains: Range<Int>, key: RandomKey)
    -> [Columns]
  {
    let count = chains.count
    var machine = Machine(
      function: function, chains: chains, key: key, rounding: rounding,
      endMargin: endMargin)
    for (parameter, argument) in zip(function.parameters, arguments) {
      switch argument {
      case .uniform(let tensor):
        machine.set(parameter.value, tensor.values, isUniform: true)
      case .varying(let columns):
        machine.set(parameter.value, columns.values, isUniform: false)
      }
    }
    machine.execute(function.instructions, iteration: 0)
    return function.results.map { result in
      let shape = function.type(of: result.value).shape
      let buffer = machine.buffers[result.value.id]
      guard machine.isUniform[result.value.id] else {
        return Columns(shape: shape, chains: count, values: buffer)
      }
      return Columns(repeating: Tensor(shape: shape, values: buffer), chains: count)
    }
  }

  /// The results for one chain (number 0) of uniform arguments.
  package func runOnce(_ arguments: [Tensor], key: RandomKey = RandomKey(seed: 0, step: 0))
    -> [Tensor]
  {
    run(arguments.map { .uniform($0) }, chains: 0..<1, key: key).map {
      Tensor(shape: $0.shape, values: $0.values)
    }
  }
}

/// The values of a run.
private struct Machine {
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
        ?? structural(
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

// MARK: Structure

/// The operations that move, combine or solve; `inputs` have `width` columns each.
///
/// - Parameter constants: those inputs that are constants.
private func structural(
  _ operation: Operation, _ inputs: [[Double]], _ shapes: [Shape], _ result: Shape, _ width: Int,
  constants: [Tensor?], rounding: Precision
) -> [Double] {
  let a = inputs[0]
  /// Moves whole elements: element `i` of the result is element `map(i)` of the operand.
  func moved(_ map: (Int) -> Int) -> [Double] {
    var output: [Double] = []
    output.reserveCapacity(result.count * width)
    for element in 0..<result.count {
      let source = map(element) * width
      output.append(contentsOf: a[source..<(source + width)])
    }
    return output
  }
  switch operation {
  case .reshape, .stopGradient: return a
  case .broadcast:
    let count = max(shapes[0].count, 1)
    return moved { $0 % count }
  case .transpose(let permutation):
    let steps = rowMajorSteps(shapes[0])
    let order = permutation.map { steps[$0] }
    return moved { offset(of: $0, in: result, steps: order) }
  case .slice(let starts, _):
    let steps = rowMajorSteps(shapes[0])
    let base = zip(starts, steps).reduce(0) { $0 + $1.0 * $1.1 }
    return moved { base + offset(of: $0, in: result, steps: steps) }
  case .pad(let before, _):
    var output = [Double](repeating: 0, count: result.count * width)
    let steps = rowMajorSteps(result)
    let base = zip(before, steps).reduce(0) { $0 + $1.0 * $1.1 }
    for element in 0..<shapes[0].count {
      let target = (base + offset(of: element, in: shapes[0], steps: steps)) * width
      for chain in 0..<width { output[target + chain] = a[element * width + chain] }
    }
    return output
  case .concatenate(let axis):
    let outer = result.dimensions[..<axis].reduce(1, *)
    var output: [Double] = []
    output.reserveCapacity(result.count * width)
    for block in 0..<outer {
      for (input, shape) in zip(inputs, shapes) {
        let length = shape.dimensions[axis...].reduce(1, *) * width
        output.append(contentsOf: input[(block * length)..<((block + 1) * length)])
      }
    }
    return output
  case .reduce(let reduction, let axes):
    if reduction == .sum, rounding != .double {
      return roundedSum(a, shapes[0], axes, result, width, rounding)
    }
    return reduce(a, shapes[0], axes, reduction, result, width)
  case .matrixMultiply:
    let m = shapes[0].rank == 2 ? shapes[0].dimensions[0] : 1
    let k = shapes[0].dimensions[shapes[0].rank - 1]
    let n = shapes[1].rank == 2 ? shapes[1].dimensions[1] : 1
    let b = inputs[1]
    // Zeros of a constant are left out beside what is computed; two constants multiply as numbers do.
    let bothKnown = constants[0] != nil && constants[1] != nil
    let (left, right) = bothKnown ? (nil, nil) : (constants[0]?.values, constants[1]?.values)
    if width == 1 {
      return product(
        a, b, rows: m, inner: k, columns: n, skipsZeros: (left: left != nil, right: right != nil))
    }
    var output = [Double](repeating: 0, count: m * n * width)
    for i in 0..<m {
      for l in 0..<k where left?[i * k + l] != 0 {
        for j in 0..<n where right?[l * n + j] != 0 {
          let (pa, pb, po) = ((i * k + l) * width, (l * n + j) * width, (i * n + j) * width)
          for chain in 0..<width { output[po + chain] += a[pa + chain] * b[pb + chain] }
        }
      }
    }
    return output
  case .gather:
    let rows = shapes[0].dimensions[0]
    let length = shapes[0].dimensions.dropFirst().reduce(1, *)
    var output = [Double](repeating: .nan, count: result.count * width)
    for position in 0..<shapes[1].count {
      for chain in 0..<width {
        let index = inputs[1][position * width + chain].rounded(.towardZero)
        guard index >= 0, index < Double(rows) else { continue }
        for element in 0..<length {
          output[(position * length + element) * width + chain] =
            a[(Int(index) * length + element) * width + chain]
        }
      }
    }
    return output
  case .scatterAdd(let count):
    let length = result.dimensions.dropFirst().reduce(1, *)
    var output = [Double](repeating: 0, count: result.count * width)
    for position in 0..<shapes[1].count {
      for chain in 0..<width {
        let index = inputs[1][position * width + chain].rounded(.towardZero)
        guard index >= 0, index < Double(count) else { continue }
        for element in 0..<length {
          output[(Int(index) * length + element) * width + chain] +=
            a[(position * length + element) * width + chain]
        }
      }
    }
    return output
  case .cumulativeSum(let axis):
    var output = a
    let step = rowMajorSteps(result)[axis]
    let size = result.dimensions[axis]
    for element in 0..<result.count where (element / step) % size > 0 {
      for chain in 0..<width {
        output[element * width + chain] += output[(element - step) * width + chain]
      }
    }
    return output
  case .cholesky:
    let n = result.dimensions[0]
    if width == 1, n * n * n >= DenseProduct.worthwhile,
      let lower = DenseCholesky.factor(a, count: n, isPivot: { $1 > 0 })
    {
      return lower
    }
    var output = [Double](repeating: 0, count: n * n * width)
    var abandonment = Abandonment()
    for chain in 0..<width {
      for i in 0..<n {
        if abandonment.isSeen(after: i * i) { return output }
        for j in 0...i {
          var sum = a[(i * n + j) * width + chain]
          for k in 0..<j {
            sum -= output[(i * n + k) * width + chain] * output[(j * n + k) * width + chain]
          }
          output[(i * n + j) * width + chain] =
            i == j
            ? (sum > 0 ? sum.squareRoot() : .nan) : sum / output[(j * n + j) * width + chain]
        }
      }
    }
    return output
  case .triangularSolve(let transposed):
    let n = shapes[0].dimensions[0]
    let columns = shapes[1].rank == 2 ? shapes[1].dimensions[1] : 1
    var x = inputs[1]
    let known = constants[0]?.values
    var abandonment = Abandonment()
    for chain in 0..<width {
      for column in 0..<columns {
        if abandonment.isSeen(after: n * n) { return x }
        for step in 0..<n {
          let i = transposed ? n - 1 - step : step
          var sum = x[(i * columns + column) * width + chain]
          for other in 0..<step {
            let j = transposed ? n - 1 - other : other
            let place = transposed ? j * n + i : i * n + j
            if known?[place] == 0 { continue }
            let entry = a[place * width + chain]
            sum -= entry * x[(j * columns + column) * width + chain]
          }
          x[(i * columns + column) * width + chain] = sum / a[(i * n + i) * width + chain]
        }
      }
    }
    return x
  case .constant, .booleanConstant, .scalar, .select, .normal, .uniform: return []
  }
}

/// The product of two matrices of one chain.
///
/// - Parameter skipsZeros: of which of them a zero times an infinity is left out.
private func product(
  _ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int,
  skipsZeros: (left: Bool, right: Bool)
) -> [Double] {
  var abandonment = Abandonment()
  var output = [Double](repeating: 0, count: rows * columns)
  output.withUnsafeMutableBufferPointer { output in
    b.withUnsafeBufferPointer { b in
      for i in 0..<rows {
        if abandonment.isSeen(after: inner * columns) { return }
        let sums = UnsafeMutableBufferPointer(
          rebasing: output[(i * columns)..<((i + 1) * columns)])
        for l in 0..<inner {
          let factor = a[i * inner + l]
          if factor == 0, skipsZeros.left { continue }
          let row = UnsafeBufferPointer(rebasing: b[(l * columns)..<((l + 1) * columns)])
          if factor.isFinite || !skipsZeros.right {
            for j in 0..<columns { sums[j] += factor * row[j] }
          } else {
            for j in 0..<columns where row[j] != 0 { sums[j] += factor * row[j] }
          }
        }
      }
    }
  }
  return output
}

private func rowMajorSteps(_ shape: Shape) -> [Int] {
  var steps = Array(repeating: 1, count: shape.rank)
  for axis in stride(from: shape.rank - 2, through: 0, by: -1) {
    steps[axis] = steps[axis + 1] * shape.dimensions[axis + 1]
  }
  return steps
}

/// The position that the `element`-th element of a shape has under other steps.
private func offset(of element: Int, in shape: Shape, steps: [Int]) -> Int {
  var rest = element
  var result = 0
  for axis in stride(from: shape.rank - 1, through: 0, by: -1) {
    result += rest % shape.dimensions[axis] * steps[axis]
    rest /= shape.dimensions[axis]
  }
  return result
}

private func reduce(
  _ values: [Double], _ shape: Shape, _ axes: [Int], _ reduction: Reduction, _ result: Shape,
  _ width: Int
) -> [Double] {
  let start: Double =
    switch reduction {
    case .sum, .any: 0
    case .product, .all: 1
    case .maximum: -.infinity
    case .minimum: .infinity
    }
  var output = [Double](repeating: start, count: result.count * width)
  var steps = Array(repeating: 0, count: shape.rank)
  var kept = rowMajorSteps(result)[...]
  for axis in 0..<shape.rank where !axes.contains(axis) { steps[axis] = kept.removeFirst() }
  for element in 0..<shape.count {
    let target = offset(of: element, in: shape, steps: steps) * width
    for chain in 0..<width {
      let value = values[element * width + chain]
      let old = output[target + chain]
      output[target + chain] =
        switch reduction {
        case .sum: old + value
        case .product: old * value
        case .maximum:
          old.isNaN || value > old ? (old.isNaN ? old : value) : (value.isNaN ? value : old)
        case .minimum:
          old.isNaN || value < old ? (old.isNaN ? old : value) : (value.isNaN ? value : old)
        case .all: old != 0 && value != 0 ? 1 : 0
        case .any: old != 0 || value != 0 ? 1 : 0
        }
    }
  }
  return output
}

/// How many sums machine code adds up beside each other of many terms.
package let reductionStrands = 4

/// A sum in the arithmetic of a precision, in strands.
private func roundedSum(
  _ values: [Double], _ shape: Shape, _ axes: [Int], _ result: Shape, _ width: Int,
  _ precision: Precision
) -> [Double] {
  let length = result.count * width
  var strands = Array(
    repeating: [Double](repeating: 0, count: length), count: reductionStrands)
  var terms = [Int](repeating: 0, count: result.count)
  var steps = Array(repeating: 0, count: shape.rank)
  var kept = rowMajorSteps(result)[...]
  for axis in 0..<shape.rank where !axes.contains(axis) { steps[axis] = kept.removeFirst() }
  for element in 0..<shape.count {
    let target = offset(of: element, in: shape, steps: steps)
    let strand = terms[target] % reductionStrands
    terms[target] += 1
    for chain in 0..<width {
      let place = target * width + chain
      strands[strand][place] = precision.rounded(
        strands[strand][place] + values[element * width + chain])
    }
  }
  return strands.dropFirst().reduce(strands[0]) { sum, strand in
    zip(sum, strand).map { precision.rounded($0 + $1) }
  }
}
