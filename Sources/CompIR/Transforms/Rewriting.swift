/// What a rule of a rewriting pass sees: the function as rewritten so far, and how to add to it.
package struct Rewriting {
  package var builder: IRBuilder
  /// The operations that made the values so far.
  private var definitions: [IRValue: (operation: Operation, operands: [IRValue])] = [:]

  init(_ builder: IRBuilder) { self.builder = builder }

  package func type(_ value: IRValue) -> TensorType { builder.type(of: value) }

  /// The tensor that a value is known to be.
  package func constant(_ value: IRValue) -> Tensor? {
    if case .constant(let tensor)? = definitions[value]?.operation { return tensor }
    return nil
  }

  /// The truth value that all elements of a value are known to be.
  package func flag(_ value: IRValue) -> Bool? {
    switch definitions[value] {
    case (.booleanConstant(let flag), _)?: flag
    case (.broadcast, let operands)?: flag(operands[0])
    default: nil
    }
  }

  /// The operands of a value that a given operation made.
  package func operands(_ value: IRValue, of operation: Operation) -> [IRValue]? {
    guard let definition = definitions[value], definition.operation == operation else { return nil }
    return definition.operands
  }

  /// The operation that made a value, with its operands.
  package func definition(_ value: IRValue) -> (operation: Operation, operands: [IRValue])? {
    definitions[value]
  }

  /// The scalar that a value repeats.
  package func spreadScalar(_ value: IRValue) -> IRValue? {
    guard case (.broadcast, let operands)? = definitions[value],
      type(operands[0]).shape.isScalar
    else { return nil }
    return operands[0]
  }

  /// The value that a value is a reshape of.
  package func reshaped(_ value: IRValue) -> IRValue? {
    guard case (.reshape, let operands)? = definitions[value] else { return nil }
    return operands[0]
  }

  package mutating func apply(_ operation: Operation, _ operands: IRValue...) throws -> IRValue {
    try append(operation, operands)
  }

  package mutating func apply(_ function: ScalarFunction, _ operands: IRValue...) throws -> IRValue
  {
    try append(.scalar(function), operands)
  }

  mutating func append(_ operation: Operation, _ operands: [IRValue]) throws -> IRValue {
    let value = try builder.append(operation, operands)
    definitions[value] = (operation, operands)
    return value
  }

  package mutating func make(_ tensor: Tensor) throws -> IRValue { try apply(.constant(tensor)) }

  /// Makes a truth value of a shape.
  mutating func make(_ flag: Bool, _ shape: Shape) throws -> IRValue {
    let value = try apply(.booleanConstant(flag))
    return shape.isScalar ? value : try apply(.broadcast(shape), value)
  }

  /// A rule: what stands for an operation on rewritten operands; nil for the operation itself.
  package typealias Rule = (inout Rewriting, Operation, [IRValue]) throws -> IRValue?
}

extension IRFunction {
  /// The function with each operation replaced as the rule says, operands before users.
  package func rewritten(by rule: Rewriting.Rule) throws -> IRFunction {
    var rewriting = Rewriting(IRBuilder(name: name))
    var map: [IRValue: IRValue] = [:]
    for parameter in parameters {
      map[parameter.value] = rewriting.builder.parameter(
        parameter.name, parameter.type, isUniform: parameter.isUniform)
    }
    try rewrite(instructions, &rewriting, &map, rule)
    return rewriting.builder.finish(results: results.map { ($0.name, map[$0.value] ?? $0.value) })
  }

  private func rewrite(
    _ instructions: [Instruction], _ rewriting: inout Rewriting, _ map: inout [IRValue: IRValue],
    _ rule: Rewriting.Rule
  ) throws {
    var check = CancellationCheck()
    for instruction in instructions {
      try check()
      switch instruction.kind {
      case .operation(let operation, let operands):
        let operands = operands.map { map[$0] ?? $0 }
        map[instruction.results[0]] =
          try rule(&rewriting, operation, operands) ?? rewriting.append(operation, operands)
      case .repeat(let count, let initial, let body):
        var (inner, innerMap) = (rewriting, map)
        let outputs = try rewriting.builder.repeat(
          count: count, initial: initial.map { map[$0] ?? $0 }
        ) { builder, carried in
          inner.builder = builder
          for (parameter, value) in zip(body.parameters, carried) { innerMap[parameter] = value }
          try rewrite(body.instructions, &inner, &innerMap, rule)
          builder = inner.builder
          return (
            body.results.map { innerMap[$0] ?? $0 }, body.condition.map { innerMap[$0] ?? $0 }
          )
        }
        for (result, output) in zip(instruction.results, outputs) { map[result] = output }
      }
    }
  }
}
