import CompIR
import CompRuntime
import CompSemantics
import CompSource
import Foundation

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
  var text = alignedTable([header] + table)
  text += "\n\(samples.count) draws"
  if !samples.isExact { text += " in \(samples.chains) chain\(samples.chains == 1 ? "" : "s")" }
  text += " by \(samples.sampler)"
  if let acceptance = samples.acceptance { text += ", acceptance \(formatReal(acceptance))" }
  if samples.divergences > 0 { text += ", \(samples.divergences) divergences" }
  for (name, value) in samples.tuned { text += ", \(name) tuned to \(formatReal(value))" }
  for rejection in samples.rejections {
    text +=
      "\nrejected for want of a finite energy: '\(rejection.component)' (\(rejection.place)): \(rejection.infinite) infinite, \(rejection.notANumber) NaN"
  }
  let doubts = doubts(rows, samples)
  if !doubts.isEmpty { text += "\nnot yet to be trusted: " + doubts.joined(separator: "; ") }
  func column(_ value: (SummaryRow) -> Double) -> Value {
    rows.count == 1 ? .real(value(rows[0])) : .tensor(Tensor(rows.map(value)))
  }
  return Report(
    name: "Summary", text: text,
    fields: [
      ("mean", column(\.mean)), ("std", column(\.std)), ("mcse", column(\.mcse)),
      ("ess_bulk", column(\.essBulk)), ("ess_tail", column(\.essTail)), ("r_hat", column(\.rHat)),
      ("acceptance", .real(samples.acceptance ?? 1)),
      ("divergences", .integer(samples.divergences)), ("trusted", .boolean(doubts.isEmpty)),
    ])
}

/// What speaks against believing a run, in words; nothing where all is well.
private func doubts(_ rows: [SummaryRow], _ samples: Samples) -> [String] {
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
    SummaryRow(name: $0, values: $1, chains: samples.chains)
  }
}

/// `.chain`, `.draw`, then a column for each free coordinate; labels by their names.
func csvText(_ samples: Samples) -> String {
  let names = samples.space.members.flatMap(\.columnNames)
  let labels = samples.space.members.flatMap { member -> [[String]?] in
    var list: [String]?
    if case .labels(let names) = member.variable.domain { list = names }
    return Array(repeating: list, count: member.elements.count)
  }
  var text = ([".chain", ".draw"] + names).joined(separator: ",") + "\n"
  for row in 0..<samples.count {
    text += "\(row / samples.drawsPerChain),\(row % samples.drawsPerChain)"
    for (column, values) in samples.columns.enumerated() {
      let value = values[row]
      if let labels = labels[column], let index = Int(exactly: value),
        labels.indices.contains(index)
      {
        text += "," + labels[index]
      } else if let whole = Int(exactly: value) {
        text += ",\(whole)"
      } else {
        text += ",\(value)"
      }
    }
    text += "\n"
  }
  return text
}

/// What is needed to make the same draws again.
func sidecar(_ samples: Samples, program: SourceFile) throws -> String {
  var object: [String: Any] = [
    "program": program.text, "file": program.name, "seed": String(samples.seed),
    "version": Comp.version, "plan": samples.plan, "sampler": samples.sampler,
    "chains": samples.chains, "draws_per_chain": samples.drawsPerChain,
    "divergences": samples.divergences,
    "tuned": Dictionary(samples.tuned.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
  ]
  if let acceptance = samples.acceptance { object["acceptance"] = acceptance }
  let data = try JSONSerialization.data(
    withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
  return String(decoding: data, as: UTF8.self) + "\n"
}

/// Writes a text whole or not at all.
package func writeWhole(_ text: String, to path: String) throws {
  try writeWhole(Array(text.utf8), to: path)
}

/// Writes a file whole or not at all: beside its place first, then renamed.
package func writeWhole(_ bytes: [UInt8], to path: String) throws {
  let target = URL(fileURLWithPath: path)
  try FileManager.default.createDirectory(
    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
  let temporary = target.deletingLastPathComponent().appendingPathComponent(
    ".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part")
  do {
    guard FileManager.default.createFile(atPath: temporary.path, contents: nil) else {
      throw CSVError(description: "the folder cannot be written to")
    }
    let handle = try FileHandle(forWritingTo: temporary)
    try handle.write(contentsOf: Data(bytes))
    try handle.synchronize()
    try handle.close()
    guard rename(temporary.path, target.path) == 0 else {
      throw CSVError(description: String(cString: strerror(errno)))
    }
  } catch {
    try? FileManager.default.removeItem(at: temporary)
    throw error
  }
}

/// What is wrong with a file, in words.
package struct CSVError: Error, CustomStringConvertible {
  package var description: String
}

/// A table of numbers: a header of names, then rows. `x[0]`, `x[1]` are gathered into `x`.
func readCSV(_ text: String, source: String) throws -> DataSet {
  let lines = text.split(omittingEmptySubsequences: true) {
    $0 == "\n" || $0 == "\r\n" || $0 == "\r"
  }
  guard let header = lines.first else { throw CSVError(description: "the file is empty") }
  func cells(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
    }
  }
  let names = cells(header)
  var columns = Array(repeating: [Double](), count: names.count)
  for (number, line) in lines.dropFirst().enumerated() {
    let row = cells(line)
    guard row.count == names.count else {
      throw CSVError(
        description: "line \(number + 2) has \(row.count) columns, the header has \(names.count)")
    }
    for (index, cell) in row.enumerated() {
      guard let value = Double(cell) else {
        throw CSVError(
          description: "line \(number + 2), column '\(names[index])': '\(cell)' is not a number")
      }
      columns[index].append(value)
    }
  }
  let rows = columns.first?.count ?? 0
  // Columns of one variable, by the indices in their names.
  var order: [String] = []
  var members: [String: [(indices: [Int], column: Int)]] = [:]
  for (column, name) in names.enumerated() where !name.hasPrefix(".") {
    let base = name.prefix { $0 != "[" }
    let indices = name.dropFirst(base.count).split { "[], ".contains($0) }.compactMap { Int($0) }
    if members[String(base)] == nil { order.append(String(base)) }
    members[String(base), default: []].append((indices, column))
  }
  return DataSet(
    source: source, rows: rows,
    columns: try order.map { name in
      let parts = (members[name] ?? []).sorted { $0.indices.lexicographicallyPrecedes($1.indices) }
      let rank = parts[0].indices.count
      guard parts.allSatisfy({ $0.indices.count == rank }) else {
        throw CSVError(description: "the columns of '\(name)' have different numbers of indices")
      }
      let shape = Shape(
        (0..<rank).map { axis in (parts.map { $0.indices[axis] }.max() ?? 0) + 1 })
      guard shape.count == parts.count else {
        throw CSVError(description: "the columns of '\(name)' are not complete")
      }
      var values: [Double] = []
      values.reserveCapacity(rows * parts.count)
      for row in 0..<rows { for part in parts { values.append(columns[part.column][row]) } }
      return .init(name: name, shape: shape, domain: .real, values: values)
    })
}
