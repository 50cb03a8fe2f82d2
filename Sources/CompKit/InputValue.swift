import CompFiles
import CompIR
import CompLanguage

/// The value of an input, given from outside.
public enum InputValue: Sendable, Equatable {
  case integer(Int)
  case real(Double)
  case boolean(Bool)
  case string(String)
  /// Numbers of one shape are a tensor, as in the language.
  case list([InputValue])

  /// A vector.
  public init(_ numbers: [Double]) { self = .list(numbers.map { .real($0) }) }
  /// A matrix, by its rows.
  public init(_ rows: [[Double]]) { self = .list(rows.map { InputValue($0) }) }

  /// Reads what stands behind `--set name=`: JSON, or else a plain string.
  public init(parsing text: String) {
    if let json = try? JSONValue(parsing: text), let value = InputValue(json: json) {
      self = value
    } else {
      self = .string(text)
    }
  }

  /// The inputs in the object of a JSON file.
  ///
  /// - Throws: `FileError`, and where a value is neither a number, a truth value, a text nor a list
  ///   of such.
  public static func inputs(contentsOf path: String) throws -> [String: InputValue] {
    guard case .object(let members) = try JSONValue(parsing: readWhole(path)) else {
      throw FileError.unexpected("it holds no object with a member for each input")
    }
    var inputs: [String: InputValue] = [:]
    for member in members {
      guard let value = InputValue(json: member.value) else {
        throw FileError.unexpected(
          "'\(member.name)' is neither a number, a truth value, a text nor a list of such")
      }
      inputs[member.name] = value
    }
    return inputs
  }

  init?(json: JSONValue) {
    switch json {
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .boolean(let flag): self = .boolean(flag)
    case .string(let text): self = .string(text)
    case .array(let list):
      let elements = list.compactMap { InputValue(json: $0) }
      guard elements.count == list.count else { return nil }
      self = .list(elements)
    case .null, .object: return nil
    }
  }

  var json: JSONValue {
    switch self {
    case .integer(let number): .integer(number)
    case .real(let number): .real(number)
    case .boolean(let flag): .boolean(flag)
    case .string(let text): .string(text)
    case .list(let elements): .array(elements.map(\.json))
    }
  }

  var value: Value {
    switch self {
    case .integer(let number): .integer(number)
    case .real(let number): .real(number)
    case .boolean(let flag): .boolean(flag)
    case .string(let text): .string(text)
    case .list(let elements):
      if !elements.isEmpty, let array = json.fileArray, array.numbers != nil {
        Value(array)
      } else {
        .list(elements.map(\.value))
      }
    }
  }
}

extension InputValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .real(value) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: InputValue...) { self = .list(elements) }
}
