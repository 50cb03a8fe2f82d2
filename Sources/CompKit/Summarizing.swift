import CompIR
import CompRuntime
import CompSemantics

/// The summary of draws: a table for people, values for programs.
func summarize(_ samples: Samples) -> Report {
  let rows = rows(of: samples)
  let header =
    ["", "mean", "std", "mcse"] + SummaryRow.levels.map { "\(formatReal($0 * 100))%" }
    + ["ess_bulk", "ess_tail", "r_hat"]
  let table = rows.map { row in
    [row.name, formatReal(row.mean), formatReal(row.std), formatReal(row.mcse)]
      + row.quantiles.map(formatReal)
      + [
        formatReal(row.essBulk.rounded()), formatReal(row.essTail.rounded()), formatReal(row.rHat),
      ]
  }
  var text = "\(samples.count) draws"
  if !samples.isExact { text += " in \(samples.chains) chain\(samples.chains == 1 ? "" : "s")" }
  text += " by \(samples.sampler)"
  if let acceptance = samples.acceptance { text += ", acceptance \(formatReal(acceptance))" }
  if let size = samples.weightedSize {
    text += ", drawn again by their weights, which are worth \(formatReal(size.rounded())) draws"
  }
  if samples.divergences > 0 { text += ", \(samples.divergences) divergences" }
  for (name, value) in samples.tuned {
    text += ", \(name) tuned to \(formatReal(value))"
    if samples.scales != nil { text += " in the scales of the coordinates" }
  }
  for rejection in samples.rejections {
    text +=
      "\nrejected for want of a finite energy: '\(rejection.component)' (\(rejection.place)): \(rejection.infinite) infinite, \(rejection.notANumber) NaN"
  }
  let doubts = doubts(rows, samples)
  if !doubts.isEmpty { text += "\n" + told(doubts) }
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

/// Doubts as they are told.
func told(_ doubts: [String]) -> String {
  "not yet to be trusted: " + doubts.joined(separator: "; ")
}

/// What speaks against believing a run, in words; nothing where all is well.
func doubts(_ rows: [SummaryRow], _ samples: Samples) -> [String] {
  guard !samples.isExact else { return [] }
  var doubts: [String] = []
  if let worst = rows.filter({ $0.rHat > $0.limit }).max(by: { $0.rHat < $1.rHat }) {
    let isNested = samples.drawsPerChain < 4
    doubts.append(
      "r_hat of \(worst.name) is \(formatReal(worst.rHat)), above \(formatReal(worst.limit)): "
        + (isNested
          ? "the chains remember where they began, so more steps are needed"
          : "the chains do not agree, so longer ones are needed"))
  }
  if let size = samples.weightedSize, size < 100 {
    doubts.append(
      "the weights are worth \(formatReal(size.rounded())) draws, too few for their errors to be known: more temperatures are needed"
    )
  }
  if samples.drawsPerChain >= 4, let worst = rows.min(by: { $0.essBulk < $1.essBulk }),
    worst.essBulk < 100
  {
    doubts.append(
      "\(worst.name) has an effective size of \(formatReal(worst.essBulk.rounded())), too few for its error to be known"
    )
  }
  if samples.divergences > 0 {
    doubts.append(
      "\(samples.divergences) divergent transitions tell of a place that the steps are too long for"
    )
  }
  return doubts
}

func rows(of samples: Samples) -> [SummaryRow] {
  zip(samples.space.members.flatMap(\.columnNames), samples.columns).map {
    SummaryRow(
      name: $0, values: $1, chains: samples.chains, weightedSize: samples.weightedSize)
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
