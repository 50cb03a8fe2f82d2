/// Where a value is used.
package struct ValueUses: Sendable {
  /// How many operands, results and carried values it is.
  package var count = 0
  /// How many loops stand around its definition, and around its innermost use.
  package var defined = 0
  package var deepest = 0
}

extension IRFunction {
  /// The uses of each value, by its number.
  package var valueUses: [ValueUses] {
    var uses = Array(repeating: ValueUses(), count: types.count)
    func use(_ value: IRValue, _ depth: Int) {
      uses[value.id].count += 1
      uses[value.id].deepest = max(uses[value.id].deepest, depth)
    }
    func walk(_ instructions: [Instruction], _ depth: Int) {
      for instruction in instructions {
        for result in instruction.results { uses[result.id].defined = depth }
        switch instruction.kind {
        case .operation(_, let operands): for operand in operands { use(operand, depth) }
        case .repeat(_, let initial, let body):
          for value in initial { use(value, depth) }
          for parameter in body.parameters { uses[parameter.id].defined = depth + 1 }
          walk(body.instructions, depth + 1)
          for value in body.results { use(value, depth + 1) }
          if let condition = body.condition { use(condition, depth + 1) }
        }
      }
    }
    walk(instructions, 0)
    for result in results { use(result.value, 0) }
    return uses
  }

  /// The operation that makes each value, in loops too.
  package var definitions: [IRValue: (operation: Operation, operands: [IRValue])] {
    var definitions: [IRValue: (operation: Operation, operands: [IRValue])] = [:]
    func walk(_ instructions: [Instruction]) {
      for instruction in instructions {
        switch instruction.kind {
        case .operation(let operation, let operands):
          definitions[instruction.results[0]] = (operation, operands)
        case .repeat(_, _, let body): walk(body.instructions)
        }
      }
    }
    walk(instructions)
    return definitions
  }

  /// The values that are constants.
  package var constants: [IRValue: Tensor] {
    definitions.compactMapValues { definition in
      if case .constant(let tensor) = definition.operation { tensor } else { nil }
    }
  }
}
