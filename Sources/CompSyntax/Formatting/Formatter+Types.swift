import CompSource

extension Formatter {
  mutating func type(_ type: TypeExpression) -> Layout {
    switch type.kind {
    case .named(_, let arguments, let dimensions):
      var parts = [token()]
      if position < type.tokens.upperBound, at("(") {
        parts.append(bracket { $0.expression(arguments[$1]) })
      }
      if let dimensions { parts.append(bracket { $0.expression(dimensions[$1]) }) }
      return .sequence(parts)
    case .labels: return bracket { formatter, _ in formatter.token() }
    case .record(let fields):
      return bracket { formatter, index in
        .sequence([formatter.token(), formatter.annotation(fields[index].type)])
      }
    case .range(let lower, let upper):
      return .sequence([expression(lower), token(), expression(upper)])
    case .shaped(let element, let dimensions):
      let inner = at("(") ? bracket { formatter, _ in formatter.type(element) } : self.type(element)
      return .sequence([inner, bracket { $0.expression(dimensions[$1]) }])
    case .list(let element): return bracket { formatter, _ in formatter.type(element) }
    case .function(let parameters, let result):
      return .sequence([
        bracket { $0.type(parameters[$1]) }, spacedToken(), self.type(result),
      ])
    case .generic(_, let space, let given):
      var parts = [token(), token(), self.type(space)]
      if let given { parts += [spacedToken(), self.type(given)] }
      return .sequence(parts + [token()])
    case .missing: return .empty
    }
  }
}
