import ArgumentParser
import CompAccuracy
import CompIR
import CompRuntime
import Foundation

/// `comp-bench elementary`: accuracy and speed of the vector code of element-wise functions.
struct Elementary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the largest error and the speed of element-wise functions.",
    discussion: """
      In float a function of one is tried on every float there is, against the C library in double; one \
      of two, and all in double, on random points and the neighbourhood of those where functions turn, \
      against the C library in extended precision. Speed is that of one core, in values a second.
      """)

  @Argument(help: "exp, log, power, …; none: all.")
  var functions: [String] = []

  @Option(help: "float, double; none: both.")
  var precision: String?

  @Option(help: "Take every n-th float.")
  var stride = 1

  @Option(help: "Points where not every number can be tried.")
  var samples = 20_000_000

  @Flag(help: "Measure speed alone.")
  var speed = false

  func run() throws {
    let chosen = try functions.map { name in
      guard let function = ScalarFunction(rawValue: name).flatMap({ AccurateFunction($0) }) else {
        throw ValidationError("'\(name)' is no function with vector code")
      }
      return function
    }
    let precisions = try precision.map { name in
      guard let precision = Precision(rawValue: name) else {
        throw ValidationError("'\(name)' is no precision")
      }
      return [precision]
    }
    for precision in precisions ?? Precision.allCases {
      let target = try VectorTarget.host(precision)
      print("\(precision), \(target.lanes) lanes")
      for function in chosen.isEmpty ? AccurateFunction.all : chosen {
        try report(function, target)
      }
      if chosen.isEmpty {
        for workload in Throughput.workloads {
          print(line(workload.name, try workload.perSecond(target), ""))
        }
      }
    }
  }

  private func report(_ function: AccurateFunction, _ target: VectorTarget) throws {
    let perSecond = try Throughput(function).perSecond(target)
    guard !speed else { return print(line(function.name, perSecond, "")) }
    let sweep = try ErrorSweep(function, target)
    let worst =
      target.precision == .float && function.arity == 1
      ? sweep.floats(stride: stride) : sweep.samples(count: samples, seed: 1)
    let place = worst.operands.map { "\($0)" }.joined(separator: ", ")
    let mark = worst.ulps > function.bound ? "  ABOVE \(function.bound)" : ""
    print(
      line(
        function.name, perSecond,
        String(format: "%8.3f ulp", worst.ulps) + " at \(place): \(worst.value)" + mark))
    fflush(nil)
  }

  private func line(_ name: String, _ perSecond: Double, _ rest: String) -> String {
    name.padding(toLength: 14, withPad: " ", startingAt: 0)
      + String(format: "%7.3f G/s  ", perSecond * 1e-9) + rest
  }
}
