/// The code of a loop takes about as long to compile as that of so many elements.
private let codeOfLoop = 16

/// How many elements a function computes, where what was computed before is not computed again: each element
/// of a small tensor counts for itself, and those of a large one are new.
package struct ComputedElements {
  /// Those of a run. Of a loop that may end early one pass counts.
  package private(set) var run = 0
  /// Those for which code is written: of any loop one pass, and of a large tensor so many as its loop is like.
  package private(set) var written = 0

  /// What an element is made of; two that are the same are computed once.
  private enum Source: Hashable {
    case constant(UInt64)
    case scalar(ScalarFunction, [Int])
    case select([Int])
    case reduce(Reduction, Int, Int)
    case addedProduct([Int])
  }

  private let function: IRFunction
  private var known: [Source: Int] = [:]
  private var elements: [IRValue: [Int]] = [:]
  private var next = 0

  package init(_ function: IRFunction) {
    self.function = function
    // The zero of pads.
    _ = element(.constant((0.0).bitPattern))
    for parameter in function.parameters { setNew(parameter.value) }
    count(function.instructions)
  }

  private func size(_ value: IRValue) -> Int { function.type(of: value).shape.count }

  private mutating func fresh() -> Int {
    next += 1
    return next - 1
  }

  private mutating func setNew(_ value: IRValue) {
    let count = size(value)
    // Of a large tensor no element is looked at.
    if count <= WrittenOut.products { elements[value] = (0..<count).map { _ in fresh() } }
  }

  /// An element, which is computed unless it is known.
  private mutating func element(_ source: Source) -> Int {
    if let known = known[source] { return known }
    if case .constant = source {} else { add(1, isWrittenOut: true) }
    let number = fresh()
    known[source] = number
    return number
  }

  private mutating func add(_ count: Int, isWrittenOut: Bool) {
    run += count
    written += isWrittenOut ? count : min(count, codeOfLoop)
  }

  private mutating func count(_ instructions: [IRFunction.Instruction]) {
    for instruction in instructions {
      switch instruction.kind {
      case .operation(let operation, let operands):
        count(operation, operands, instruction.results[0])
      case .repeat(let passes, _, let body):
        let (before, knownBefore) = (run, known)
        for parameter in body.parameters { setNew(parameter) }
        count(body.instructions)
        if body.condition == nil { run += (passes - 1) * (run - before) }
        // What a loop computes is not seen outside.
        known = knownBefore
        for result in instruction.results { setNew(result) }
      }
    }
  }

  private mutating func count(_ operation: Operation, _ operands: [IRValue], _ result: IRValue) {
    let sources = operands.compactMap { elements[$0] }
    guard sources.count == operands.count, isWrittenOut(operation, operands, result) else {
      add(cost(of: operation, operands, result), isWrittenOut: false)
      return setNew(result)
    }
    switch operation {
    case .constant(let tensor):
      elements[result] = tensor.values.map { element(.constant($0.bitPattern)) }
    case .booleanConstant(let flag): elements[result] = [element(.constant(flag ? 1 : 2))]
    case .scalar(let function):
      elements[result] = each(sources, size(result)) { $0.element(.scalar(function, $1)) }
    case .select: elements[result] = each(sources, size(result)) { $0.element(.select($1)) }
    case .reshape, .stopGradient: elements[result] = sources[0]
    case .broadcast, .transpose, .slice, .pad, .concatenate:
      elements[result] = moved(operation, zip(operands, sources).map { ($0, $1) })
    case .reduce(let reduction, let axes):
      let rank = function.type(of: operands[0]).shape.rank
      let kept = (0..<rank).filter { !axes.contains($0) }
      let rows = moved(.transpose(kept + axes), [(operands[0], sources[0])])
      let length = rows.count / max(size(result), 1)
      elements[result] = (0..<size(result)).map { row in
        combined(reduction, Array(rows[(row * length)..<((row + 1) * length)]))
      }
    case .matrixMultiply: elements[result] = products(operands, sources, result)
    case .triangularSolve(let isTransposed):
      elements[result] = solution(isTransposed, operands, sources)
    case .gather, .scatterAdd, .cumulativeSum, .cholesky, .normal, .uniform:
      add(cost(of: operation, operands, result), isWrittenOut: true)
      setNew(result)
    }
  }

  /// The elements of a result that is computed element by element; scalars are spread.
  private mutating func each(
    _ sources: [[Int]], _ count: Int, _ made: (inout ComputedElements, [Int]) -> Int
  ) -> [Int] {
    (0..<count).map { place in made(&self, sources.map { $0.count == 1 ? $0[0] : $0[place] }) }
  }

  /// Where elements are after an operation that computes nothing.
  private func moved(_ operation: Operation, _ operands: [(value: IRValue, elements: [Int])])
    -> [Int]
  {
    var builder = IRBuilder(name: "moved")
    let numbers = operands.map { operand in
      builder.constant(
        Tensor(
          shape: function.type(of: operand.value).shape, values: operand.elements.map(Double.init)))
    }
    guard let result = try? builder.append(operation, numbers) else { return [] }
    return ReferenceProgram(builder.finish(results: [("moved", result)])).runOnce([])[0].values
      .map { Int($0) }
  }

  /// In pairs, then pairs of pairs.
  private mutating func combined(_ reduction: Reduction, _ terms: [Int]) -> Int {
    var terms = terms
    while terms.count > 1 {
      terms = stride(from: 0, to: terms.count, by: 2).map { place in
        place + 1 < terms.count
          ? element(.reduce(reduction, terms[place], terms[place + 1])) : terms[place]
      }
    }
    return terms.first ?? 0
  }

  private mutating func products(_ operands: [IRValue], _ sources: [[Int]], _ result: IRValue)
    -> [Int]
  {
    let inner = function.type(of: operands[1]).shape.dimensions[0]
    let columns = sources[1].count / max(inner, 1)
    return (0..<size(result)).map { place in
      let (row, column) = (place / max(columns, 1), place % max(columns, 1))
      return (0..<inner).reduce(0) { sum, term in
        element(
          .addedProduct([
            sources[0][row * inner + term], sources[1][term * columns + column], sum,
          ]))
      }
    }
  }

  private mutating func solution(
    _ isTransposed: Bool, _ operands: [IRValue], _ sources: [[Int]]
  ) -> [Int] {
    let n = function.type(of: operands[0]).shape.dimensions[0]
    let columns = sources[1].count / max(n, 1)
    let order = isTransposed ? Array((0..<n).reversed()) : Array(0..<n)
    var x = sources[1]
    for column in 0..<columns {
      for (step, row) in order.enumerated() {
        var sum = x[row * columns + column]
        for other in order[..<step] {
          let place = isTransposed ? other * n + row : row * n + other
          sum = element(.addedProduct([sources[0][place], x[other * columns + column], sum]))
        }
        x[row * columns + column] = element(.scalar(.divide, [sum, sources[0][row * n + row]]))
      }
    }
    return x
  }

  private func isWrittenOut(_ operation: Operation, _ operands: [IRValue], _ result: IRValue)
    -> Bool
  {
    switch operation {
    case .reduce where size(operands[0]) > WrittenOut.elements: false
    case .matrixMultiply where cost(of: operation, operands, result) > WrittenOut.products: false
    case .triangularSolve where size(operands[0]) > WrittenOut.factors * WrittenOut.elements: false
    case .constant, .booleanConstant, .scalar, .select, .reshape, .broadcast, .transpose, .slice,
      .pad, .concatenate, .reduce, .matrixMultiply, .gather, .scatterAdd, .cumulativeSum, .cholesky,
      .triangularSolve, .normal, .uniform, .stopGradient:
      size(result) <= WrittenOut.elements
    }
  }

  /// How many elements an operation computes that shares none.
  private func cost(of operation: Operation, _ operands: [IRValue], _ result: IRValue) -> Int {
    let count = size(result)
    switch operation {
    case .constant, .booleanConstant, .reshape, .broadcast, .transpose, .slice, .stopGradient:
      return 0
    case .reduce: return size(operands[0])
    case .matrixMultiply: return count * function.type(of: operands[1]).shape.dimensions[0]
    case .scatterAdd: return size(operands[0])
    case .cholesky: return count * function.type(of: result).shape.dimensions[0] / 6
    case .triangularSolve:
      return count * function.type(of: operands[0]).shape.dimensions[0] / 2
    case .scalar, .select, .pad, .concatenate, .gather, .cumulativeSum, .normal, .uniform:
      return count
    }
  }
}
