/// How values are computed, up to the constants and the places of the slices in it.
struct Forms {
  private enum Node: Hashable {
    /// A parameter, or what a loop gives: alike only to itself.
    case value(IRValue)
    case constant(Shape)
    case slice(lengths: [Int], of: Int)
    case operation(Operation, [Int])
  }

  private let function: IRFunction
  private let definitions: Definitions
  /// The number of each form, and that of each value's form.
  private var numbers: [Node: Int] = [:]
  private var known: [IRValue: Int] = [:]

  init(of function: IRFunction, _ definitions: Definitions) {
    self.function = function
    self.definitions = definitions
    // Operands before users, so no value asks for more than its operands' forms.
    for instruction in function.instructions {
      for result in instruction.results { known[result] = number(node(result)) }
    }
  }

  /// Values of one form together, in the order in which the forms are met.
  mutating func grouped(_ values: [IRValue]) -> [[IRValue]] {
    var places: [Int: Int] = [:]
    var groups: [[IRValue]] = []
    for value in values {
      let form = form(value)
      if let place = places[form] {
        groups[place].append(value)
      } else {
        places[form] = groups.count
        groups.append([value])
      }
    }
    return groups
  }

  /// Neighbours of one form together.
  mutating func runs(_ values: [IRValue]) -> [[IRValue]] {
    var runs: [[IRValue]] = []
    var last: Int?
    for value in values {
      let form = form(value)
      if form == last {
        runs[runs.count - 1].append(value)
      } else {
        runs.append([value])
      }
      last = form
    }
    return runs
  }

  private mutating func form(_ value: IRValue) -> Int {
    if let known = known[value] { return known }
    let form = number(.value(value))
    known[value] = form
    return form
  }

  private mutating func number(_ node: Node) -> Int {
    if let known = numbers[node] { return known }
    numbers[node] = numbers.count
    return numbers.count - 1
  }

  private mutating func node(_ value: IRValue) -> Node {
    guard let (operation, operands) = definitions[value] else { return .value(value) }
    switch operation {
    case .constant(let tensor): return .constant(tensor.shape)
    case .slice(let starts, let limits):
      return .slice(lengths: zip(limits, starts).map(-), of: form(operands[0]))
    case .booleanConstant, .scalar, .select, .reshape, .broadcast, .transpose, .pad, .concatenate,
      .reduce, .matrixMultiply, .gather, .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve,
      .normal, .uniform, .stopGradient:
      return .operation(operation, operands.map { form($0) })
    }
  }
}
