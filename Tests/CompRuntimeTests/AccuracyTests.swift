import CompAccuracy
import CompIR
import CompRuntime
import Testing

/// The errors of vector code. `comp-bench elementary` tries every float, and more points in double.
@Suite struct AccuracyTests {
  /// A stride that has no factor in common with the number of floats.
  static let stride = 10_007

  @Test(arguments: AccurateFunction.all)
  func staysWithinItsBoundInFloat(_ function: AccurateFunction) throws {
    let sweep = try ErrorSweep(function, VectorTarget.host(.float))
    let worst =
      function.arity == 1
      ? sweep.floats(stride: Self.stride) : sweep.samples(count: 400_000, seed: 3)
    #expect(worst.ulps <= function.bound, "\(function.name): \(worst)")
    #expect(worst.ulps > 0.3, "\(function.name): nothing was compared")
  }

  @Test(arguments: AccurateFunction.all)
  func staysWithinItsBoundInDouble(_ function: AccurateFunction) throws {
    let sweep = try ErrorSweep(function, VectorTarget.host(.double))
    let worst = sweep.samples(count: 400_000, seed: 3)
    #expect(worst.ulps <= function.bound, "\(function.name): \(worst)")
    #expect(worst.ulps > 0.3, "\(function.name): nothing was compared")
  }

  /// Which lanes lie beside one, and how many, changes no bit: also where neighbours leave the common
  /// way.
  @Test(arguments: AccurateFunction.all, Precision.allCases)
  func lanesDoNotMeet(_ function: AccurateFunction, _ precision: Precision) throws {
    var builder = IRBuilder(name: function.name)
    let operands = (0..<function.arity).map { builder.parameter("x\($0)", .real(.scalar)) }
    let value = try builder.append(.scalar(function.function), operands)
    let program = builder.finish(results: [("y", value)])
    let odd: [Double] = [-2.5, 3e20, -1e9, .infinity, .nan, 0, 0x1p-1030, -0.75]
    let points = (0..<48).flatMap { place -> [Double] in
      let plain = 0.1 + 0.37 * Double(place % 31)
      return place % 5 == 0 ? [odd[place / 5 % odd.count], plain] : [plain]
    }
    func run(_ target: VectorTarget, _ chains: [Int]) throws -> [UInt64] {
      let columns = operands.indices.map { operand in
        Columns(
          shape: .scalar, chains: chains.count,
          values: chains.map { points[($0 + 7 * operand) % points.count] }
        ).rounded(to: precision)
      }
      return try NativeKernel(program, .evaluate, target).evaluate(
        columns.map { .varying($0) }, chains: 0..<chains.count, key: RandomKey(seed: 0, step: 0))[0]
        .values.map { $0.isNaN ? 0 : $0.bitPattern }
    }
    let all = Array(points.indices)
    let narrow = try run(VectorTarget(precision: precision, lanes: 4), all)
    #expect(try run(VectorTarget(precision: precision, lanes: 8), all) == narrow)
    #expect(try run(VectorTarget(precision: precision, lanes: 16), all) == narrow)
    let backward = try run(VectorTarget(precision: precision, lanes: 8), all.reversed())
    #expect(backward == narrow.reversed())
  }
}
