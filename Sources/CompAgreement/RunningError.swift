import CompIR

/// Carries out a function as the reference evaluator does, and beside each value a bound of how far
/// a computation in a precision may be from it.
package struct RunningError {
  private let function: IRFunction
  private let arithmetic: BoundedArithmetic
  private let layout: RandomLayout
  /// Elements of constants that are zero, of which a product takes no notice.
  private let constants: [IRValue: Tensor]

  package init(_ function: IRFunction, _ precision: Precision) {
    self.function = function
    arithmetic = BoundedArithmetic(precision: precision)
    layout = function.randomLayout
    constants = function.constants
  }

  /// Random normals are off by at most so many units in the last place, in either precision: the
  /// logarithm and its root, the angle, its sine, and their product.
  private static let normalUlps = 4.0

  package enum Argument {
    case uniform(Tensor)
    case varying(BoundedColumns)
  }

  package func run(_ arguments: [Argument], chains: Range<Int>, key: RandomKey) -> [BoundedColumns]
  {
    var machine = Machine(
      values: Array(repeating: [], count: function.types.count), chains: chains, key: key)
    for (parameter, argument) in zip(function.parameters, arguments) {
      switch argument {
      case .uniform(let tensor): machine.values[parameter.value.id] = spread(tensor, chains.count)
      case .varying(let columns): machine.values[parameter.value.id] = columns.values
      }
    }
    carryOut(function.instructions, &machine, iteration: 0)
    return function.results.map { columns($0.value, machine) }
  }

  private struct Machine {
    var values: [[Bounded]]
    let chains: Range<Int>
    let key: RandomKey
  }

  private func spread(_ tensor: Tensor, _ chains: Int) -> [Bounded] {
    tensor.values.flatMap { Array(repeating: arithmetic.literal($0), count: chains) }
  }

  private func columns(_ value: IRValue, _ machine: Machine) -> BoundedColumns {
    BoundedColumns(
      shape: function.type(of: value).shape, chains: machine.chains.count,
      values: machine.values[value.id])
  }

  private func carryOut(
    _ instructions: [IRFunction.Instruction], _ machine: inout Machine, iteration: UInt64
  ) {
    for instruction in instructions {
      switch instruction.kind {
      case .operation(let operation, let operands):
        machine.values[instruction.results[0].id] = result(
          of: operation, operands, function.type(of: instruction.results[0]).shape, machine,
          iteration: iteration)
      case .repeat(let count, let initial, let body):
        carryOut(count: count, initial, body, &machine, outer: iteration)
        for (result, parameter) in zip(instruction.results, body.parameters) {
          machine.values[result.id] = machine.values[parameter.id]
        }
      }
    }
  }

  private func carryOut(
    count: Int, _ initial: [IRValue], _ body: IRFunction.Region, _ machine: inout Machine,
    outer: UInt64
  ) {
    for (parameter, value) in zip(body.parameters, initial) {
      machine.values[parameter.id] = machine.values[value.id]
    }
    let width = machine.chains.count
    for index in 0..<count {
      carryOut(
        body.instructions, &machine, iteration: layout.iteration(index, of: count, in: outer))
      var next = body.results.map { machine.values[$0.id] }
      if let condition = body.condition {
        let goesOn = machine.values[condition.id]
        if goesOn.allSatisfy({ $0.value == 0 && $0.isDetermined }) { break }
        for (position, parameter) in body.parameters.enumerated() {
          let old = machine.values[parameter.id]
          for index in next[position].indices {
            let test = goesOn[index % width]
            // A loop that may end one pass earlier or later may go on for long.
            let kept = test.value != 0 ? next[position][index] : old[index]
            next[position][index] = test.isDetermined ? kept : kept.undetermined
          }
        }
      }
      for (parameter, values) in zip(body.parameters, next) {
        machine.values[parameter.id] = values
      }
    }
  }

  private func result(
    of operation: Operation, _ operands: [IRValue], _ shape: Shape, _ machine: Machine,
    iteration: UInt64
  ) -> [Bounded] {
    let width = machine.chains.count
    /// Element by element, scalars with each.
    func elementwise(_ body: ([Bounded]) -> Bounded) -> [Bounded] {
      (0..<(shape.count * width)).map { place in
        body(
          operands.map { operand in
            let values = machine.values[operand.id]
            return values[function.type(of: operand).shape.isScalar ? place % width : place]
          })
      }
    }
    func input(_ place: Int) -> BoundedColumns { columns(operands[place], machine) }
    switch operation {
    case .constant(let tensor): return spread(tensor, width)
    case .booleanConstant(let flag): return Array(repeating: Bounded(flag ? 1 : 0), count: width)
    case .scalar(let scalar): return elementwise { arithmetic.apply(scalar, $0) }
    case .select: return elementwise { arithmetic.select($0[0], $0[1], $0[2]) }
    case .reshape, .stopGradient: return machine.values[operands[0].id]
    case .broadcast, .transpose, .slice, .pad:
      return input(0).moved(by: operation, to: shape).values
    case .concatenate(let axis):
      return concatenation(operands.indices.map(input), axis, shape)
    case .reduce(let reduction, let axes):
      return input(0).rows(along: axes).map { arithmetic.reduce(reduction, $0) }
    case .cumulativeSum(let axis): return runningSums(input(0), axis)
    case .matrixMultiply: return matrixProduct(operands, input(0), input(1), shape)
    case .gather: return gathered(input(0), input(1), shape)
    case .scatterAdd: return scattered(input(0), input(1), shape)
    case .cholesky: return cholesky(input(0))
    case .triangularSolve(let transposed):
      return solution(input(0), input(1), transposed: transposed, constants[operands[0]])
    case .uniform(let site, _):
      return numbers(shape.count, site, machine, iteration, isNormal: false).map { Bounded($0) }
    case .normal(let site, _):
      return numbers(shape.count, site, machine, iteration, isNormal: true).map {
        arithmetic.rounded($0, 0, ulps: Self.normalUlps)
      }
    }
  }

  private func numbers(
    _ count: Int, _ site: Int, _ machine: Machine, _ iteration: UInt64, isNormal: Bool
  ) -> [Double] {
    machine.key.numbers(
      count, site: site, iteration: iteration, chains: machine.chains, layout: layout,
      isNormal: isNormal)
  }

  // MARK: Structure

  private func concatenation(_ inputs: [BoundedColumns], _ axis: Int, _ shape: Shape) -> [Bounded] {
    let outer = shape.dimensions[..<axis].reduce(1, *)
    return (0..<outer).flatMap { block in
      inputs.flatMap { input -> ArraySlice<Bounded> in
        let length = input.shape.dimensions[axis...].reduce(input.chains, *)
        return input.values[(block * length)..<((block + 1) * length)]
      }
    }
  }

  private func runningSums(_ input: BoundedColumns, _ axis: Int) -> [Bounded] {
    let step = input.shape.dimensions[(axis + 1)...].reduce(input.chains, *)
    let size = input.shape.dimensions[axis]
    return input.values.indices.map { place in
      let before = (place / step) % max(size, 1)
      return arithmetic.sum((0...before).map { input.values[place - $0 * step] })
    }
  }

  private func matrixProduct(
    _ operands: [IRValue], _ a: BoundedColumns, _ b: BoundedColumns, _ shape: Shape
  ) -> [Bounded] {
    let m = a.shape.rank == 2 ? a.shape.dimensions[0] : 1
    let k = a.shape.dimensions[a.shape.rank - 1]
    let n = b.shape.rank == 2 ? b.shape.dimensions[1] : 1
    let width = a.chains
    var output: [Bounded] = []
    for i in 0..<m {
      for j in 0..<n {
        let inner = (0..<k).filter { l in
          constants[operands[0]]?.values[i * k + l] != 0
            && constants[operands[1]]?.values[l * n + j] != 0
        }
        for chain in 0..<width {
          output.append(
            arithmetic.sum(
              inner.map { l in
                arithmetic.multiply(
                  a.values[(i * k + l) * width + chain], b.values[(l * n + j) * width + chain])
              }))
        }
      }
    }
    return output
  }

  /// The row that an index means, and whether another may be meant.
  private func row(_ index: Bounded) -> (number: Double, isCertain: Bool) {
    let number = index.value.rounded(.towardZero)
    let ends = [index.low, index.high].map { $0.rounded(.towardZero) }
    let isCertain =
      index.isDetermined && (index.value.isNaN || ends.allSatisfy { $0 == number })
    return (number, isCertain)
  }

  private func gathered(_ table: BoundedColumns, _ index: BoundedColumns, _ shape: Shape)
    -> [Bounded]
  {
    let width = table.chains
    let rows = Double(table.shape.dimensions[0])
    let length = table.shape.dimensions.dropFirst().reduce(1, *)
    return (0..<(shape.count * width)).map { place in
      let (element, chain) = (place / width, place % width)
      let (row, isCertain) = self.row(index.values[element / max(length, 1) * width + chain])
      guard row >= 0, row < rows else { return Bounded(.nan, isCertain ? 0 : .infinity) }
      let found = table.values[(Int(row) * length + element % max(length, 1)) * width + chain]
      return isCertain ? found : found.undetermined
    }
  }

  private func scattered(_ added: BoundedColumns, _ index: BoundedColumns, _ shape: Shape)
    -> [Bounded]
  {
    let width = added.chains
    let length = shape.dimensions.dropFirst().reduce(1, *)
    let positions = index.shape.count
    return (0..<(shape.count * width)).map { place in
      let (element, chain) = (place / width, place % width)
      var terms: [Bounded] = []
      var isCertain = true
      for position in 0..<positions {
        let (row, isSure) = self.row(index.values[position * width + chain])
        isCertain = isCertain && isSure
        if row == Double(element / length) {
          terms.append(added.values[(position * length + element % length) * width + chain])
        }
      }
      let total = arithmetic.sum(terms)
      return isCertain ? total : total.undetermined
    }
  }

  // MARK: Triangular systems

  private func cholesky(_ input: BoundedColumns) -> [Bounded] {
    let n = input.shape.dimensions[0]
    let width = input.chains
    var output = Array(repeating: Bounded(0), count: n * n * width)
    for chain in 0..<width {
      func at(_ i: Int, _ j: Int) -> Int { (i * n + j) * width + chain }
      for i in 0..<n {
        for j in 0...i {
          let products = (0..<j).map { arithmetic.multiply(output[at(i, $0)], output[at(j, $0)]) }
          let terms = products.map { Bounded(-$0.value, $0.error) }
          let sum = arithmetic.sum([input.values[at(i, j)]] + terms)
          if i == j {
            let isCertain = sum.value.isNaN || abs(sum.value) > sum.error
            let pivot = sum.value > 0 ? arithmetic.squareRoot(sum) : Bounded(.nan)
            output[at(i, j)] = isCertain && sum.isDetermined ? pivot : pivot.undetermined
          } else {
            output[at(i, j)] = arithmetic.divide(sum, output[at(j, j)])
          }
        }
      }
    }
    return output
  }

  private func solution(
    _ factor: BoundedColumns, _ right: BoundedColumns, transposed: Bool, _ constant: Tensor?
  ) -> [Bounded] {
    let n = factor.shape.dimensions[0]
    let columns = right.shape.rank == 2 ? right.shape.dimensions[1] : 1
    let width = factor.chains
    var x = right.values
    for chain in 0..<width {
      for column in 0..<columns {
        func at(_ i: Int) -> Int { (i * columns + column) * width + chain }
        for step in 0..<n {
          let i = transposed ? n - 1 - step : step
          var terms = [x[at(i)]]
          for other in 0..<step {
            let j = transposed ? n - 1 - other : other
            let place = transposed ? j * n + i : i * n + j
            if constant?.values[place] == 0 { continue }
            let product = arithmetic.multiply(factor.values[place * width + chain], x[at(j)])
            terms.append(Bounded(-product.value, product.error))
          }
          x[at(i)] = arithmetic.divide(
            arithmetic.sum(terms), factor.values[(i * n + i) * width + chain])
        }
      }
    }
    return x
  }
}

extension BoundedArithmetic {
  func reduce(_ reduction: Reduction, _ terms: [Bounded]) -> Bounded {
    switch reduction {
    case .sum: sum(terms)
    case .product: product(terms)
    case .maximum: terms.dropFirst().reduce(terms[0]) { apply(.maximum, [$0, $1]) }
    case .minimum: terms.dropFirst().reduce(terms[0]) { apply(.minimum, [$0, $1]) }
    case .all: all(terms)
    case .any: any(terms)
    }
  }
}
