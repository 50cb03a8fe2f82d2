import CompIR
import CompModel
import CompSource
import CompSyntax

/// The most iterations of a loop over random values: all are made for each draw, in one go.
private let loopLimit = 1_000_000
/// The most iterations of the innermost of nested loops over random values. The counter of random numbers
/// has room for as many, beside 2¹⁶ blocks of numbers in each.
private let nestLimit = 1 << 40
/// How many passes of a loop that may return are followed one within the other.
private let nestedPasses = 1_000

/// How many iterations of a `for` are rolled into a loop of the IR: fewer are soon written out.
private let rolledPasses = 16...loopLimit

/// `for` and `repeat`.
extension Interpreter {
  /// A loop from which a 'return' may lead, with all that follows it: where a condition in it is known
  /// only while sampling, the passes to come and the rest are what it chooses against.
  func executeFor(
    _ variable: Identifier, _ sequence: Expression, _ body: Block, before rest: [Statement],
    in scope: Scope, then next: Continuation?
  ) throws -> Flow {
    func goOn() throws -> Flow {
      try executeAll(rest, in: Scope(parent: scope), then: next)
    }
    guard let elements = try elements(of: sequence, in: scope), elements.count <= nestedPasses
    else {
      let flow = try executeFor(variable, sequence, body, in: scope)
      if case .returned = flow { return flow }
      return try goOn()
    }
    func pass(_ index: Int) throws -> Flow {
      guard index < elements.count else { return try goOn() }
      try countPass()
      let inner = Scope(parent: scope)
      inner.define(variable.name, .init(elements.element(index), span: variable.span))
      try declare(body.statements, in: inner)
      return try executeAll(body.statements, in: inner, then: { try pass(index + 1) })
    }
    return try pass(0)
  }

  /// What a `for` walks over; nil where it is known only when running. Numbers that are written as Ints
  /// in brackets are Ints.
  func elements(of sequence: Expression, in scope: Scope) throws -> Elements? {
    let value = try evaluate(sequence, in: scope)
    if case .tensor(let tensor) = value, case .list(let items) = sequence.kind,
      items.allSatisfy(\.isWrittenInt)
    {
      return .list(tensor.values.map { .integer(Int($0)) })
    }
    return try elements(of: value, at: sequence.span)
  }

  func executeFor(
    _ variable: Identifier, _ sequence: Expression, _ body: Block, in scope: Scope
  ) throws -> Flow {
    guard let elements = try elements(of: sequence, in: scope) else {
      // Unknown how often: what the body assigns is unknown after it.
      let inner = Scope(parent: scope)
      inner.define(variable.name, .init(.unknown(.any), span: variable.span))
      _ = leave(body, in: scope)
      _ = try whileUncertain { try execute(body, in: inner) }
      return leave(body, in: scope)
    }
    if rollsLoops, case .range(let range) = elements, rolledPasses.contains(range.count),
      changesSymbols(body, in: scope)
    {
      try buildLoop(over: range, variable, body, in: scope)
      return .next(.void)
    }
    for index in 0..<elements.count {
      try countPass()
      let inner = Scope(parent: scope)
      inner.define(variable.name, .init(elements.element(index), span: variable.span))
      if case .returned(let value, let span) = try execute(body, in: inner) {
        return .returned(value, span)
      }
      if isCheckExhausted { return leave(body, in: scope) }
    }
    return .next(.void)
  }

  /// Ends the check of a loop whose further passes would take too long: what they assign is unknown.
  private func leave(_ body: Block, in scope: Scope) -> Flow {
    for name in assignedNames(in: body) {
      if let known = scope.binding(name)?.value { _ = scope.assign(name, widened(known)) }
    }
    return .next(.void)
  }

  func executeRepeat(
    _ count: Expression, _ condition: Expression?, _ body: Block, in scope: Scope
  ) throws -> Flow {
    let countValue = try evaluate(count, in: scope)
    if case .unknown = countValue {
      _ = leave(body, in: scope)
      _ = try whileUncertain { try execute(body, in: scope) }
      return leave(body, in: scope)
    }
    let times = try integer(countValue, at: count.span, what: "a count of repetitions")
    guard times >= 0 else {
      throw Diagnostic.valueOutOfDomain(
        "the count \(times)", at: count.span, expected: "zero or more")
    }
    let names = carriedNames(of: body, in: scope)
    func carriesSymbols() -> Bool { changesSymbols(body, in: scope) }
    for pass in 0..<times {
      try countPass()
      if pass == 0, carriesSymbols() {
        try buildLoop(times, names, condition, body, in: scope)
        return .next(.void)
      }
      if let condition {
        let value = try evaluate(condition, in: scope)
        switch value {
        case .boolean(false): return .next(.void)
        case .boolean(true), .unknown(.boolean), .unknown(.any): break
        case .symbol:
          // What the passes so far computed is what the loop begins with.
          try buildLoop(times - pass, names, condition, body, in: scope)
          return .next(.void)
        default: throw mismatch(.truth, value, at: condition.span)
        }
      }
      let before = names.map { scope.binding($0)?.value ?? .void }
      if case .returned(let value, let span) = try execute(body, in: scope) {
        return .returned(value, span)
      }
      if carriesSymbols() {
        // The pass made symbols of known values: it is undone, and is the first of the loop.
        for (name, value) in zip(names, before) { _ = scope.assign(name, value) }
        try buildLoop(times - pass, names, condition, body, in: scope)
        return .next(.void)
      }
      if isCheckExhausted { return leave(body, in: scope) }
    }
    return .next(.void)
  }

  /// What a loop's body changes of what is around it, in a fixed order.
  private func carriedNames(of body: Block, in scope: Scope) -> [String] {
    assignedNames(in: body).filter { scope.binding($0) != nil }.sorted()
  }

  private func changesSymbols(_ body: Block, in scope: Scope) -> Bool {
    carriedNames(of: body, in: scope).contains {
      switch scope.binding($0)?.value {
      case .symbol?, .variable?: true
      default: false
      }
    }
  }

  /// A loop of the IR over whole numbers, which carries the number too.
  private func buildLoop(
    over range: Range<Int>, _ variable: Identifier, _ body: Block, in scope: Scope
  ) throws {
    let around = Scope(parent: scope)
    let first = Value.symbol(Expr(Double(range.lowerBound)))
    around.define(variable.name, .init(first, span: variable.span))
    rollsLoops = false
    defer { (rollsLoops, passNumber) = (true, nil) }
    let names = carriedNames(of: body, in: scope).filter { $0 != variable.name }
    try buildLoop(range.count, names + [variable.name], nil, body, in: around) {
      let number = try asExpr(around.binding(variable.name)?.value ?? .void, variable.span)
      passNumber = number
      _ = try execute(body, in: around)
      _ = around.assign(variable.name, .symbol(try .scalar(.add, number, Expr(1))))
    }
  }

  private func buildLoop(
    _ times: Int, _ names: [String], _ condition: Expression?, _ body: Block, in scope: Scope
  ) throws {
    try buildLoop(times, names, condition, body, in: scope) { _ = try execute(body, in: scope) }
  }

  /// A loop of the IR: the body is evaluated once, on leaves that stand for the carried values.
  private func buildLoop(
    _ times: Int, _ names: [String], _ condition: Expression?, _ body: Block, in scope: Scope,
    _ pass: () throws -> Void
  ) throws {
    guard times <= loopLimit else {
      throw Diagnostic(
        .limitExceeded, "this loop over random values may make \(times) iterations",
        at: [.init(body.span, "at most \(loopLimit) can be made")],
        help: "move a part of the iterations into the sampler's 'steps'")
    }
    let outer = iterationsAround
    iterationsAround = outer * max(times, 1)
    defer { iterationsAround = outer }
    guard iterationsAround <= nestLimit else {
      throw Diagnostic(
        .limitExceeded,
        "the body of these nested loops over random values may be run \(iterationsAround) times",
        at: [.init(body.span, "at most \(nestLimit) times can be told apart by random numbers")],
        help: "shorten the loops, or move a part of their iterations into the sampler's 'steps'")
    }
    var initial = try names.map { name -> Expr in
      try asExpr(scope.binding(name)?.value ?? .void, body.span)
    }
    // Each attempt that fails spreads a scalar, which stays spread.
    var built: Expr.Loop?
    while built == nil {
      built = try builtLoop(times, names, &initial, condition, body, in: scope, pass)
    }
    guard let loop = built else { return }
    for (position, name) in names.enumerated() {
      _ = scope.assign(
        name, .symbol(Expr(.loop(loop, result: position), type: loop.results[position].type)))
    }
  }

  /// Evaluates the body of a loop once, on leaves of the types of `initial`.
  ///
  /// - Returns: nil where a carried scalar becomes a tensor; its initial value is then spread.
  private func builtLoop(
    _ times: Int, _ names: [String], _ initial: inout [Expr], _ condition: Expression?,
    _ body: Block, in scope: Scope, _ pass: () throws -> Void
  ) throws -> Expr.Loop? {
    let parameters = zip(names, initial).map { Expr.Leaf($0.0, $0.1.type) }
    for (name, leaf) in zip(names, parameters) { _ = scope.assign(name, .symbol(Expr(leaf))) }
    randomNodes.append([])
    defer { randomNodes.removeLast() }
    let test = try condition.map { expression -> Expr in
      let expr = try asExpr(try evaluate(expression, in: scope), expression.span)
      guard expr.type.element == .boolean else {
        throw Diagnostic.typeMismatch(
          expected: "a Bool", found: "\(Type.tensor(expr.shape))", at: expression.span)
      }
      return expr.shape.isScalar
        ? expr : try .apply(.reduce(.any, axes: Array(0..<expr.shape.rank)), [expr])
    }
    try pass()
    var results: [Expr] = []
    var isSpread = false
    for (position, name) in names.enumerated() {
      var result = try asExpr(scope.binding(name)?.value ?? .void, body.span)
      if initial[position].shape.isScalar, !result.shape.isScalar {
        initial[position] = try .apply(.broadcast(result.shape), [initial[position]])
        isSpread = true
      }
      let wanted = initial[position].type
      if result.shape.isScalar, !wanted.shape.isScalar {
        result = try .apply(.broadcast(wanted.shape), [result])
      }
      guard result.type == wanted else {
        throw Diagnostic.shapeMismatch(
          "'\(name)'", at: body.span,
          reason:
            "it is \(Type.tensor(wanted.shape)) before the loop and \(Type.tensor(result.shape)) in it"
        )
      }
      results.append(result)
    }
    if isSpread { return nil }
    return Expr.Loop(
      count: times, parameters: parameters, initial: initial, results: results, condition: test,
      randomNodes: randomNodes.last ?? [])
  }
}

extension Expression {
  /// Whether it is `3` or `-3`, and a Real holds it exactly.
  fileprivate var isWrittenInt: Bool {
    switch kind {
    case .integer(let number): abs(number) <= 1 << 53
    case .unary(.negate, let operand): operand.isWrittenInt
    case .real, .boolean, .string, .label, .name, .list, .comprehension, .record, .tuple,
      .parenthesized, .call, .member, .index, .unary, .binary, .range, .conditional, .function,
      .placement, .space, .missing:
      false
    }
  }
}
