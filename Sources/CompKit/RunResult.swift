import CompIR
import CompLanguage

/// The names of a program that has run, and their values.
public struct RunResult: Sendable {
  private let values: [String: Value]
  /// The names that the program declared, in their order.
  public let names: [String]
  /// How many calls of `assert` held.
  public let assertionCount: Int

  init(_ interpreter: Interpreter) {
    names = interpreter.globals.ownNames
    values = Dictionary(
      names.compactMap { name in interpreter.globals.own(name).map { (name, $0.value) } },
      uniquingKeysWith: { $1 })
    assertionCount = interpreter.assertionCount
  }

  /// Draws by the name to which they are bound; nil if the name stands for none.
  public func draws(_ name: String) -> Draws? {
    guard case .samples(let samples)? = values[name] else { return nil }
    return Draws(samples)
  }

  /// Returns the Int bound to a name; nil if the name is not bound to an Int.
  public func integer(_ name: String) -> Int? {
    guard case .integer(let value)? = values[name] else { return nil }
    return value
  }

  /// Returns the number bound to a name; nil if the name is not bound to a number. An Int beyond ±2⁵³ is rounded
  /// to the nearest Double; `integer(_:)` returns it exactly.
  public func number(_ name: String) -> Double? {
    switch values[name] {
    case .integer(let value)?: Double(value)
    case .tensor(let tensor)? where tensor.shape.isScalar: tensor.values.first
    default: nil
    }
  }

  /// A number or tensor, flattened row-major; nil if the name stands for none.
  public func numbers(_ name: String) -> [Double]? {
    switch values[name] {
    case .integer(let value)?: [Double(value)]
    case .tensor(let tensor)?: tensor.values
    default: nil
    }
  }

  /// A value of any kind; nil if there is no such name.
  public subscript(_ name: String) -> OutputValue? {
    values[name].map { OutputValue($0, describe: Self.describe) }
  }

  /// A value as the language would print it; nil if there is no such name.
  public func description(of name: String) -> String? { values[name].map(Self.describe) }

  private static func describe(_ value: Value) -> String {
    Comp.interpreter(.check, RunOptions(), RunEnvironment(print: { _ in })).describe(value)
  }
}
