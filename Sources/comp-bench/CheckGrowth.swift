import ArgumentParser
import CompKit
import Foundation

/// `comp-bench check`: how the time of a check grows with the length of the program.
struct CheckGrowth: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check one program at several lengths.",
    discussion: """
      A row holds a size, the seconds of the fastest check, microseconds for each unit of the size, and the \
      slope: the power of the size with which time has grown since the row before. A slope of 1 is linear.
      """)

  @Argument(help: "The programs; none: all.")
  var names: [String] = []

  @Option(help: "Checks of each size; the fastest counts.")
  var runs = 3

  func validate() throws {
    for name in names where CheckedProgram.all[name] == nil {
      throw ValidationError(
        "'\(name)' is none of \(CheckedProgram.all.keys.sorted().joined(separator: ", "))")
    }
  }

  func run() throws {
    for name in names.isEmpty ? CheckedProgram.all.keys.sorted() : names {
      guard let text = CheckedProgram.all[name] else { continue }
      print("| \(name) | seconds | µs | slope |\n| ---: | ---: | ---: | ---: |")
      var previous: (size: Int, seconds: Double)?
      for size in CheckedProgram.sizes {
        let seconds = try fastest(text(size), name: name)
        let slope = previous.map { log(seconds / $0.seconds) / log(Double(size) / Double($0.size)) }
        print(
          "| \(size) | \(String(format: "%.3f", seconds)) | "
            + "\(String(format: "%.1f", seconds / Double(size) * 1e6)) | "
            + "\(slope.map { String(format: "%.2f", $0) } ?? "") |")
        fflush(nil)
        previous = (size, seconds)
      }
      print("")
    }
  }

  private func fastest(_ text: String, name: String) throws -> Double {
    var fastest = Double.infinity
    for _ in 0..<max(runs, 1) {
      let start = Date()
      let program = Comp.compile(text, name: name)
      fastest = min(fastest, Date().timeIntervalSince(start))
      guard program.isValid else {
        throw ValidationError("'\(name)' is no program: \(program.diagnostics)")
      }
    }
    return fastest
  }
}

/// Programs that can be made longer, by name.
private enum CheckedProgram {
  static let sizes = [1_000, 2_000, 4_000, 8_000, 16_000]

  static let all: [String: @Sendable (Int) -> String] = [
    "statements": { size in
      (0..<size).map { "let a\($0) = \($0) + 1" }.joined(separator: "\n")
    },
    "functions": { size in
      "func f0(x: Real) = x\n"
        + (1..<size).map { "func f\($0)(x: Real) = f\($0 - 1)(x) + 1" }.joined(separator: "\n")
    },
    "components": { size in
      (0..<size).map {
        "component c\($0)(a: Real = \($0)) over x: Real { energy = (x - a) ^ 2 }"
      }.joined(separator: "\n")
    },
    "gaussian chain": { size in
      """
      variable path: R[\(size)]
      component spring(k: Real) over (a: Real, b: Real) { energy = k * (a - b) ^ 2 / 2 }
      let p = gaussian(0, 1) on path[0]
        * product([spring(4) on (path[t], path[t + 1]) for t in 0..<\(size - 1)])
      let s = sample(p, count: 10)
      """
    },
    "chain": { size in
      """
      variable path: R[\(size)]
      component spring(k: Real) over (a: Real, b: Real) { energy = k * log1p((a - b) ^ 2) }
      let p = gaussian(0, 1) on path[0]
        * product([spring(4) on (path[t], path[t + 1]) for t in 0..<\(size - 1)])
      let s = sample(p, count: 10, using: hmc())
      """
    },
    "product in a loop": { size in
      """
      variable path: R[\(size)]
      var p = gaussian(0, 1) on path[0]
      for t in 1..<\(size) { p = p * gaussian(path[t - 1], 1) on path[t] }
      let s = sample(p, count: 10)
      """
    },
    "mixture": { size in
      """
      let p = mixture([gaussian(i, 1) for i in 0..<\(size)])
      let s = sample(p, count: 10)
      """
    },
    "assignments": { size in
      """
      var x = zeros(\(size))
      for i in 0..<\(size) { x[i] = 2.0 * i }
      """
    },
    "indices": { size in
      """
      let names = ["n\\(i)" for i in 0..<\(size)]
      let copies = [names[i] for i in 0..<\(size)]
      """
    },
  ]
}
