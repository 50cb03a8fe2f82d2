import CompLanguage
import CompSource

/// A function of the embedding program, which programs of the language call by its name.
///
/// It is to depend on its arguments alone, since it may be called while a program is checked, and
/// once for each of several calls with the same arguments or for all of them. Its arguments are known
/// numbers and texts, tensors and lists, draws and data; never random variables, of which no derivative
/// could be taken. What it throws ends the run and is thrown by `Comp.run`; a diagnostic reports before
/// where the program called it.
public struct HostFunction: Sendable {
  public let name: String
  public let parameters: [String]
  let body: @Sendable ([OutputValue]) throws -> InputValue

  public init(
    _ name: String, _ parameters: String...,
    body: @escaping @Sendable ([OutputValue]) throws -> InputValue
  ) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }

  var builtin: Builtin {
    Builtin(
      name, parameters.map { .init($0) }, documentation: "a function of the embedding program"
    ) { interpreter, call in
      var arguments: [OutputValue] = []
      for parameter in parameters {
        let value = call.value(parameter)
        if case .unknown = value { return .unknown(.any) }
        guard interpreter.isKnown(value) else {
          throw Diagnostic.typeMismatch(
            expected: "a value that is known before anything is drawn",
            found: "one that depends on a random variable", at: call.span(parameter),
            help: "'\(name)' is a function of the embedding program, which has no derivative")
        }
        arguments.append(try interpreter.outputValue(value))
      }
      if interpreter.mode == .check {
        return (try? body(arguments))?.value ?? .unknown(.any)
      }
      do { return try body(arguments).value } catch {
        interpreter.report(.hostFunctionFailed(name, error, at: call.span))
        throw error
      }
    }
  }
}

extension Diagnostic {
  /// Reports an error that a function of the embedding program threw.
  fileprivate static func hostFunctionFailed(_ name: String, _ error: any Error, at span: Span)
    -> Diagnostic
  {
    Diagnostic(
      .hostFunctionFailed, "'\(name)' failed: \(error)",
      at: [Label(span, "a function of the embedding program")],
      help: "see which arguments it takes")
  }
}

extension Interpreter {
  /// Whether no random variable is in a value.
  fileprivate func isKnown(_ value: Value) -> Bool {
    if case .symbol = value { return false }
    if case .variable = value { return false }
    return true
  }
}
