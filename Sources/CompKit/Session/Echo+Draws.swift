import CompLanguage
import CompPlot
import CompRuntime
import CompSource

import func CompPlatform.cbrt
import func CompPlatform.log10
import func CompPlatform.pow

/// Draws and data as tables that fit the page and say what they left out.
extension Echo {
  /// How many coordinates a table shows, and how many rows of data.
  private static let limit = (coordinates: 12, rows: 8)
  /// The columns of characters of a histogram beside its row.
  private static let barColumns = 10...32

  /// Mean, standard deviation, effective size and R-hat of each coordinate, each beside a histogram
  /// from its 1st to its 99th percentile; and what speaks against believing them.
  func lines(of samples: Samples) -> [String] {
    let count = samples.columns.count
    let places =
      count > Self.limit.coordinates
      ? Array(0..<(Self.limit.coordinates - 2)) + Array((count - 2)..<count) : Array(0..<count)
    let columns = PlotColumn.all(samples.space, samples.columns, only: places)
    let allRows = CompKit.rows(of: samples)
    let rows = places.map { allRows[$0] }
    let table = FittedTable(
      header: ["", "mean", "std", "ess", "r_hat"],
      rows: zip(rows, columns).map { row, column in
        // Labels have shares, which the histogram shows, and no moments.
        let moments =
          column.labels == nil
          ? [Self.number(row.mean, of: row.std), formatKnown(row.std, digits: 4)] : ["", ""]
        return [row.name.safeForTerminal] + moments + [
          formatKnown(row.essBulk.rounded()),
          formatKnown((row.rHat * 1e3).rounded() / 1e3),
        ]
      })
    var (lines, width, leftOut) = table.fitting(columns: page.columns)
    if leftOut.isEmpty, !addHistograms(of: columns.map(Self.thinned), to: &lines, width) {
      leftOut = ["histograms"]
    }
    if places.count < count {
      let more = count - places.count
      lines.insert(
        page.muted("⋮ \(more) coordinates more"), at: Self.limit.coordinates - 1)
    }
    if !leftOut.isEmpty {
      lines += wrapped("without \(leftOut.joined(separator: ", ")), which do not fit")
        .map(page.muted)
    }
    let doubts = doubts(allRows, samples)
    if !doubts.isEmpty { lines += wrapped(distrust(doubts)) }
    return heading(of: samples) + lines
  }

  /// `Samples<{x: R[2]}>: 400 draws in 4 chains by mala(step_size: 0.5)`
  func heading(of samples: Samples) -> [String] {
    var text = "Samples<\(samples.space.description)>: \(samples.count) draw"
    if samples.count != 1 { text += "s" }
    if !samples.isExact { text += " in \(samples.chains) chain\(samples.chains == 1 ? "" : "s")" }
    text += " by \(samples.sampler)"
    if samples.isPartial { text += ", stopped before all were made" }
    if samples.divergences > 0 { text += ", \(samples.divergences) divergences" }
    return wrapped(text).map(page.muted)
  }

  /// Enough values, evenly taken, for what a small picture can show.
  private static func thinned(_ column: PlotColumn) -> PlotColumn {
    let step = column.values.count / 100_000
    guard step > 1 else { return column }
    var few = column
    few.values = stride(from: 0, to: column.values.count, by: step).map { column.values[$0] }
    return few
  }

  /// - Returns: false where there is no room.
  private func addHistograms(of columns: [PlotColumn], to lines: inout [String], _ width: Int)
    -> Bool
  {
    let ends = columns.map { Self.ends(of: $0) }
    let low = max(ends.map { $0.map { $0.text.low.count } ?? 0 }.max() ?? 0, 2)
    let high = max(ends.map { $0.map { $0.text.high.count } ?? 0 }.max() ?? 0, 3)
    let room = min(page.columns - width - low - high - 5, Self.barColumns.upperBound)
    guard room >= Self.barColumns.lowerBound else { return false }
    func row(_ left: String, _ middle: String, _ right: String) -> String {
      "   " + left.padded(toWidth: low, before: true) + " " + middle.padded(toWidth: room) + " "
        + right
    }
    lines = lines.map { $0.padded(toWidth: width) }
    lines[0] += row("1%", "", "99%")
    for (index, column) in columns.enumerated() {
      guard let ends = ends[index] else { continue }
      lines[index + 1] += row(
        ends.text.low, Self.bars(of: column, from: ends.low, to: ends.high, columns: room),
        ends.text.high)
    }
    return true
  }

  /// The 1st and the 99th percentile; nil where they are one.
  private static func ends(of column: PlotColumn) -> (
    low: Double, high: Double, text: (low: String, high: String)
  )? {
    let sorted = column.values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    let (low, high) = (sorted[sorted.count / 100], sorted[sorted.count - 1 - sorted.count / 100])
    guard low < high, (high - low).isFinite else { return nil }
    if let labels = column.labels, let first = labels.indices.contains(Int(low)) ? Int(low) : nil,
      let last = labels.indices.contains(Int(high)) ? Int(high) : nil
    {
      return (low, high, (labels[first].cut(toWidth: 8), labels[last].cut(toWidth: 8)))
    }
    let digits = column.isDiscrete ? 6 : 3
    let unit = (high - low) / 20
    return (
      low, high,
      (
        formatReal(abs(low) < unit / 20 ? 0 : low, digits: digits),
        formatReal(abs(high) < unit / 20 ? 0 : high, digits: digits)
      )
    )
  }

  /// A histogram in one line: of few draws with fewer bins than columns, of counted values with one
  /// for each value where there is room.
  private static func bars(
    of column: PlotColumn, from low: Double, to high: Double, columns: Int
  ) -> String {
    let steps = column.isDiscrete ? high - low + 1 : .infinity
    let bins =
      steps <= Double(columns)
      ? Int(steps) : min(columns, max(8, Int(3 * cbrt(Double(column.values.count)))))
    let (start, span) =
      column.isDiscrete ? (low - 0.5, high - low + 1) : (low, high - low)
    var counts = [Double](repeating: 0, count: bins)
    for value in column.values where value >= low && value <= high {
      counts[min(bins - 1, Int((value - start) / span * Double(bins)))] += 1
    }
    return CompKit.bars((0..<columns).map { counts[$0 * bins / columns] })
  }

  /// A mean to a thousandth of the standard deviation: what lies beyond is chance.
  private static func number(_ mean: Double, of std: Double) -> String {
    guard std > 0, std.isFinite, mean.isFinite else { return formatReal(mean) }
    let unit = pow(10, (log10(std)).rounded() - 3)
    let rounded = unit > 0 ? (mean / unit).rounded() * unit : mean
    return formatReal(rounded.isFinite ? rounded : mean, resolving: std)
  }

  /// Of one coordinate a histogram, of two their scatter.
  func picture(of samples: Samples) -> DisplayList? {
    guard (1...2).contains(samples.columns.count), samples.count > 1 else { return nil }
    let columns = PlotColumn.all(samples.space, samples.columns).map(Self.thinned)
    return columns.count == 1
      ? .sketch(ofHistogram: columns[0]) : .sketch(ofScatter: columns[0], columns[1])
  }

  /// The first rows of data.
  func lines(of data: DataSet) -> [String] {
    let count = data.rows == 1 ? "1 row" : "\(data.rows) rows"
    let heading = wrapped("Data<\(data.space.description)>: \(count) of \(data.source)")
    let names = PlotColumn.all(
      data.space,
      data.columns.flatMap { column in
        (0..<column.shape.count).map { element in
          (0..<min(data.rows, Self.limit.rows)).map {
            column.values[$0 * column.shape.count + element]
          }
        }
      })
    guard !names.isEmpty else { return heading.map(page.muted) }
    let table = FittedTable(
      header: [""] + names.map(\.name.safeForTerminal),
      rows: (0..<min(data.rows, Self.limit.rows)).map { row in
        ["\(row)"]
          + names.map { column in
            let value = column.values[row]
            if let labels = column.labels, let place = Int(exactly: value),
              labels.indices.contains(place)
            {
              return "." + labels[place].safeForTerminal
            }
            return formatReal(value)
          }
      })
    var (lines, _, leftOut) = table.fitting(columns: page.columns)
    if data.rows > Self.limit.rows {
      lines.append(page.muted("⋮ \(data.rows - Self.limit.rows) rows more"))
    }
    if !leftOut.isEmpty {
      let named = leftOut.prefix(6).joined(separator: ", ") + (leftOut.count > 6 ? ", …" : "")
      let what = leftOut.count == 1 ? "column" : "columns"
      lines += wrapped("without \(leftOut.count) \(what), which do not fit: \(named)")
        .map(page.muted)
    }
    return heading.map(page.muted) + lines
  }
}

/// Bars of eight heights, in proportion to values that are not negative; what is above nothing shows.
func bars(_ values: [Double]) -> String {
  let signs = Array(" ▁▂▃▄▅▆▇█")
  let top = values.max() ?? 0
  guard top > 0 else { return "" }
  return String(
    values.map { value in
      signs[value > 0 ? min(8, max(1, Int((value / top * 8).rounded()))) : 0]
    })
}
