import CompIR

/// Replaces the variables and leaves of expressions; shared nodes stay shared.
///
/// Random operations are made anew in each substitution that asks for it, so that two uses of one
/// component draw independently.
package struct Substitution {
  /// Beyond so many elements a gather is shorter than a slice for each.
  private let gatheringThreshold = 8

  /// What stands for one element of a variable.
  package enum Replacement {
    /// Element of another variable.
    case element(Variable, Int)
    /// A number.
    case number(Double)
    /// An element of a (flattened) expression.
    case component(Expr, Int)
  }

  private let replacement: (VariablePart, Int) -> Replacement?
  private let leaves: [ObjectIdentifier: Expr]
  private let renewsRandomness: Bool
  private var done: [Expr: Expr] = [:]

  package init(
    leaves: [(Expr.Leaf, Expr)] = [], renewsRandomness: Bool = false,
    elements: @escaping (VariablePart, Int) -> Replacement? = { _, _ in nil }
  ) {
    self.replacement = elements
    self.leaves = Dictionary(
      leaves.map { (ObjectIdentifier($0.0), $0.1) }, uniquingKeysWith: { $1 })
    self.renewsRandomness = renewsRandomness
  }

  package mutating func callAsFunction(_ expr: Expr) throws(ShapeError) -> Expr {
    if let known = done[expr] { return known }
    let result = try replace(expr)
    done[expr] = result
    return result
  }

  private mutating func replace(_ expr: Expr) throws(ShapeError) -> Expr {
    switch expr.node {
    case .variable(let part): return try replace(part, in: expr)
    case .leaf(let leaf): return leaves[ObjectIdentifier(leaf)] ?? expr
    case .operation(let operation, let operands):
      if operands.isEmpty {
        return renewsRandomness && !operation.isPure
          ? Expr(.operation(operation, []), type: expr.type) : expr
      }
      let replaced = try replaceAll(operands)
      if zip(replaced, operands).allSatisfy({ $0 === $1 }) { return expr }
      return try .apply(operation, replaced)
    case .loop(let loop, let result):
      let copy = try replace(loop, of: expr)
      return copy === loop ? expr : Expr(.loop(copy, result: result), type: expr.type)
    case .call(let function, let arguments, let result):
      let replaced = try replaceAll(arguments)
      return Expr(.call(function, replaced, result: result), type: expr.type)
    }
  }

  private mutating func replaceAll(_ exprs: [Expr]) throws(ShapeError) -> [Expr] {
    var result: [Expr] = []
    for expr in exprs { result.append(try self(expr)) }
    return result
  }

  private var loops: [ObjectIdentifier: Expr.Loop] = [:]

  private mutating func replace(_ loop: Expr.Loop, of expr: Expr) throws(ShapeError) -> Expr.Loop {
    if let known = loops[ObjectIdentifier(loop)] { return known }
    var condition: Expr?
    if let test = loop.condition { condition = try self(test) }
    let copy = Expr.Loop(
      count: loop.count, parameters: loop.parameters, initial: try replaceAll(loop.initial),
      results: try replaceAll(loop.results), condition: condition,
      randomNodes: try replaceAll(loop.randomNodes))
    loops[ObjectIdentifier(loop)] = copy
    return copy
  }

  private func replace(_ part: VariablePart, in expr: Expr) throws(ShapeError) -> Expr {
    let replacements = part.elements.map { replacement(part, $0) }
    guard replacements.contains(where: { $0 != nil }) else { return expr }
    // Whole parts that move to one variable, or become one expression, stay whole.
    var target: Variable?
    var elements: [Int] = []
    var numbers: [Double] = []
    var source: Expr?
    for case .some(let one) in replacements {
      switch one {
      case .element(let variable, let element):
        if target == nil || target?.name == variable.name {
          target = variable
          elements.append(element)
        }
      case .number(let value): numbers.append(value)
      case .component(let whole, let element):
        if source == nil || source === whole {
          source = whole
          elements.append(element)
        }
      }
    }
    let count = part.elements.count
    if let target, elements.count == count {
      return Expr(VariablePart(variable: target, elements: elements, shape: part.shape))
    }
    if numbers.count == count { return Expr(Tensor(shape: part.shape, values: numbers)) }
    if let source, elements.count == count, elements == Array(0..<source.shape.count) {
      return source.shape == part.shape ? source : try .apply(.reshape(part.shape), [source])
    }
    if let source, elements.count == count, let first = elements.first,
      elements == Array(first..<(first + count))
    {
      let flat =
        source.shape.rank == 1 ? source : try .apply(.reshape([source.shape.count]), [source])
      let piece = try Expr.apply(.slice(starts: [first], limits: [first + count]), [flat])
      return try .apply(.reshape(part.shape), [piece])
    }
    // Many scattered elements of one expression are looked up together.
    if let source, elements.count == count, count > gatheringThreshold {
      let flat = try Expr.apply(.reshape([source.shape.count]), [source])
      let rows = try Expr.apply(.gather, [flat, Expr(Tensor(elements.map(Double.init)))])
      return try .apply(.reshape(part.shape), [rows])
    }
    var pieces: [Expr] = []
    for (position, element) in part.elements.enumerated() {
      switch replacements[position] {
      case nil:
        pieces.append(
          Expr(VariablePart(variable: part.variable, elements: [element], shape: [1])))
      case .element(let variable, let element)?:
        pieces.append(Expr(VariablePart(variable: variable, elements: [element], shape: [1])))
      case .number(let value)?: pieces.append(Expr(Tensor([value])))
      case .component(let whole, let element)?:
        let flat = try Expr.apply(.reshape([whole.shape.count]), [whole])
        pieces.append(try .apply(.slice(starts: [element], limits: [element + 1]), [flat]))
      }
    }
    let joined = pieces.count == 1 ? pieces[0] : try Expr.apply(.concatenate(axis: 0), pieces)
    return try .apply(.reshape(part.shape), [joined])
  }
}

extension Expr {
  /// Whether it depends on random numbers of its own, beside random variables.
  package var drawsNumbers: Bool {
    var seen: Set<ObjectIdentifier> = []
    func visit(_ expr: Expr) -> Bool {
      guard seen.insert(ObjectIdentifier(expr)).inserted else { return false }
      switch expr.node {
      case .variable, .leaf: return false
      case .operation(let operation, let operands):
        return !operation.isPure || operands.contains(where: visit)
      case .loop(let loop, _):
        return (loop.initial + loop.results + [loop.condition].compactMap { $0 })
          .contains(where: visit)
      case .call(_, let arguments, _): return arguments.contains(where: visit)
      }
    }
    return visit(self)
  }

  /// The elements of random variables that the expressions mention.
  package static func variables(in exprs: [Expr]) -> [VariablePart] {
    var seen: Set<ObjectIdentifier> = []
    var parts: [VariablePart] = []
    func visit(_ expr: Expr) {
      guard seen.insert(ObjectIdentifier(expr)).inserted else { return }
      switch expr.node {
      case .variable(let part): parts.append(part)
      case .leaf: break
      case .operation(_, let operands): operands.forEach(visit)
      case .loop(let loop, _):
        loop.initial.forEach(visit)
        loop.results.forEach(visit)
        loop.condition.map(visit)
      case .call(_, let arguments, _): arguments.forEach(visit)
      }
    }
    exprs.forEach(visit)
    return parts
  }
}
