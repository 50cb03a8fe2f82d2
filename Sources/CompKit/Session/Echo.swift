import CompIR
import CompLanguage
import CompModel
import CompPlot
import CompRuntime
import CompSource

/// How a session shows values: each with its type, in lines that fit the page.
struct Echo {
  let interpreter: Interpreter
  let page: TerminalPage

  init(_ interpreter: Interpreter, _ page: TerminalPage) {
    self.interpreter = interpreter
    self.page = page
  }

  /// Pictures included.
  func text(of value: Value) -> String {
    if case .samples(let samples) = value { return text(of: sketched(samples)) }
    return density(value).map(text(of:)) ?? joined(lines(of: value))
  }

  /// The density that a value is as it stands: what has its shape by default and a component without
  /// parameters too.
  func density(_ value: Value) -> Density? {
    switch value {
    case .density(let density): return density
    case .component(let family):
      guard family.definitions.count == 1,
        family.definitions.first?.declaration.parameters?.isEmpty ?? true
      else { return nil }
    case .call, .weighted: break
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record, .symbol, .variable, .function, .samplerDeclaration, .sampler, .samples, .data,
      .report, .module, .adaptation, .target, .unknown, .poison:
      return nil
    }
    return try? interpreter.asDensity(value, at: Span(.init(name: "", text: ""), 0..<0))
  }

  /// What is shown of draws, before anything of it is.
  struct SketchedDraws: Sendable {
    let lines: [String]
    let picture: DisplayList?
  }

  /// Of very many draws this takes a while. It only computes.
  func sketched(_ samples: Samples) -> SketchedDraws {
    SketchedDraws(lines: lines(of: samples), picture: picture(of: samples))
  }

  func text(of draws: SketchedDraws) -> String {
    joined(draws.lines + [draws.picture.map(drawn)].compactMap { $0 })
  }

  /// Draws without their table, which nobody waited for.
  func headingAlone(of samples: Samples) -> String {
    joined(heading(of: samples) + wrapped("without the table; summary(_) makes it").map(page.muted))
  }

  /// In lines, without pictures: as what stands inside something else is shown too.
  func lines(of value: Value) -> [String] {
    switch value {
    case .density(let density): return wrapped(line(of: density))
    case .samples(let samples): return lines(of: samples)
    case .data(let data): return lines(of: data)
    case .tensor(let tensor) where tensor.shape.rank == 2 && tensor.shape.count > 0:
      return [typed(value)] + matrix(tensor) { formatReal($0) }
    case .mask(let tensor) where tensor.shape.rank == 2 && tensor.shape.count > 0:
      return [typed(value)] + matrix(tensor) { $0 != 0 ? "true" : "false" }
    case .record(let fields): return lines(ofRecord: fields.fields)
    case .string(let text): return lines(ofString: text)
    case .report(let report): return lines(of: report)
    case .module(let module):
      return wrapped("file '\(module.name)': " + module.scope.ownNames.joined(separator: ", "))
    case .variable: return wrapped("the variable " + interpreter.describe(value))
    // Their descriptions are their types.
    case .function, .component, .call, .samplerDeclaration, .weighted, .symbol, .target, .unknown:
      return wrapped(interpreter.describe(value))
    case .integer, .tensor, .boolean, .mask, .label, .labels, .range, .list, .sampler, .adaptation:
      return beside(interpreter.describe(value), value)
    case .void, .poison: return []
    }
  }

  private func text(of density: Density) -> String {
    let picture = DensitySketch.picture(of: density, interpreter).map(drawn)
    return joined(wrapped(line(of: density)) + [picture].compactMap { $0 })
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

  // MARK: Lines

  private func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") }

  /// A small picture below what tells the rest.
  private func drawn(_ picture: DisplayList) -> String {
    page.text(of: picture, columns: DisplayList.sketchColumns)
  }

  func wrapped(_ text: String) -> [String] {
    text.safeForTerminal.wrapped(toWidth: page.columns, hanging: 2)
  }

  private func typed(_ value: Value) -> String {
    page.muted(interpreter.describeType(value).cut(toWidth: page.columns))
  }

  /// `[1, 2, 3] : R[3]`
  private func beside(_ text: String, _ value: Value) -> [String] {
    let type = value.isMixedList ? "list" : interpreter.describeType(value)
    var lines = text.safeForTerminal.wrapped(toWidth: page.columns, hanging: 1)
    guard let last = lines.last else { return lines }
    if last.displayWidth + type.displayWidth + 3 <= page.columns {
      lines[lines.count - 1] = last + page.muted(" : " + type)
    } else {
      lines += (": " + type).wrapped(toWidth: page.columns, hanging: 2).map(page.muted)
    }
    return lines
  }

  // MARK: Kinds

  /// How many lines of a text are shown.
  private static let stringLines = 12

  /// In quotes, as it would be typed; of a long one its beginning.
  private func lines(ofString text: String) -> [String] {
    let limit = page.columns * Self.stringLines
    let shown = text.prefix(limit)
    let quoted = "\"" + shown.map(Self.typed).joined() + (shown.count < text.count ? "" : "\"")
    let lines = quoted.safeForTerminal.wrapped(toWidth: page.columns)
    let rest = text.count - shown.count
    if rest > 0 || lines.count > Self.stringLines {
      return lines.prefix(Self.stringLines)
        + [page.muted("… \(text.count) characters : String")]
    }
    guard let last = lines.last, last.displayWidth + 9 <= page.columns else {
      return lines + [page.muted(": String")]
    }
    return lines.dropLast() + [last + page.muted(" : String")]
  }

  /// A character as it stands in a program's string.
  private static func typed(_ character: Character) -> String {
    switch character {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    default:
      let text = String(character)
      return text.safeForTerminal == text
        ? text
        : text.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined()
    }
  }

  /// Each field with its type; what takes several lines stands below its name.
  private func lines(ofRecord fields: [(name: String, value: Value)]) -> [String] {
    guard !fields.isEmpty else { return ["{}"] }
    let inner = Echo(interpreter, page.narrower(by: 2))
    return fields.flatMap { field -> [String] in
      let lines = inner.lines(of: field.value)
      let first = lines.first ?? ""
      if lines.count == 1, !field.value.isRecord,
        field.name.displayWidth + 2 + visibleWidth(first) <= page.columns
      {
        return ["\(field.name): \(first)"]
      }
      return ["\(field.name):"] + lines.map { "  " + $0 }
    }
  }

  /// Of text that may be coloured.
  private func visibleWidth(_ text: String) -> Int {
    text.replacing(/\u{1B}\[[0-9;]*m/, with: "").displayWidth
  }

  /// A table that is too wide goes on below itself.
  private func lines(of report: Report) -> [String] {
    guard let header = report.table.first else {
      return report.text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
        wrapped(String($0))
      }
    }
    let table = FittedTable(header: header, rows: Array(report.table.dropFirst()))
    return table.blocks(columns: page.columns)
      + report.remarks.split(separator: "\n").flatMap { wrapped(String($0)) }
  }

  /// A matrix in aligned rows, its middle left out where it is large.
  private func matrix(_ tensor: Tensor, _ element: (Double) -> String) -> [String] {
    let (rows, width) = (tensor.shape.dimensions[0], tensor.shape.dimensions[1])
    let shownRows = Self.shown(rows, 12)
    // As many columns as fit beside a gap and the last one.
    func cells(_ columns: [Int?]) -> [[String]] {
      shownRows.map { row in
        columns.map { column in
          guard let row, let column else { return row == nil ? "⋮" : "…" }
          return element(tensor.values[row * width + column])
        }
      }
    }
    var limit = min(width, max(3, page.columns / 2))
    var lines: [String] = []
    while limit >= 3 || limit == width {
      let table = cells(Self.shown(width, limit))
      let widths = (table.first ?? []).indices.map { column in
        table.map { $0[column].displayWidth }.max() ?? 0
      }
      if widths.reduce(-2, { $0 + $1 + 2 }) <= page.columns || limit <= 3 {
        lines = table.map { row in
          zip(row, widths).map { $0.padded(toWidth: $1, before: true) }.joined(separator: "  ")
        }
        break
      }
      limit -= 1
    }
    return lines.map { $0.cut(toWidth: page.columns) }
  }

  /// Which of so many are shown: all, or the first and the last about a gap.
  static func shown(_ count: Int, _ limit: Int) -> [Int?] {
    count > limit ? Array(0..<(limit - 2)) + [nil] + [count - 1] : Array(0..<count)
  }
}

extension Value {
  fileprivate var isRecord: Bool { if case .record = self { true } else { false } }

  /// Whether it is a list of values of several types, or of none.
  fileprivate var isMixedList: Bool {
    guard case .list(let elements) = self else { return false }
    return elements.isEmpty || Set(elements.map { "\($0.type)" }).count > 1
  }
}
