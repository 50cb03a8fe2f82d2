import CompPlatform

/// The operations that move, combine or solve; `inputs` have `width` columns each.
///
/// - Parameter constants: those inputs that are constants.
func referenceStructure(
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
    let steps = shapes[0].rowMajorSteps
    let order = permutation.map { steps[$0] }
    return moved { result.offset(of: $0, steps: order) }
  case .slice(let starts, _):
    let steps = shapes[0].rowMajorSteps
    let base = zip(starts, steps).reduce(0) { $0 + $1.0 * $1.1 }
    return moved { base + result.offset(of: $0, steps: steps) }
  case .pad(let before, _):
    var output = [Double](repeating: 0, count: result.count * width)
    let steps = result.rowMajorSteps
    let base = zip(before, steps).reduce(0) { $0 + $1.0 * $1.1 }
    for element in 0..<shapes[0].count {
      let target = (base + shapes[0].offset(of: element, steps: steps)) * width
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
    let step = result.rowMajorSteps[axis]
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
  var kept = result.rowMajorSteps[...]
  for axis in 0..<shape.rank where !axes.contains(axis) { steps[axis] = kept.removeFirst() }
  for element in 0..<shape.count {
    let target = shape.offset(of: element, steps: steps) * width
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
  var kept = result.rowMajorSteps[...]
  for axis in 0..<shape.rank where !axes.contains(axis) { steps[axis] = kept.removeFirst() }
  for element in 0..<shape.count {
    let target = shape.offset(of: element, steps: steps)
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
