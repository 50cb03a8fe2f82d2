import CompIR

/// Turns expressions into a function of the IR.
///
/// Sites of random operations are numbered in the order in which lowering meets them, so that the
/// bits of a draw depend on the program alone.
package struct Lowering {
  package private(set) var builder: IRBuilder
  /// Keyed by the nodes themselves, which keeps them alive: an identity may not be used again.
  private var values: [Expr: IRValue] = [:]
  private var leaves: [ObjectIdentifier: IRValue] = [:]
  private var loops: [ObjectIdentifier: [IRValue]] = [:]
  private var calls: [CallKey: [IRValue]] = [:]
  private var nextSite: Int
  private var check = CancellationCheck()
  private let resolve: (VariablePart) -> Expr?

  private struct CallKey: Hashable {
    let function: ObjectIdentifier
    let arguments: [IRValue]
  }

  /// - Parameter variables: what stands for each part of a random variable.
  package init(
    name: String, firstSite: Int = 0, variables: @escaping (VariablePart) -> Expr? = { _ in nil }
  ) {
    builder = IRBuilder(name: name)
    nextSite = firstSite
    resolve = variables
  }

  /// Makes a leaf a parameter of the function.
  package mutating func parameter(_ leaf: Expr.Leaf) {
    leaves[ObjectIdentifier(leaf)] = builder.parameter(
      leaf.name, leaf.type, isUniform: leaf.isUniform)
  }

  package mutating func lower(_ expr: Expr) throws -> IRValue {
    if let known = values[expr] { return known }
    try check()
    let value: IRValue
    switch expr.node {
    case .variable(let part):
      guard let replacement = resolve(part) else {
        throw ShapeError("nothing stands for the variable '\(part.description)'")
      }
      value = try lower(replacement)
    case .leaf(let leaf):
      guard let known = leaves[ObjectIdentifier(leaf)] else {
        throw ShapeError("nothing stands for '\(leaf.name)'")
      }
      value = known
    case .operation(let operation, let operands):
      var lowered: [IRValue] = []
      for operand in operands { lowered.append(try lower(operand)) }
      value = try builder.append(numbered(operation), lowered)
    case .loop(let loop, let result):
      value = try lower(loop)[result]
    case .call(let reference, let arguments, let result):
      var lowered: [IRValue] = []
      for argument in arguments { lowered.append(try lower(argument)) }
      let key = CallKey(function: ObjectIdentifier(reference), arguments: lowered)
      if let known = calls[key] {
        value = known[result]
      } else {
        let results = try builder.inline(try reference.function, lowered)
        calls[key] = results
        value = results[result]
      }
    }
    values[expr] = value
    return value
  }

  private mutating func numbered(_ operation: Operation) -> Operation {
    switch operation {
    case .normal(_, let shape):
      return .normal(site: site(shape.count, isNormal: true), shape)
    case .uniform(_, let shape):
      return .uniform(site: site(shape.count, isNormal: false), shape)
    case .constant, .booleanConstant, .scalar, .select, .reshape, .broadcast, .transpose, .slice,
      .pad, .concatenate, .reduce, .matrixMultiply, .gather, .scatterAdd, .cumulativeSum,
      .cholesky, .triangularSolve, .stopGradient:
      return operation
    }
  }

  /// The first of the random numbers that an operation takes.
  private mutating func site(_ count: Int, isNormal: Bool) -> Int {
    let size = RandomLayout.size(count: count, isNormal: isNormal)
    let site = RandomLayout.site(after: nextSite, count: size)
    nextSite = site + size
    return site
  }

  private mutating func lower(_ loop: Expr.Loop) throws -> [IRValue] {
    if let known = loops[ObjectIdentifier(loop)] { return known }
    var initial: [IRValue] = []
    for value in loop.initial { initial.append(try lower(value)) }
    for value in invariants(of: loop) { _ = try lower(value) }
    // What the body computes is known inside the body alone.
    let outside = (values, loops, calls)
    var inner = self
    let results = try builder.repeat(count: loop.count, initial: initial) { body, carried in
      inner.builder = body
      for (leaf, value) in zip(loop.parameters, carried) {
        inner.leaves[ObjectIdentifier(leaf)] = value
      }
      let condition = try loop.condition.map { try inner.lower($0) }
      var results: [IRValue] = []
      for result in loop.results { results.append(try inner.lower(result)) }
      body = inner.builder
      return (results, condition)
    }
    nextSite = inner.nextSite
    (values, loops, calls) = outside
    loops[ObjectIdentifier(loop)] = results
    return results
  }

  /// What a loop's body uses without depending on its pass: computed once, before the loop.
  private func invariants(of loop: Expr.Loop) -> [Expr] {
    let parameters = Set(loop.parameters.map { ObjectIdentifier($0) })
    let drawn = Set(loop.randomNodes)
    var known: [Expr: Bool] = [:]
    func varies(_ expr: Expr) -> Bool {
      if let answer = known[expr] { return answer }
      let answer: Bool
      switch expr.node {
      case .variable: answer = false
      case .leaf(let leaf): answer = parameters.contains(ObjectIdentifier(leaf))
      case .operation(_, let operands):
        answer = drawn.contains(expr) || operands.contains(where: varies)
      case .loop(let inner, _):
        answer =
          (inner.initial + inner.results + [inner.condition].compactMap { $0 }).contains(
            where: varies)
      case .call(_, let arguments, _): answer = arguments.contains(where: varies)
      }
      known[expr] = answer
      return answer
    }
    var found: [Expr] = []
    var seen: Set<Expr> = []
    func visit(_ expr: Expr) {
      guard seen.insert(expr).inserted else { return }
      guard varies(expr) else {
        // A leaf of an inner loop has no value out here.
        if !mentionsInnerLeaf(expr) { found.append(expr) }
        return
      }
      switch expr.node {
      case .variable, .leaf: break
      case .operation(_, let operands): operands.forEach(visit)
      case .loop(let inner, _):
        inner.initial.forEach(visit)
        inner.results.forEach(visit)
        inner.condition.map(visit)
      case .call(_, let arguments, _): arguments.forEach(visit)
      }
    }
    var mentions: [Expr: Bool] = [:]
    func mentionsInnerLeaf(_ expr: Expr) -> Bool {
      if let answer = mentions[expr] { return answer }
      let answer =
        switch expr.node {
        case .variable: false
        case .leaf(let leaf): leaves[ObjectIdentifier(leaf)] == nil
        case .operation(_, let operands): operands.contains(where: mentionsInnerLeaf)
        case .loop(let inner, _): inner.initial.contains(where: mentionsInnerLeaf)
        case .call(_, let arguments, _): arguments.contains(where: mentionsInnerLeaf)
        }
      mentions[expr] = answer
      return answer
    }
    loop.results.forEach(visit)
    loop.condition.map(visit)
    return found
  }

  /// The function whose results are the values lowered so far that are named here.
  package func finish(results: [(String, IRValue)]) -> IRFunction {
    builder.finish(results: results)
  }
}
