/// What a transition need not compute again in its next step.
///
/// A sampler that accepts or rejects evaluates its target at the present state x and at a proposal y,
/// and goes on from x' = select(c, y, x). The next step's values at x' are then select(c, f(y), f(x)),
/// and both have been computed. Such values are carried along instead.
package struct CarriedEvaluations: Sendable {
  /// A value that depends on the state alone, and the same value of the proposal.
  package struct Pair: Sendable {
    package var value: IRValue
    package var proposed: IRValue
  }
  /// Whether the proposal is taken.
  package var condition: IRValue
  package var pairs: [Pair]
  /// Computes the values from the state, before the first step.
  package var prologue: [IRFunction.Instruction]
  /// A step, with the values known.
  package var step: [IRFunction.Instruction]
}

extension IRFunction {
  /// - Parameter states: how many parameters are states; only the first may change.
  /// - Returns: nil where there is nothing to carry.
  package func carriedEvaluations(states: Int) -> CarriedEvaluations? {
    guard states >= 1, parameters.count >= states, results.count >= states,
      (1..<states).allSatisfy({
        results[$0].value == parameters[$0].value || parameters[$0].type.shape.count == 0
      })
    else { return nil }
    let state = parameters[0].value
    guard let (condition, proposal) = acceptance(of: state) else { return nil }

    // What depends on the state and constants alone.
    var ofState: Set<IRValue> = [state]
    var isFixed: Set<IRValue> = []
    var known: [Key: IRValue] = [:]
    for instruction in instructions {
      guard case .operation(let operation, let operands) = instruction.kind else { continue }
      let result = instruction.results[0]
      known[Key(operation: operation, operands: operands)] = result
      switch operation {
      case .normal, .uniform: continue
      case .constant, .booleanConstant: isFixed.insert(result)
      case .scalar, .select, .reshape, .broadcast, .transpose, .slice, .pad, .concatenate, .reduce,
        .matrixMultiply, .gather, .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve,
        .stopGradient:
        guard operands.allSatisfy({ ofState.contains($0) || isFixed.contains($0) }) else {
          continue
        }
        if operands.contains(where: ofState.contains) {
          ofState.insert(result)
        } else {
          isFixed.insert(result)
        }
      }
    }
    // The same of the proposal.
    var images: [IRValue: IRValue] = [state: proposal]
    for instruction in instructions {
      guard case .operation(let operation, let operands) = instruction.kind,
        ofState.contains(instruction.results[0])
      else { continue }
      var moved: [IRValue] = []
      for operand in operands {
        if isFixed.contains(operand) {
          moved.append(operand)
        } else if let image = images[operand] {
          moved.append(image)
        }
      }
      guard moved.count == operands.count,
        let image = known[Key(operation: operation, operands: moved)]
      else { continue }
      images[instruction.results[0]] = image
    }
    // Those that something else needs.
    var candidates: Set<IRValue> = []
    let inner = Set(images.keys).subtracting([state])
    for instruction in instructions {
      let isInner = instruction.results.contains(where: inner.contains)
      guard !isInner else { continue }
      candidates.formUnion(instruction.usedValues.filter(inner.contains))
    }
    candidates.formUnion(results.map(\.value).filter(inner.contains))
    let carried = candidates.filter { type(of: $0).element == .real }.sorted { $0.id < $1.id }
    guard !carried.isEmpty, candidates.count == carried.count else { return nil }
    let pairs = carried.compactMap { value in
      images[value].map { CarriedEvaluations.Pair(value: value, proposed: $0) }
    }
    let step = needed(
      for: results.map(\.value) + pairs.map(\.proposed) + [condition], known: Set(carried))
    return CarriedEvaluations(
      condition: condition, pairs: pairs, prologue: needed(for: carried, known: []), step: step)
  }

  private struct Key: Hashable {
    let operation: Operation
    let operands: [IRValue]
  }

  /// The condition and the proposal of `select(condition, proposal, state)`, the state's next value.
  private func acceptance(of state: IRValue) -> (IRValue, IRValue)? {
    for instruction in instructions where instruction.results.first == results[0].value {
      guard case .operation(.select, let operands) = instruction.kind, operands[2] == state,
        type(of: operands[0]).shape.isScalar
      else { return nil }
      return (operands[0], operands[1])
    }
    return nil
  }

  /// The instructions that some values need, others being known.
  private func needed(for values: [IRValue], known: Set<IRValue>) -> [Instruction] {
    var wanted = Set(values).subtracting(known)
    var kept: [Instruction] = []
    for instruction in instructions.reversed()
    where instruction.results.contains(where: wanted.contains) {
      kept.append(instruction)
      wanted.formUnion(instruction.usedValues.filter { !known.contains($0) })
    }
    return kept.reversed()
  }
}

extension IRFunction.Instruction {
  /// All values that it reads, those of a loop's body among them.
  package var usedValues: [IRValue] {
    switch kind {
    case .operation(_, let operands): operands
    case .repeat(_, let initial, let body):
      initial + body.instructions.flatMap(\.usedValues) + body.results
        + [body.condition].compactMap { $0 }
    }
  }
}
