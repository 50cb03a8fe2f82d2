import CompIR
import CompLanguage
import CompRuntime
import CompSource

/// The summary of draws: a table for people, values for programs.
func summarize(_ samples: Samples) -> Report {
  let codes = rows(of: samples)
  let rows = statisticRows(of: samples, codes)
  let header =
    ["", "mean", "std", "mcse"] + SummaryRow.levels.map { "\(formatReal($0 * 100))%" }
    + ["ess_bulk", "ess_tail", "r_hat"]
  let table = rows.map { row in
    [
      row.name, formatReal(row.mean, resolving: row.std), formatKnown(row.std),
      formatKnown(row.mcse),
    ]
      + row.quantiles.map { formatReal($0, resolving: row.std) }
      + [row.essBulk.rounded(), row.essTail.rounded(), row.rHat].map { formatKnown($0) }
  }
  var text = "\(samples.count) \(samples.count == 1 ? "draw" : "draws")"
  if !samples.isExact { text += " in \(samples.chains) chain\(samples.chains == 1 ? "" : "s")" }
  text += " by \(samples.sampler)"
  if let acceptance = samples.acceptance { text += ", acceptance \(formatReal(acceptance))" }
  if let size = samples.weightedSize {
    text += ", resampled by weights of effective sample size \(formatReal(size.rounded()))"
  }
  if samples.divergences > 0 { text += ", \(counted(samples.divergences, "divergence"))" }
  if samples.health.neverMoved > 0 {
    text += ", \(samples.health.neverMoved) of \(samples.chains) chains never moved"
  }
  for (name, value) in samples.tuned {
    text += ", \(name) tuned to \(formatReal(value))"
    if samples.scales != nil { text += " in the scales of the coordinates" }
  }
  for rejection in samples.rejections.sorted(by: { $0.count > $1.count }) {
    text +=
      "\nproposals rejected where the energy of '\(rejection.component)' (\(rejection.place)) is not finite: \(rejection.infinite) infinite, \(rejection.notANumber) NaN"
  }
  let doubts = doubts(codes, samples)
  if !doubts.isEmpty { text += "\n" + distrust(doubts) }
  func column(_ value: (SummaryRow) -> Double) -> Value {
    rows.count == 1 ? .real(value(rows[0])) : .tensor(Tensor(rows.map(value)))
  }
  return Report(
    name: "Summary", table: [header] + table, remarks: text,
    fields: [
      ("mean", column(\.mean)), ("std", column(\.std)), ("mcse", column(\.mcse)),
      ("ess_bulk", column(\.essBulk)), ("ess_tail", column(\.essTail)), ("r_hat", column(\.rHat)),
      ("acceptance", .real(samples.acceptance ?? 1)),
      ("divergences", .integer(samples.divergences)), ("trusted", .boolean(doubts.isEmpty)),
    ])
}

/// A statistic in digits, or `n/a` where there are too few draws for it.
func formatKnown(_ value: Double, digits: Int = 6) -> String {
  value.isNaN ? "n/a" : formatReal(value, digits: digits)
}

/// A row for each coordinate; of a label's code, which tells whether chains agree, and no more.
func rows(of samples: Samples) -> [SummaryRow] {
  zip(samples.space.members.flatMap(\.columnNames), samples.columns).map {
    SummaryRow(
      name: $0, values: $1, chains: samples.chains, weightedSize: samples.weightedSize)
  }
}

/// A row for each coordinate, and for each label of one that takes labels the share of the draws that have it.
func statisticRows(of samples: Samples, _ rows: [SummaryRow]) -> [SummaryRow] {
  let domains = samples.space.members.flatMap { member in
    member.columnNames.map { _ in member.domain }
  }
  return rows.indices.flatMap { index -> [SummaryRow] in
    let columns = domains[index].statisticColumns(samples.columns[index], named: rows[index].name)
    guard columns.count > 1 else { return [rows[index]] }
    return columns.map {
      SummaryRow(
        name: $0.name, values: $0.values, chains: samples.chains, weightedSize: samples.weightedSize
      )
    }
  }
}

extension Report {
  /// A table with what is to be said of it.
  init(
    name: String, table: [[String]], remarks: String, fields: [(name: String, value: Value)]
  ) {
    self.init(
      name: name, text: alignedTable(table) + "\n" + remarks, fields: fields, table: table,
      remarks: remarks)
  }
}
