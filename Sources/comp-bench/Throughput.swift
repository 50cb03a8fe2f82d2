import CompAccuracy
import CompIR
import CompRuntime
import Foundation

/// How many values a second one core computes in a loop that adds them up.
struct Throughput: Sendable {
  let name: String
  /// Values of one pass, and their sum for an argument that each pass moves a little.
  private let perPass: Int
  private let usual: ClosedRange<Double>
  private let sum: @Sendable (inout IRBuilder, _ x: IRValue) throws -> IRValue

  private static let (chains, passes) = (1024, 2000)

  init(_ function: AccurateFunction) {
    (name, perPass, usual) = (function.name, 1, function.usual)
    sum = { builder, x in
      // The second operand of a function of two is another than the first.
      let operands =
        function.arity == 1
        ? [x] : [x, try builder.append(.scalar(.subtract), [builder.constant(3.3), x])]
      return try builder.append(.scalar(function.function), operands)
    }
  }

  private init(
    _ name: String, perPass: Int, _ usual: ClosedRange<Double>,
    _ sum: @escaping @Sendable (inout IRBuilder, IRValue) throws -> IRValue
  ) {
    (self.name, self.perPass, self.usual, self.sum) = (name, perPass, usual, sum)
  }

  /// What is not one function.
  static let workloads: [Throughput] = [
    Throughput("sin + cos", perPass: 1, -10...10) { builder, x in
      try builder.append(
        .scalar(.add),
        [try builder.append(.scalar(.sin), [x]), try builder.append(.scalar(.cos), [x])])
    },
    Throughput("normals", perPass: 4, 0...1) { builder, _ in
      try builder.append(
        .reduce(.sum, axes: [0]), [try builder.append(.normal(site: 0, [4]), [])])
    },
    Throughput("sum alone", perPass: 1, 0...1) { _, x in x },
  ]

  /// - Throws: `NativeCodeFailure`.
  func perSecond(_ target: VectorTarget) throws -> Double {
    let kernel = try NativeKernel(program(), .evaluate, target)
    let width = usual.upperBound - usual.lowerBound
    let start = Columns(
      shape: .scalar, chains: Self.chains,
      values: (0..<Self.chains).map {
        usual.lowerBound + width * (Double($0) + 0.25) / Double(Self.chains)
      })
    var fastest = Double.infinity
    for _ in 0..<12 {
      let before = DispatchTime.now().uptimeNanoseconds
      _ = kernel.evaluate(
        [.varying(start)], chains: 0..<Self.chains, key: RandomKey(seed: 1, step: 0))
      fastest = min(fastest, Double(DispatchTime.now().uptimeNanoseconds - before) * 1e-9)
    }
    return Double(Self.chains * Self.passes * perPass) / fastest
  }

  private func program() throws -> IRFunction {
    var builder = IRBuilder(name: "throughput")
    let x = builder.parameter("x", .real(.scalar))
    let step = (usual.upperBound - usual.lowerBound) / Double(2 * Self.chains * Self.passes)
    let results = try builder.repeat(count: Self.passes, initial: [builder.constant(0), x]) {
      builder, carried in
      let value = try sum(&builder, carried[1])
      return (
        [
          try builder.append(.scalar(.add), [carried[0], value]),
          try builder.append(.scalar(.add), [carried[1], builder.constant(step)]),
        ], nil
      )
    }
    return builder.finish(results: [("sum", results[0])])
  }
}
