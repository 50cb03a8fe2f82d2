import CompIR
import Foundation
import Testing

/// What a loop computes from values that it does not change is computed once, before it.
@Suite struct LoopInvariantTests {
  /// Ten times total ← total + exp(x) · total, the exponential in the loop.
  private func loop(drawing: Bool = false) throws -> IRFunction {
    var builder = IRBuilder(name: "loop")
    let x = builder.parameter("x", .real(.scalar))
    let one = builder.constant(1)
    let total = try builder.repeat(count: 10, initial: [one]) { body, carried in
      var factor = try body.append(.scalar(.exp), [x])
      if drawing {
        factor = try body.append(
          .scalar(.multiply), [factor, body.append(.normal(site: 0, []), [])])
      }
      let step = try body.append(.scalar(.multiply), [factor, carried[0]])
      return ([try body.append(.scalar(.add), [carried[0], step])], nil)
    }
    return builder.finish(results: [("total", total[0])])
  }

  private func body(of function: IRFunction) -> [IRFunction.Instruction] {
    for instruction in function.instructions {
      if case .repeat(_, _, let body) = instruction.kind { return body.instructions }
    }
    return []
  }

  @Test func arithmeticMoves() throws {
    let (written, moved) = (try loop(), try loop().hoistingLoopInvariants())
    #expect(body(of: written).count == 3)
    #expect(body(of: moved).count == 2)
    #expect(moved.instructions.count == written.instructions.count + 1)
    let x = Tensor(0.3)
    #expect(ReferenceProgram(moved).runOnce([x]) == ReferenceProgram(written).runOnce([x]))
  }

  @Test func randomNumbersStay() throws {
    let (written, moved) = (
      try loop(drawing: true), try loop(drawing: true).hoistingLoopInvariants()
    )
    #expect(body(of: moved).count == body(of: written).count - 1)
    let x = Tensor(0.3)
    #expect(ReferenceProgram(moved).runOnce([x]) == ReferenceProgram(written).runOnce([x]))
  }

  /// A slice of a concatenation is one of the part that it lies in.
  @Test func slicesLookThroughConcatenations() throws {
    var builder = IRBuilder(name: "slices")
    let x = builder.parameter("x", .real([6]))
    let first = try builder.append(.slice(starts: [0], limits: [2]), [x])
    let last = try builder.append(.slice(starts: [3], limits: [6]), [x])
    let joined = try builder.append(
      .concatenate(axis: 0), [first, builder.constant(Tensor([7])), last])
    let part = try builder.append(.slice(starts: [4], limits: [6]), [joined])
    let across = try builder.append(.slice(starts: [1], limits: [4]), [joined])
    let function = builder.finish(results: [("part", part), ("across", across)])
    let simplified = try function.simplified()
    let input = Tensor([1, 2, 3, 4, 5, 6])
    #expect(
      ReferenceProgram(simplified).runOnce([input]) == ReferenceProgram(function).runOnce([input]))
    #expect(
      simplified.instructions.contains {
        $0.kind
          == .operation(
            .slice(starts: [4], limits: [6]), operands: [simplified.parameters[0].value])
      })
  }

  @Test func knownTriangularSystemsBecomeProducts() throws {
    var builder = IRBuilder(name: "whitened")
    let x = builder.parameter("x", .real([2]))
    let factor = builder.constant(Tensor(shape: [2, 2], values: [2, 0, 1, 4]))
    let solved = try builder.append(.triangularSolve(transposed: false), [factor, x])
    let turned = try builder.append(.triangularSolve(transposed: true), [factor, solved])
    let function = builder.finish(results: [("value", turned)])
    let inverted = try function.invertingKnownFactors()
    #expect(
      !inverted.instructions.contains {
        if case .operation(.triangularSolve, _) = $0.kind { true } else { false }
      })
    let (a, b) = (
      ReferenceProgram(function).runOnce([Tensor([3, 5])])[0].values,
      ReferenceProgram(inverted).runOnce([Tensor([3, 5])])[0].values
    )
    for (one, other) in zip(a, b) { #expect(abs(one - other) < 1e-15) }
  }
}
