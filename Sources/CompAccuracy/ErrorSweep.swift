import CompIR
import CompRuntime
import Dispatch
import Foundation

/// The machine code of a function against its right values.
package struct ErrorSweep: Sendable {
  package let function: AccurateFunction
  package let target: VectorTarget
  private let kernel: NativeKernel

  /// Arguments of one call.
  private static let chunk = 1 << 14

  /// The largest error that was found, in units of the last place, and where.
  package struct Worst: Sendable {
    package var ulps = 0.0
    package var operands: [Double] = []
    package var value = 0.0
    package var right: Extended = 0
  }

  /// - Throws: `NativeCodeFailure`.
  package init(_ function: AccurateFunction, _ target: VectorTarget) throws {
    (self.function, self.target) = (function, target)
    var builder = IRBuilder(name: function.name)
    let operands = (0..<function.arity).map { builder.parameter("x\($0)", .real(.scalar)) }
    let value = try builder.append(.scalar(function.function), operands)
    kernel = try NativeKernel(builder.finish(results: [("y", value)]), .evaluate, target)
  }

  /// Every `stride`-th float there is, for a function of one.
  package func floats(stride: Int) -> Worst {
    worst(chunks: ((1 << 32) / stride + Self.chunk - 1) / Self.chunk) { index in
      let first = index * Self.chunk
      let end = min(first + Self.chunk, (1 << 32) / stride)
      return [
        (first..<end).map {
          Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0 * stride)))
        }
      ]
    }
  }

  /// At least so many points drawn by `SamplePoints`, as the target's precision holds them.
  package func samples(count: Int, seed: UInt64) -> Worst {
    worst(chunks: (count + Self.chunk - 1) / Self.chunk) { index in
      var points = SamplePoints(seed: seed &+ UInt64(index), precision: target.precision)
      var operands = [[Double]](repeating: [], count: function.arity)
      for _ in 0..<Self.chunk {
        for (place, operand) in points.next(for: function.function).enumerated() {
          operands[place].append(operand)
        }
      }
      return operands
    }
  }

  private func worst(chunks: Int, _ points: @escaping @Sendable (Int) -> [[Double]]) -> Worst {
    let found = WorstFound()
    DispatchQueue.concurrentPerform(iterations: chunks) { index in
      found.note(worst(of: points(index)))
    }
    return found.value
  }

  private func worst(of operands: [[Double]]) -> Worst {
    let count = operands[0].count
    let outputs = kernel.evaluate(
      operands.map { .varying(Columns(shape: .scalar, chains: count, values: $0)) },
      chains: 0..<count, key: RandomKey(seed: 0, step: 0))[0].values
    var worst = Worst()
    let precision = target.precision
    for (place, output) in outputs.enumerated() {
      let right: Extended =
        switch function.right {
        // Double is long enough for float, and many times faster.
        case .unary(let short, let long):
          precision == .float
            ? Extended(short(operands[0][place])) : long(Extended(operands[0][place]))
        case .binary(let long):
          long(Extended(operands[0][place]), Extended(operands[1][place]))
        }
      let ulps = precision.ulps(output, from: right, scale: function.scale(operands[0][place]))
      if ulps > worst.ulps {
        worst = Worst(
          ulps: ulps, operands: operands.map { $0[place] }, value: output, right: right)
      }
    }
    return worst
  }
}

/// The largest error that any thread has found.
private final class WorstFound: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var value = ErrorSweep.Worst()
  func note(_ found: ErrorSweep.Worst) {
    lock.withLock { if found.ulps > value.ulps { value = found } }
  }
}
