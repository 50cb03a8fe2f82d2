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
    let options = RunOptions(threads: threads, foldsFactors: foldsFactors).unconfined
    let program = Comp.compile(text, name: path, options: options)
    return try fastest(of: runs) { try Comp.run(program, options: options) }
  }

  /// The same of a whole process of the command.
  private func processSeconds(_ path: String, threads: Int, runs: Int) throws -> Double {
    let command = Self.command
    return try fastest(of: runs) {
      // The shell becomes the command.
      try finish(
        "/bin/sh",
        [
          "-c", "exec \"$0\" \"$@\" > /dev/null", command, "run", "--threads", "\(threads)", path,
        ])
    }
  }

  /// The command that `make` builds, as people use it, where that was done; else the one that is built
  /// beside this one.
  private static var command: String {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let platform = beside.deletingLastPathComponent()
    let product = platform.deletingLastPathComponent().appendingPathComponent(
      "product/\(platform.lastPathComponent)/\(beside.lastPathComponent)/comp"
    ).path
    return FileManager.default.isExecutableFile(atPath: product)
      ? product : beside.appendingPathComponent("comp").path
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
