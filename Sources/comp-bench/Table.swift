import ArgumentParser
import CompKit
import Foundation

/// `comp-bench table`: the workloads of `benchmarks/`, each beside the same in JAX.
struct Table: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the workloads, and the peers where benchmarks/setup.sh has installed them.")

  @Option(help: "The folder of the workloads.")
  var folder = "benchmarks"

  @Option(help: "How many threads may work.")
  var threads = 2

  @Option(help: "Runs after the first; the fastest counts.")
  var runs = 3

  @Flag(help: "Leave the peers out.")
  var alone = false

  private static let workloads = ["gaussian_product", "ring_box", "correlated_factors", "ais"]

  func run() throws {
    print(row("workload", "seconds", "JAX", "times JAX"))
    for name in Self.workloads {
      let own = try seconds(name)
      let peer = alone ? nil : peerSeconds(name)
      print(
        row(
          name, format(own), peer.map(format) ?? "-", peer.map { format($0 / own) } ?? "-"))
    }
    print(row("cold", format(try coldSeconds()), "-", "-"))
  }

  private func row(_ cells: String...) -> String {
    cells.enumerated().map { index, cell in
      let width = index == 0 ? 22 : 10
      let blank = String(repeating: " ", count: max(0, width - cell.count))
      return index == 0 ? cell + blank : blank + cell
    }.joined()
  }

  private func format(_ value: Double) -> String { String(format: "%.3f", value) }

  /// The fastest run of a program whose kernels are compiled.
  private func seconds(_ name: String) throws -> Double {
    let path = "\(folder)/\(name).comp"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let options = RunOptions(threads: threads)
    let program = Comp.compile(text, name: path, options: options)
    var fastest = Double.infinity
    for run in 0...runs {
      let start = Date()
      try Comp.run(program, options: options)
      if run > 0 { fastest = min(fastest, Date().timeIntervalSince(start)) }
    }
    return fastest
  }

  /// What the script of the peer prints for a workload; nil where it is not installed.
  private func peerSeconds(_ name: String) -> Double? {
    let python = "\(folder)/.peers/bin/python"
    guard FileManager.default.isExecutableFile(atPath: python),
      let output = output(python, ["\(folder)/peer_jax.py", name])
    else { return nil }
    return output.split(separator: " ").last.flatMap {
      Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  /// The whole process of a script that draws 1,000 samples by 100 steps: the fastest of five.
  private func coldSeconds() throws -> Double {
    let comp = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("comp").path
    var fastest = Double.infinity
    for _ in 0..<5 {
      let start = Date()
      guard output(comp, ["run", "\(folder)/cold.comp"]) != nil else {
        throw ValidationError("build the command first: swift build -c release --product comp")
      }
      fastest = min(fastest, Date().timeIntervalSince(start))
    }
    return fastest
  }

  private func output(_ path: String, _ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return nil }
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
