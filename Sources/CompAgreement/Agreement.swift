import CompIR
import CompRuntime

/// How far machine code and the reference evaluator agree.
package struct Agreement: Sendable {
  /// Values that were compared, and those of which nothing could be said.
  package private(set) var compared = 0
  package private(set) var undetermined = 0
  /// Of those that were compared, how many had a bound below 2⁻¹² (2⁻⁴⁰ in double) of themselves, or
  /// of one.
  package private(set) var tight = 0
  /// The largest difference, as a part of its bound.
  package private(set) var worst = 0.0
  /// What disagrees.
  package private(set) var complaints: [String] = []

  package init() {}

  /// Takes up one more comparison.
  package static func += (a: inout Agreement, b: Agreement) {
    a.compared += b.compared
    a.undetermined += b.undetermined
    a.tight += b.tight
    a.worst = max(a.worst, b.worst)
    a.complaints += b.complaints
  }

  /// Compares values with those of the reference evaluator.
  ///
  /// - Parameters:
  ///   - found: in a precision.
  ///   - bounded: as the running error analysis has them in that precision.
  ///   - own: the same of the reference evaluator, which rounds too.
  package mutating func compare(
    _ name: String, _ found: [Double], _ reference: [Double], _ bounded: [Bounded],
    own: [Bounded], _ precision: Precision
  ) {
    let small = precision == .float ? 0x1p-12 : 0x1p-40
    for place in found.indices {
      let bound = bounded[place].error + own[place].error
      guard bound < .infinity else {
        undetermined += 1
        continue
      }
      compared += 1
      if bound <= small * max(1, abs(reference[place])) { tight += 1 }
      let (x, y) = (found[place], reference[place])
      if x == y || x.isNaN && y.isNaN { continue }
      let distance = abs(x - y)
      if distance <= bound {
        worst = max(worst, distance / bound)
      } else if complaints.count < 4 {
        complaints.append(
          "\(name)[\(place)] in \(precision): \(x), not \(y), which may be off by \(bound)")
      }
    }
  }

  /// The results of a function, carried out once.
  ///
  /// - Parameter arguments: of which varying ones are rounded to the target's precision first.
  package init(
    of function: IRFunction, _ arguments: [ReferenceProgram.Argument], chains: Range<Int>,
    seed: UInt64 = 5, step: UInt64 = 3, _ target: VectorTarget
  ) throws {
    let precision = target.precision
    let rounded = arguments.map { $0.rounded(to: precision) }
    let key = RandomKey(seed: seed, step: step, precision: precision)
    let native = try NativeKernel(function, .evaluate, target).evaluate(
      rounded, chains: chains, key: key)
    let reference = ReferenceProgram(function).run(rounded, chains: chains, key: key)
    let bounds = [precision, .double].map {
      RunningError(function, $0).run(rounded.map(\.bounded), chains: chains, key: key)
    }
    for (index, result) in function.results.enumerated() {
      compare(
        "\(function.name).\(result.name)", native[index].values, reference[index].values,
        bounds[0][index].values, own: bounds[1][index].values, precision)
    }
  }
}

extension ReferenceProgram.Argument {
  var bounded: RunningError.Argument {
    switch self {
    case .uniform(let tensor): .uniform(tensor)
    case .varying(let columns): .varying(BoundedColumns(columns))
    }
  }
}
