extension IRFunction {
  /// Operations on constants are carried out, and those that change nothing are dropped: x·1, x+0,
  /// a reshape to the same shape.
  package func foldingConstants() throws -> IRFunction {
    var result = self
    var constants: [IRValue: Tensor] = [:]
    var map: [IRValue: IRValue] = [:]
    var check = CancellationCheck()
    result.instructions = try fold(instructions, &constants, &map, &check)
    result.results = results.map { .init($0.name, map[$0.value] ?? $0.value) }
    return result
  }

  private func fold(
    _ instructions: [Instruction], _ constants: inout [IRValue: Tensor],
    _ map: inout [IRValue: IRValue], _ check: inout CancellationCheck
  ) throws -> [Instruction] {
    var kept: [Instruction] = []
    for instruction in instructions {
      try check()
      switch instruction.kind {
      case .operation(let operation, let operands):
        let operands = operands.map { map[$0] ?? $0 }
        let value = instruction.results[0]
        if let same = unchanged(operation, operands, value, constants) {
          map[value] = same
          continue
        }
        var folded = Instruction(
          kind: .operation(operation, operands: operands), results: instruction.results)
        if case .constant(let tensor) = operation {
          constants[value] = tensor
        } else if !operands.isEmpty, type(of: value).element == .real,
          operands.allSatisfy({ constants[$0] != nil })
        {
          var builder = IRBuilder(name: "fold")
          let inputs = operands.compactMap { constants[$0] }.map { builder.constant($0) }
          if let output = try? builder.append(operation, inputs) {
            let tensor = ReferenceProgram(builder.finish(results: [("value", output)])).runOnce([])[
              0]
            constants[value] = tensor
            folded = Instruction(
              kind: .operation(.constant(tensor), operands: []), results: instruction.results)
          }
        }
        kept.append(folded)
      case .repeat(let count, let initial, var body):
        body.instructions = try fold(body.instructions, &constants, &map, &check)
        body.results = body.results.map { map[$0] ?? $0 }
        body.condition = body.condition.map { map[$0] ?? $0 }
        kept.append(
          Instruction(
            kind: .repeat(count: count, initial: initial.map { map[$0] ?? $0 }, body: body),
            results: instruction.results))
      }
    }
    return kept
  }

  /// The operand that an operation hands on as it is.
  private func unchanged(
    _ operation: Operation, _ operands: [IRValue], _ result: IRValue,
    _ constants: [IRValue: Tensor]
  ) -> IRValue? {
    func isAll(_ value: IRValue, _ number: Double) -> Bool {
      constants[value]?.values.allSatisfy { $0 == number } ?? false
    }
    func keeps(_ value: IRValue) -> IRValue? { type(of: value) == type(of: result) ? value : nil }
    switch operation {
    case .reshape, .broadcast: return keeps(operands[0])
    case .transpose(let permutation):
      return permutation == Array(permutation.indices) ? operands[0] : nil
    case .slice: return keeps(operands[0])
    case .concatenate: return operands.count == 1 ? operands[0] : nil
    case .reduce(_, let axes): return axes.isEmpty ? operands[0] : nil
    case .scalar(.multiply):
      if isAll(operands[0], 1) { return keeps(operands[1]) }
      return isAll(operands[1], 1) ? keeps(operands[0]) : nil
    case .scalar(.add):
      if isAll(operands[0], 0) { return keeps(operands[1]) }
      return isAll(operands[1], 0) ? keeps(operands[0]) : nil
    case .scalar(.divide), .scalar(.power):
      return isAll(operands[1], 1) ? keeps(operands[0]) : nil
    case .scalar(.subtract): return isAll(operands[1], 0) ? keeps(operands[0]) : nil
    case .constant, .booleanConstant, .scalar, .select, .pad, .matrixMultiply, .gather,
      .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve, .normal, .uniform, .stopGradient:
      return nil
    }
  }
}
