import CompSource
import CompSyntax

extension Interpreter {
  /// Binds arguments to parameters: unnamed ones from the left, then named ones.
  ///
  /// - Returns: for each parameter's name its argument; and the unnamed arguments left over, which
  ///   are an error unless `allowRest`.
  func bind(
    _ arguments: [Argument], to parameters: [String], namedOnly: Set<String> = [],
    of callee: String, at span: Span, leading: [BoundArgument] = [], allowRest: Bool = false,
    evaluating: (Expression, String?) throws -> Value
  ) throws -> (named: [String: BoundArgument], rest: [BoundArgument]) {
    var named: [String: BoundArgument] = [:]
    var rest: [BoundArgument] = []
    let positional = parameters.filter { !namedOnly.contains($0) }
    var position = 0
    func placeUnnamed(_ argument: BoundArgument) throws {
      if position < positional.count {
        named[positional[position]] = argument
        position += 1
      } else if allowRest {
        rest.append(argument)
      } else {
        throw Diagnostic.tooManyArguments(callee, at: argument.span, expected: positional.count)
      }
    }
    for argument in leading { try placeUnnamed(argument) }
    for argument in arguments {
      guard let label = argument.label else {
        let name = position < positional.count ? positional[position] : nil
        try placeUnnamed(
          BoundArgument(
            value: try evaluating(argument.value, name), span: argument.value.span,
            expression: argument.value))
        continue
      }
      guard parameters.contains(label.name) else {
        let others = arguments.compactMap(\.label).filter {
          $0.span != label.span && !parameters.contains($0.name)
        }
        throw Diagnostic.unknownArgument(
          label.name, of: callee, at: label.span, among: parameters,
          alsoUnknown: others.map { .init($0.span, "nor '\($0.name)'") })
      }
      if let first = named[label.name] {
        throw Diagnostic.duplicateArgument(
          label.name, of: callee, at: label.span, first: first.span)
      }
      named[label.name] = BoundArgument(
        value: try evaluating(argument.value, label.name), span: argument.value.span,
        expression: argument.value)
    }
    return (named, rest)
  }
}
