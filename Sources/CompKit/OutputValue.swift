import CompIR
import CompLanguage
import CompModel
import CompPlatform

/// A value that a program printed, for programs to read.
public indirect enum OutputValue: Sendable, Equatable {
  case number(Double)
  /// An Int beyond ±2⁵³, where not every Int is a Double; smaller ones are numbers.
  case integer(Int)
  case boolean(Bool)
  case string(String)
  case list([OutputValue])
  case object([Field])
  case none

  public struct Field: Sendable, Equatable {
    public var name: String
    public var value: OutputValue
    init(_ name: String, _ value: OutputValue) {
      self.name = name
      self.value = value
    }
  }

  /// As JSON. What JSON has no number for, infinities and NaN, becomes a string.
  public var json: String {
    switch self {
    case .integer(let number): return "\(number)"
    case .number(let number):
      if let whole = Int(exactly: number), abs(whole) < 1 << 53 { return "\(whole)" }
      return number.isFinite ? "\(number)" : "\"\(number)\""
    case .boolean(let flag): return "\(flag)"
    case .string(let text): return Self.quoted(text)
    case .list(let elements): return "[" + elements.map(\.json).joined(separator: ",") + "]"
    case .object(let fields):
      return "{"
        + fields.map { Self.quoted($0.name) + ":" + $0.value.json }.joined(separator: ",") + "}"
    case .none: return "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20: result += String(printf: "\\u%04x", scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension Interpreter {
  /// A value for programs to read.
  ///
  /// - Throws: where it would take more memory than the run may use.
  func outputValue(_ value: Value) throws -> OutputValue {
    try effects.allowance.require(value.outputBytes)
    return OutputValue(value, describe: describe)
  }
}

extension Value {
  /// About how many bytes it takes as an `OutputValue`.
  fileprivate var outputBytes: Int {
    let number = 64
    return switch self {
    case .tensor(let tensor), .mask(let tensor), .labels(let tensor, _):
      number * tensor.values.count
    case .samples(let samples): number * samples.count * samples.columns.count
    case .data(let data): data.columns.reduce(0) { $0 + number * $1.values.count }
    case .string(let text): text.utf8.count
    case .list(let list): list.reduce(number) { $0.addingSaturated($1.outputBytes) }
    case .record(let record): record.reduce(number) { $0.addingSaturated($1.value.outputBytes) }
    case .report(let report):
      report.fields.reduce(number) { $0.addingSaturated($1.value.outputBytes) }
    case .void, .integer, .boolean, .label, .range, .symbol, .variable, .function, .component,
      .density, .weighted, .call, .samplerDeclaration, .sampler, .module, .adaptation, .target,
      .unknown, .poison:
      number
    }
  }
}

extension Int {
  fileprivate func addingSaturated(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? .max : sum
  }
}

extension OutputValue {
  /// How many values are in it.
  var count: Int {
    switch self {
    case .integer, .number, .boolean, .none: 1
    case .string(let text): 1 + text.utf8.count / 8
    case .list(let elements): elements.reduce(1) { $0 + $1.count }
    case .object(let fields): fields.reduce(1) { $0 + 1 + $1.value.count }
    }
  }

  /// - Parameter describe: how the language prints what has no structure to show.
  init(_ value: Value, describe: (Value) -> String) {
    switch value {
    case .void: self = .none
    case .integer(let number):
      self = number.magnitude < 1 << 53 ? .number(Double(number)) : .integer(number)
    case .boolean(let flag): self = .boolean(flag)
    case .string(let text): self = .string(text)
    case .tensor(let tensor): self = .nested(tensor) { .number($0) }
    case .mask(let tensor): self = .nested(tensor) { .boolean($0 != 0) }
    case .labels(let tensor, let names):
      self = .nested(tensor) { .string(names[min(max(Int($0), 0), names.count - 1)]) }
    case .list(let elements): self = .list(elements.map { OutputValue($0, describe: describe) })
    case .record(let fields):
      self = .object(fields.map { Field($0.name, OutputValue($0.value, describe: describe)) })
    case .report(let report):
      self = .object(
        [Field("report", .string(report.name))]
          + report.fields.map { Field($0.name, OutputValue($0.value, describe: describe)) }
          + [Field("text", .string(report.text))])
    case .samples(let samples):
      self = .object(
        samples.space.members.compactMap { member in
          samples.values(of: member.variable.name).map { tensor in
            Field(
              member.variable.name, .nested(tensor) { Self.element($0, of: member.variable.domain) }
            )
          }
        })
    case .data(let data):
      self = .object(
        data.columns.map { column in
          let shape = Shape([data.rows] + column.shape.dimensions)
          return Field(
            column.name,
            .nested(Tensor(shape: shape, values: column.values)) {
              column.isIncomplete && $0.isNaN ? .none : Self.element($0, of: column.domain)
            })
        })
    case .label, .range, .symbol, .variable, .function, .component, .density, .weighted, .call,
      .samplerDeclaration, .sampler, .module, .adaptation, .target, .unknown, .poison:
      self = .string(describe(value))
    }
  }

  /// A value of a variable: a label by its name.
  private static func element(_ value: Double, of domain: Domain) -> OutputValue {
    guard case .labels(let names) = domain, let place = Int(exactly: value),
      names.indices.contains(place)
    else { return .number(value) }
    return .string(names[place])
  }

  private static func nested(_ tensor: Tensor, _ element: (Double) -> OutputValue) -> OutputValue {
    func level(_ dimensions: ArraySlice<Int>, _ range: Range<Int>) -> OutputValue {
      guard let count = dimensions.first else {
        return range.isEmpty ? .none : element(tensor.values[range.lowerBound])
      }
      let width = count == 0 ? 0 : range.count / count
      return .list(
        (0..<count).map {
          let low = range.lowerBound + $0 * width
          return level(dimensions.dropFirst(), low..<(low + width))
        })
    }
    return level(tensor.shape.dimensions[...], 0..<tensor.values.count)
  }
}
