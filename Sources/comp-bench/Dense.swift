import ArgumentParser
import CompIR
import CompRuntime
import Dispatch
import Foundation

/// `comp-bench dense`: a layer of a network, silu(W x + b), in generated code, beside the bare product
/// by the system's BLAS.
struct Dense: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time dense layers with SiLU, and sgemm where OpenBLAS is installed.")

  @Option(help: "Features in and out.")
  var features = 128

  @Option(help: "Chains.")
  var chains = 8_192

  @Option(help: "How many threads may work.")
  var threads = 2

  @Option(help: "Layers, one after the other.")
  var layers = 100

  /// Chains that one thread advances together, as samplers do.
  private static let block = 256

  func run() throws {
    let operations = 2 * Double(features * features) * Double(chains) * Double(layers)
    let own = operations / (try layerSeconds()) / 1e9
    print("dense with SiLU: \(format(own)) GFLOP/s")
    guard let blas = OpenBLAS(threads: threads) else {
      print("sgemm: OpenBLAS is not installed")
      return
    }
    let peak = operations / sgemmSeconds(blas) / 1e9
    print("sgemm: \(format(peak)) GFLOP/s, of which dense reaches \(format(100 * own / peak)) %")
  }

  private func format(_ value: Double) -> String { String(format: "%.1f", value) }

  /// Weights that keep the activations of layer after layer at their size.
  private var weights: [Double] {
    (0..<(features * features)).map {
      sin((Double($0) + 0.5) * 1.7) * 2 / Double(features).squareRoot()
    }
  }

  /// The fastest of five runs.
  private func layerSeconds() throws -> Double {
    var builder = IRBuilder(name: "dense")
    let x = builder.parameter("x", .real([features]))
    let w = builder.constant(Tensor(shape: [features, features], values: weights))
    let b = builder.constant(
      Tensor(shape: [features], values: Array(repeating: 0.1, count: features)))
    let y = try builder.append(.scalar(.add), [try builder.append(.matrixMultiply, [w, x]), b])
    let silu = try builder.append(
      .scalar(.multiply), [y, try builder.append(.scalar(.sigmoid), [y])])
    let (one, zero) = (builder.constant(Tensor(1)), builder.constant(Tensor(0)))
    let kernel = try NativeKernel.host(
      builder.finish(results: [("x", silu), ("acceptance", one), ("diverged", zero)]),
      .advance(TransitionSlots(states: 1)), .float)
    let start = Columns(
      shape: [features], chains: Self.block,
      values: (0..<(features * Self.block)).map { sin(Double($0)) })
    let blocks = chains / Self.block
    return fastest {
      let workers = (0..<threads).map { worker in
        Thread.running {
          for _ in stride(from: worker, to: blocks, by: threads) {
            _ = kernel.advance(
              [.varying(start)], chains: 0..<Self.block, key: RandomKey(seed: 0, step: 0),
              steps: layers)
          }
        }
      }
      for worker in workers { worker.wait() }
    }
  }

  private func sgemmSeconds(_ blas: OpenBLAS) -> Double {
    let w = weights.map(Float.init)
    let x = (0..<(features * chains)).map { sin(Float($0)) }
    var y = [Float](repeating: 0, count: features * chains)
    return fastest {
      for _ in 0..<layers {
        blas.multiply(w, x, into: &y, rows: features, inner: features, columns: chains)
      }
    }
  }

  private func fastest(_ body: () -> Void) -> Double {
    (0..<5).map { _ in
      let start = Date()
      body()
      return Date().timeIntervalSince(start)
    }.min() ?? .infinity
  }
}

extension Thread {
  /// Starts work on a thread of its own; the semaphore is signalled when it is done.
  fileprivate static func running(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
    let done = DispatchSemaphore(value: 0)
    Thread {
      body()
      done.signal()
    }.start()
    return done
  }
}
