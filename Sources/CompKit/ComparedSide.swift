import CompRuntime
import CompSemantics
import CompSource

/// One of two sets of draws or rows that are compared: its columns with their moments.
struct ComparedSide: Sendable {
  private(set) var rows: [SummaryRow] = []
  private(set) var columns: [[Double]] = []

  /// - Parameters:
  ///   - space: the variables, in the order in which they are compared.
  ///   - values: for each coordinate of `space` its values, chain after chain.
  ///   - chains: how many chains there are; of independent rows as many as rows.
  private init(
    _ space: Space, _ values: [[Double]], chains: Int, weightedSize: Double? = nil
  ) {
    var index = 0
    for member in space.members {
      for name in member.columnNames {
        for (name, column) in Self.numbers(values[index], member.domain, named: name) {
          rows.append(
            SummaryRow(name: name, values: column, chains: chains, weightedSize: weightedSize))
          columns.append(column)
        }
        index += 1
      }
    }
  }

  /// Numbers as they are; of labels for each label the rows that have it, as ones among zeros.
  private static func numbers(_ values: [Double], _ domain: Domain, named name: String) -> [(
    String, [Double]
  )] {
    guard case .labels(let labels) = domain else { return [(name, values)] }
    return labels.enumerated().map { place, label in
      ("\(name) = \(label)", values.map { $0 == Double(place) ? 1 : 0 })
    }
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
    self.init(space, columns, chains: chains, weightedSize: weightedSize)
  }
}
