import ArgumentParser
import CompIR
import CompRuntime
import Dispatch
import Foundation

/// `comp-bench elementary`: the vector code of a function of one float against double, for every
/// float there is.
struct Elementary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Test a function of one float for every float there is.")

  @Argument(help: "exp, expm1, log, log1p, sin, cos, tanh, sigmoid, softplus, …; none: those.")
  var functions: [String] = [
    "exp", "expm1", "log", "log1p", "log1p_square", "sin", "cos", "tanh", "sigmoid", "softplus",
  ]

  @Option(help: "Take every n-th float.")
  var stride = 1

  private static let chunk = 1 << 16

  func run() throws {
    for name in functions {
      guard let function = ScalarFunction(rawValue: name), function.row.arity == 1 else {
        throw ValidationError("'\(name)' is no function of one real")
      }
      let worst = try measure(function)
      print("\(name): \(String(format: "%.3f", worst.ulps)) ulp at \(worst.at)")
    }
  }

  private func measure(_ function: ScalarFunction) throws -> (ulps: Double, at: Float) {
    var builder = IRBuilder(name: function.rawValue)
    let x = builder.parameter("x", .real(.scalar))
    let y = try builder.append(.scalar(function), [x])
    let kernel = try NativeKernel(
      builder.finish(results: [("y", y)]), .evaluate, VectorTarget(precision: .float, lanes: 8))
    let worst = Worst()
    let chunks = (1 << 32) / (Self.chunk * stride)
    let (stride, chunk) = (stride, Self.chunk)
    let evaluate = function.row.evaluate
    DispatchQueue.concurrentPerform(iterations: chunks) { index in
      let inputs = (0..<chunk).map { offset in
        Float(bitPattern: UInt32(truncatingIfNeeded: (index * chunk + offset) * stride))
      }
      let outputs = kernel.evaluate(
        [.varying(Columns(shape: .scalar, chains: chunk, values: inputs.map(Double.init)))],
        chains: 0..<chunk, key: RandomKey(seed: 0, step: 0))[0].values
      var found = (ulps: 0.0, at: Float(0))
      for (input, output) in zip(inputs, outputs) {
        let ulps = Precision.float.ulps(output, from: evaluate([Double(input)]))
        if ulps > found.ulps { found = (ulps, input) }
      }
      worst.note(found)
    }
    return worst.value
  }
}

/// The largest error that any thread has found.
private final class Worst: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var value = (ulps: 0.0, at: Float(0))
  func note(_ found: (ulps: Double, at: Float)) {
    lock.withLock { if found.ulps > value.ulps { value = found } }
  }
}
