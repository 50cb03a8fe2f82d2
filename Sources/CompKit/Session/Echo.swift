import CompIR
import CompRuntime
import CompSemantics

/// How a session shows values.
struct Echo {
  let interpreter: Interpreter
  let columns: Int
  let usesColor: Bool

  init(_ interpreter: Interpreter, _ terminal: (columns: Int, usesColor: Bool)) {
    self.interpreter = interpreter
    (columns, usesColor) = terminal
  }

  func text(of value: Value) -> String {
    switch value {
    case .density(let density):
      return
        ([line(of: density)] + (DensitySketch(density, interpreter, columns: columns)?.lines ?? []))
        .joined(separator: "\n")
    case .samples(let samples): return table(of: samples)
    case .tensor(let tensor) where tensor.shape.rank == 2: return matrix(tensor)
    case .record(let fields):
      return fields.map { "\($0.name): \(interpreter.describe($0.value))" }.joined(separator: "\n")
    case .string(let text): return "\"\(text)\""
    case .void, .integer, .tensor, .boolean, .mask, .label, .labels, .range, .list, .symbol,
      .variable, .function, .component, .weighted, .call, .samplerDeclaration, .sampler, .data,
      .report, .module, .adaptation, .target, .unknown, .poison:
      return interpreter.describe(value)
    }
  }

  /// `Density<{x: R[2]}>, Energy: ring × right_half, shares x`
  func line(of density: Density) -> String {
    let factors = density.factors
    var line = "\(interpreter.typeDescription(of: density)), \(density.analysis.grade.rawValue)"
    line += ": " + factors.map(\.title).joined(separator: " × ")
    let shared = interpreter.sharedNames(factors)
    if !shared.isEmpty { line += ", shares \(shared.joined(separator: ", "))" }
    return line
  }

  // MARK: Draws

  /// How many coordinates a table shows.
  private static let rowLimit = 12

  /// Mean, standard deviation, effective size and R-hat of each coordinate, each beside a histogram as
  /// small as the room allows; what is left out is said.
  private func table(of samples: Samples) -> String {
    let count = samples.columns.count
    let shown =
      count > Self.rowLimit
      ? Array(0..<(Self.rowLimit - 2)) + Array((count - 2)..<count) : Array(0..<count)
    let names = samples.space.members.flatMap(\.columnNames)
    let header = ["", "mean", "std", "ess", "r_hat"]
    let cells = shown.map { index in
      let row = SummaryRow(
        name: names[index], values: samples.columns[index], chains: samples.chains,
        weightedSize: samples.weightedSize)
      return [
        row.name, formatReal(row.mean), formatReal(row.std), formatReal(row.essBulk.rounded()),
        formatReal(row.rHat),
      ]
    }
    var lines = alignedTable([header] + cells).split(separator: "\n").map(String.init)
    let room = columns - (lines.first?.count ?? 0) - 2
    if room >= 8 {
      for (line, index) in shown.enumerated() {
        lines[line + 1] += "  " + sparkline(samples.columns[index], width: min(room, 32))
      }
    }
    lines = lines.map { String($0.prefix(columns)) }
    if shown.count < count {
      lines.insert("… \(count - shown.count) coordinates more", at: Self.rowLimit - 1)
    }
    lines.append("\(samples.count) draws over \(samples.space.description) by \(samples.sampler)")
    return lines.joined(separator: "\n")
  }

  /// A histogram in one line, between the 1st and the 99th percentile.
  private func sparkline(_ values: [Double], width: Int) -> String {
    let sorted = values.filter(\.isFinite).sorted()
    guard let first = sorted.first, let last = sorted.last, first < last else { return "" }
    let low = sorted[sorted.count / 100]
    let high = sorted[sorted.count - 1 - sorted.count / 100]
    guard low < high else { return "" }
    var counts = [Double](repeating: 0, count: width)
    for value in sorted where value >= low && value <= high {
      counts[min(width - 1, Int((value - low) / (high - low) * Double(width)))] += 1
    }
    return bars(counts)
  }

  // MARK: Tensors

  /// A matrix in aligned rows, its middle left out where it is large.
  private func matrix(_ tensor: Tensor) -> String {
    let (rows, width) = (tensor.shape.dimensions[0], tensor.shape.dimensions[1])
    guard rows > 0, width > 0 else { return interpreter.describe(.tensor(tensor)) }
    func shown(_ count: Int, _ limit: Int) -> [Int?] {
      count > limit
        ? Array(0..<(limit - 2)) + [nil] + [count - 1] : Array(0..<count)
    }
    let cells = shown(rows, 12).map { row in
      shown(width, max(3, columns / 12)).map { column -> String in
        guard let row, let column else { return "…" }
        return formatReal(tensor.values[row * width + column])
      }
    }
    return alignedTable(cells) + "\n\(tensor.shape)"
  }
}

/// Bars of eight heights, in proportion to values that are not negative.
func bars(_ values: [Double]) -> String {
  let signs = Array(" ▁▂▃▄▅▆▇█")
  let top = values.max() ?? 0
  guard top > 0 else { return "" }
  return String(values.map { signs[min(8, max(0, Int(($0 / top * 8).rounded())))] })
}
