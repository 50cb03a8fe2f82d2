import ArgumentParser
import CompKit
import Foundation

/// `comp-bench growth`: how time grows with chains, steps, dimensions, factors and threads.
struct Growth: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time one program at several sizes.",
    discussion: """
      A row tells a size, the seconds of the fastest run after the first, nanoseconds for each \
      transition of each chain, what the first run took beyond that (checking and compiling), and the \
      slope: the power of the size with which time has grown since the row before.
      """)

  @Argument(help: "chains, steps, dimensions, factors, threads; none: all.")
  var names: [String] = []

  @Option(help: "Runs after the first; the fastest counts.")
  var runs = 3

  func validate() throws {
    for name in names where !GrowingProgram.all.contains(where: { $0.name == name }) {
      throw ValidationError("'\(name)' is nothing that can be made larger here")
    }
  }

  func run() throws {
    for program in GrowingProgram.all where names.isEmpty || names.contains(program.name) {
      show([program.name, "seconds", "ns", "first", "slope"])
      show(["---:", "---:", "---:", "---:", "---:"])
      var previous: (size: Int, seconds: Double)?
      for size in program.sizes {
        let (fastest, first) = try seconds(of: program, size)
        let slope = previous.map {
          log(fastest / $0.seconds) / log(Double(size) / Double($0.size))
        }
        show([
          "\(size)", String(format: "%.3f", fastest),
          String(format: "%.2f", fastest / Double(program.transitions(size)) * 1e9),
          String(format: "%.2f", first - fastest), slope.map { String(format: "%.2f", $0) } ?? "",
        ])
        previous = (size, fastest)
      }
      print("")
    }
  }

  private func seconds(
    of program: GrowingProgram, _ size: Int
  ) throws -> (fastest: Double, first: Double) {
    let options = RunOptions(threads: program.threads(size)).unconfined
    var times: [Double] = []
    for _ in 0...runs {
      let start = Date()
      let compiled = Comp.compile(program.text(size), name: program.name, options: options)
      try Comp.run(compiled, options: options)
      times.append(Date().timeIntervalSince(start))
    }
    return (times.dropFirst().min() ?? .infinity, times[0])
  }

  /// A row of a table in Markdown.
  private func show(_ cells: [String]) {
    let padded = cells.map { String(repeating: " ", count: max(0, 10 - $0.count)) + $0 }
    print("| " + padded.joined(separator: " | ") + " |")
    fflush(nil)
  }
}

/// A program that can be made larger in one way.
private struct GrowingProgram {
  let name: String
  let sizes: [Int]
  /// Transitions of all chains.
  let transitions: @Sendable (Int) -> Int
  var threads: @Sendable (Int) -> Int = { _ in 2 }
  let text: @Sendable (Int) -> String

  static let all = [
    GrowingProgram(
      name: "chains", sizes: [100, 1_000, 10_000, 100_000, 1_000_000],
      transitions: { $0 * 200 }, text: { ring(chains: $0, steps: 200) }),
    GrowingProgram(
      name: "steps", sizes: [10, 100, 1_000, 10_000], transitions: { $0 * 10_000 },
      text: { ring(chains: 10_000, steps: $0) }),
    GrowingProgram(
      name: "dimensions", sizes: [2, 4, 8, 16, 32, 64, 128, 256, 512],
      transitions: { _ in 4_096 * 100 },
      text: { dimension in
        """
        variable x: R[\(dimension)]
        component tails = student_t(df: 5) on x
        component center = gaussian(mean: [0 for i in 0..<\(dimension)], std: [1 + i / \(dimension) \
        for i in 0..<\(dimension)]) on x
        let draws = sample(center * tails, count: 4_096, using: hmc(step_size: 0.1, leapfrog: 10, \
        steps: 100, jitter: 0.001), seed: 1)
        """
      }),
    GrowingProgram(
      name: "factors", sizes: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      transitions: { _ in 10_000 * 500 },
      text: { factors in
        """
        component bowl(c: R[2]) over x: R[2] { energy = sum(log1p((x - c) ^ 2)) }
        let all = product([bowl([cos(k), sin(k)]) for k in 0..<\(factors)])
        let draws = sample(all, count: 10_000, using: mala(step_size: 0.01, steps: 500), seed: 1)
        """
      }),
    GrowingProgram(
      name: "threads", sizes: [1, 2], transitions: { _ in 100_000 * 200 }, threads: { $0 },
      text: { _ in ring(chains: 100_000, steps: 200) }),
  ]

  /// Eight Gaussians on a ring, and a box with soft walls, by MALA.
  private static func ring(chains: Int, steps: Int) -> String {
    """
    component ring = gaussian_mixture([[2 * cos(k * pi / 4), 2 * sin(k * pi / 4)] for k in 0..<8], \
    [0.3 for k in 0..<8], [1 for k in 0..<8])
    component box_walls over x: R[2] {
      energy = sum(softplus(10 * (x - 2)) + softplus(10 * (-2 - x)))
    }
    let draws = sample(ring * box_walls, count: \(chains), using: mala(step_size: 0.01, \
    steps: \(steps)), seed: 1)
    """
  }
}
