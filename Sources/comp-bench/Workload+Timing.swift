import CompKit
import Foundation

extension Workload {
  /// The seconds of the fastest run.
  ///
  /// - Parameters:
  ///   - folder: where the program is.
  ///   - runs: how many count; one more goes before them, in which kernels are compiled.
  func seconds(in folder: String, threads: Int, runs: Int) throws -> Double {
    let path = "\(folder)/\(name).comp"
    if isProcess { return try processSeconds(path, threads: threads, runs: runs) }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let options = RunOptions(threads: threads, foldsFactors: foldsFactors)
    let program = Comp.compile(text, name: path, options: options)
    return try fastest(of: runs) { try Comp.run(program, options: options) }
  }

  /// The same of a whole process of the command, which is built beside this one.
  private func processSeconds(_ path: String, threads: Int, runs: Int) throws -> Double {
    let command = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("comp").path
    return try fastest(of: runs) {
      _ = try output(of: command, ["run", "--threads", "\(threads)", path])
    }
  }

  private func fastest(of runs: Int, _ body: () throws -> Void) throws -> Double {
    var fastest = Double.infinity
    for run in 0...runs {
      let start = Date()
      try body()
      if run > 0 { fastest = min(fastest, Date().timeIntervalSince(start)) }
    }
    return fastest
  }
}
