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
