import CompLanguage
import CompModel
import CompRuntime
import CompSource

/// One of two sets of draws or rows that are compared: its columns with their moments.
struct ComparedSide: Sendable {
  /// The variables, in the order in which they are compared.
  private let space: Space
  /// For each coordinate of `space` its values, chain after chain.
  private let values: [[Double]]
  /// How many chains there are; of independent rows as many as rows.
  private let chains: Int
  private let weightedSize: Double?

  /// Returns for each number that is compared its values and their summary.
  ///
  /// Takes seconds for millions of values: call it where it can be cancelled.
  func measured() -> (rows: [SummaryRow], columns: [[Double]]) {
    let names = space.members.flatMap { member in
      member.columnNames.map { (name: $0, domain: member.domain) }
    }
    let columns = zip(names, values).flatMap { $0.domain.statisticColumns($1, named: $0.name) }
    let rows = columns.map {
      SummaryRow(name: $0.name, values: $0.values, chains: chains, weightedSize: weightedSize)
    }
    return (rows, columns.map(\.values))
  }

  /// The values of draws or data over the variables of a space.
  ///
  /// - Returns: nil for a value that is known only when running.
  /// - Throws: a `Diagnostic` where values are missing or not finite, or are labels that the space has not.
  init?(_ value: Value, over space: Space, at span: Span, _ interpreter: Interpreter) throws {
    let chains: Int
    var weightedSize: Double?
    switch value {
    case .samples(let samples):
      (chains, weightedSize) = (samples.chains, samples.weightedSize)
    case .data(let data): chains = data.rows
    default: return nil
    }
    let columns = try interpreter.columns(of: value, over: space, at: span)
    let names = space.members.flatMap(\.columnNames)
    for (name, column) in zip(names, columns) {
      if let odd = column.first(where: { !$0.isFinite }) {
        throw Diagnostic.valueOutOfDomain(
          "the value \(formatReal(odd)) of '\(name)'", at: span,
          expected: "finite numbers, which alone have means and distances")
      }
    }
    self.space = space
    values = columns
    self.chains = chains
    self.weightedSize = weightedSize
  }
}
