import CompSource

extension Formatter {
  mutating func declaration(_ declaration: Declaration) -> Line {
    switch declaration.kind {
    case .input(let type, let value):
      let head = [token(), .space, token(), annotation(type)]
      guard let value else { return Line(head: .sequence(head)) }
      return assigned(head, value)
    case .function(let function):
      let start = [token(), .space, token()]
      switch function.body {
      case .expression(let value):
        return assigned(start + [header(function)], value, prefersOwnLine: true)
      case .block(let body):
        return Line(head: .sequence(start + [header(function), .space, .group(block(body))]))
      }
    case .component(let component): return self.component(component)
    case .sampler(let sampler): return Line(head: self.sampler(sampler))
    case .variable(let type):
      return Line(head: .sequence([token(), .space, token(), annotation(type)]))
    case .import:
      var parts = [token(), .space, token()]
      if at("as") { parts += [spacedToken(), token()] }
      return Line(head: .sequence(parts))
    }
  }

  /// `func(x: Real, y) -> Real = body`, or with a block.
  mutating func literal(_ function: FunctionLiteral) -> Layout {
    let start = [token(), header(function)]
    switch function.body {
    case .expression(let value):
      return .sequence(start + [.space, token(), .space, expression(value)])
    case .block(let body): return .sequence(start + [.space, .group(block(body))])
    }
  }

  private mutating func header(_ function: FunctionLiteral) -> Layout {
    let parameters = self.parameters(function.parameters)
    guard let result = function.result else { return parameters }
    return .sequence([parameters, spacedToken(), type(result)])
  }

  private mutating func parameters(_ list: [Parameter]) -> Layout {
    bracket { formatter, index in
      var parts = [formatter.token(), formatter.annotation(list[index].type)]
      if let value = list[index].defaultValue {
        parts += [formatter.spacedToken(), formatter.expression(value)]
      }
      return .sequence(parts)
    }
  }

  private mutating func component(_ component: ComponentDeclaration) -> Line {
    var head = [token(), .space, token()]
    if let list = component.parameters { head.append(parameters(list)) }
    if !component.over.isEmpty { head += [spacedToken(), variables(component.over)] }
    if !component.given.isEmpty { head += [spacedToken(), variables(component.given)] }
    switch component.body {
    case .composition(let value):
      return assigned(head, value, prefersOwnLine: component.parameters != nil)
    case .block(let body):
      return Line(head: .sequence(head + [.space, .group(block(body))]))
    }
  }

  /// `x: R[2]`, or several between parentheses.
  private mutating func variables(_ list: [VariableDeclaration]) -> Layout {
    if at("(") {
      return bracket { formatter, index in
        .sequence([formatter.token(), formatter.annotation(list[index].type)])
      }
    }
    return .sequence(list.map { variable in .sequence([token(), annotation(variable.type)]) })
  }

  private mutating func sampler(_ sampler: SamplerDeclaration) -> Layout {
    var head = [token(), .space, token(), parameters(sampler.parameters)]
    head += [spacedToken(), token(), token(), .space, token(), .space]
    return .sequence(head + [.group(body(of: sampler))])
  }

  private mutating func body(of sampler: SamplerDeclaration) -> Layout {
    braces { formatter in
      formatter.lines(sampler.lines.count) { formatter, index in
        formatter.line(sampler.lines[index])
      }
    }
  }

  private mutating func line(_ line: SamplerLine) -> Line {
    switch line {
    case .statement(let statement): return self.line(statement)
    case .state(_, let initial): return assigned([token(), .space, token()], initial)
    case .transition(let block):
      return Line(head: .sequence([token(), .space, .group(self.block(block))]))
    case .missing: return Line(head: .empty)
    }
  }
}
