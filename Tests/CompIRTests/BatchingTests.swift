import CompIR
import Foundation
import Testing

/// Terms that are computed alike are computed together, to the same sum.
@Suite struct BatchingTests {
  /// Σ over t of a term of x, a vector of 64.
  private func sum(
    of count: Int, _ term: (inout IRBuilder, IRValue, Int) throws -> IRValue
  ) throws -> IRFunction {
    var builder = IRBuilder(name: "sum")
    let x = builder.parameter("x", .real([64]))
    var total = try term(&builder, x, 0)
    for t in 1..<count {
      total = try builder.append(.scalar(.add), [total, try term(&builder, x, t)])
    }
    // As algebra leaves sums of negative terms.
    for t in 0..<count {
      total = try builder.append(.scalar(.subtract), [total, try term(&builder, x, t / 2)])
    }
    total = try builder.append(.scalar(.negate), [total])
    return builder.finish(results: [("value", total)])
  }

  static let terms:
    [(name: String, term: @Sendable (inout IRBuilder, IRValue, Int) throws -> IRValue)] = [
      (
        "neighbours",
        { b, x, t in
          let a = try b.append(.slice(starts: [2 * t], limits: [2 * t + 2]), [x])
          let c = try b.append(.slice(starts: [2 * t + 2], limits: [2 * t + 4]), [x])
          let d = try b.append(.scalar(.subtract), [a, c])
          let square = try b.append(.scalar(.multiply), [d, d])
          return try b.append(.reduce(.sum, axes: [0]), [square])
        }
      ),
      (
        "an irregular order, constants of their own, and a scalar beside a vector",
        { b, x, t in
          let place = (t * 7) % 60
          let a = try b.append(.slice(starts: [place], limits: [place + 3]), [x])
          let one = try b.append(
            .reshape([]), [try b.append(.slice(starts: [1], limits: [2]), [a])]
          )
          let scaled = try b.append(.scalar(.multiply), [a, b.constant(Double(t) + 0.5)])
          let shifted = try b.append(.scalar(.add), [scaled, one])
          let fixed = try b.append(.scalar(.add), [shifted, b.constant(Tensor([1, 2, 3]))])
          return try b.append(.reduce(.maximum, axes: [0]), [fixed])
        }
      ),
      (
        "a matrix that all share",
        { b, x, t in
          let a = try b.append(.slice(starts: [2 * t], limits: [2 * t + 2]), [x])
          let m = b.constant(Tensor(shape: [2, 2], values: [1, 2, 3, 4]))
          let y = try b.append(.matrixMultiply, [m, a])
          let z = try b.append(.matrixMultiply, [a, m])
          return try b.append(.matrixMultiply, [y, z])
        }
      ),
      (
        "truths, a table and concatenations",
        { b, x, t in
          let a = try b.append(
            .reshape([]), [try b.append(.slice(starts: [t], limits: [t + 1]), [x])])
          let table = b.constant(Tensor([5, 7]))
          let test = try b.append(.scalar(.less), [a, b.constant(0.2)])
          let index = try b.append(.select, [test, b.constant(0), b.constant(1)])
          let row = try b.append(.gather, [table, index])
          let pair = try b.append(
            .concatenate(axis: 0),
            [try b.append(.reshape([1]), [a]), try b.append(.reshape([1]), [row])])
          let padded = try b.append(.pad(before: [1], after: [0]), [pair])
          let running = try b.append(.cumulativeSum(axis: 0), [padded])
          return try b.append(.reduce(.sum, axes: [0]), [running])
        }
      ),
    ]

  static let point = (0..<64).map { sin(Double($0)) }

  @Test(arguments: terms.indices) func aSumStaysTheSame(_ index: Int) throws {
    let plain = try sum(of: 30, Self.terms[index].term)
    let batched = try plain.batchingLikeTerms().eliminatingDeadCode()
    try batched.verify()
    #expect(batched.instructions.count < 80, "\(Self.terms[index].name)")
    let x = Tensor(Self.point)
    for (a, b) in [
      (plain, batched),
      (
        try plain.gradient(of: 0, withRespectTo: [0]),
        try batched.gradient(of: 0, withRespectTo: [0])
      ),
    ] {
      for (one, other) in zip(
        ReferenceProgram(a).runOnce([x]), ReferenceProgram(b).runOnce([x]))
      {
        for (u, v) in zip(one.values, other.values) {
          #expect(abs(u - v) <= 1e-12 * max(1, abs(u)), "\(Self.terms[index].name)")
        }
      }
    }
  }

  @Test func aConcatenationStaysTheSame() throws {
    var builder = IRBuilder(name: "joined")
    let x = builder.parameter("x", .real([64]))
    var parts: [IRValue] = []
    for t in 0..<20 {
      let a = try builder.append(.slice(starts: [3 * t], limits: [3 * t + 2]), [x])
      parts.append(try builder.append(.scalar(.exp), [a]))
    }
    parts.append(x)
    let joined = try builder.append(.concatenate(axis: 0), parts)
    let plain = builder.finish(results: [("value", joined)])
    let batched = try plain.batchingLikeTerms().eliminatingDeadCode()
    try batched.verify()
    #expect(batched.instructions.count < 10)
    #expect(
      ReferenceProgram(plain).runOnce([Tensor(Self.point)])[0].values
        == ReferenceProgram(batched).runOnce([Tensor(Self.point)])[0].values)
  }

  /// A part of a sum that is also a result is not lost, and random terms are left alone.
  @Test func whatCannotBeWidenedIsKept() throws {
    let plain = try sum(of: 20) { b, x, t in
      let noise = try b.append(.normal(site: t, []), [])
      let a = try b.append(.reshape([]), [try b.append(.slice(starts: [t], limits: [t + 1]), [x])])
      return try b.append(.scalar(.multiply), [a, noise])
    }
    let batched = try plain.batchingLikeTerms().eliminatingDeadCode()
    try batched.verify()
    let x = Tensor(Self.point)
    #expect(
      ReferenceProgram(plain).runOnce([x])[0].values
        == ReferenceProgram(batched).runOnce([x])[0].values)
  }
}
