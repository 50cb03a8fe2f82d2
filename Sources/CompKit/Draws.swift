import CompIR
import CompLanguage
import CompPlot
import CompRuntime

/// Draws as a caller sees them.
public struct Draws: Sendable {
  let samples: Samples
  init(_ samples: Samples) { self.samples = samples }

  /// The number of draws over all chains.
  public var count: Int { samples.count }
  public var chains: Int { samples.chains }
  public var drawsPerChain: Int { samples.drawsPerChain }
  /// `x`, `y`: the names of the variables.
  public var variableNames: [String] { samples.space.names }
  /// `x[0]`, `x[1]`, `y`: a name for each free coordinate.
  public var coordinateNames: [String] { samples.space.members.flatMap(\.columnNames) }

  /// All values of one coordinate, chain after chain; nil if there is none of that name.
  public func values(of coordinate: String) -> [Double]? {
    coordinateNames.firstIndex(of: coordinate).map { samples.columns[$0] }
  }

  /// All values of one variable, draw after draw, row-major, and the shape `[count, shape…]`; nil if
  /// there is none of that name. Labels are their places in the variable's list, from 0.
  public func tensor(of variable: String) -> (shape: [Int], values: [Double])? {
    samples.values(of: variable).map { ($0.shape.dimensions, $0.values) }
  }

  /// The labels that a variable takes, in the order of their places; nil if it takes none.
  public func labels(of variable: String) -> [String]? {
    guard case .labels(let names)? = samples.space.member(variable)?.variable.domain else {
      return nil
    }
    return names
  }

  /// A picture of the draws as SVG, which follows the reader's light or dark theme.
  public func svg(_ kind: PlotKind = .standard) -> String { picture(kind).svg() }

  /// The same as a PNG file, light, with two pixels to a point.
  ///
  /// - Throws: `FileError`, where this machine has no cairo, which draws it.
  public func png(_ kind: PlotKind = .standard) throws -> [UInt8] { try picture(kind).png() }

  /// The sampler as the program would write it.
  public var sampler: String { samples.sampler }
  /// The mean acceptance after the warmup; nil for exact draws.
  public var acceptance: Double? { samples.acceptance }
  public var divergences: Int { samples.divergences }
  /// The values to which the warmup tuned parameters of the sampler; in the scales of the
  /// coordinates, which it learned too.
  public var tuned: [String: Double] {
    Dictionary(samples.tuned.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }
  /// Whether the run was stopped before all draws were made.
  public var isPartial: Bool { samples.isPartial }

  /// The statistics of each coordinate. A coordinate that takes labels has a row for the share of each label,
  /// such as `c = red`.
  public var summary: [CoordinateSummary] {
    statisticRows(of: samples, rows(of: samples)).map(CoordinateSummary.init)
  }
  /// The summary as a table, with a verdict, as `print(summary(draws))` shows it.
  public var summaryText: String { summarize(samples).text }
  /// The summary as a value for programs to read, as `--json` prints it.
  public var summaryValue: OutputValue {
    OutputValue(.report(summarize(samples))) { _ in "" }
  }
}

/// The statistics of one coordinate, or of the share of one of its labels.
public struct CoordinateSummary: Sendable {
  public let name: String
  public let mean: Double
  public let std: Double
  /// The standard error of the mean.
  public let mcse: Double
  /// The quantiles at 5, 25, 50, 75 and 95 %.
  public let quantiles: [Double]
  /// Effective sample sizes for the centre and for the tails.
  public let essBulk: Double
  public let essTail: Double
  /// Rank-normalised split R-hat; nested R-hat where each chain gives a draw or a few.
  public let rHat: Double

  init(_ row: SummaryRow) {
    name = row.name
    mean = row.mean
    std = row.std
    mcse = row.mcse
    quantiles = row.quantiles
    essBulk = row.essBulk
    essTail = row.essTail
    rHat = row.rHat
  }
}
