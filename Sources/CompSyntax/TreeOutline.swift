import CompSource

/// A tree as an outline to read: a node a line, its parts indented below it.
public struct TreeOutline: Sendable {
  let label: String
  /// Line and column of a statement.
  let place: String?
  let children: [TreeOutline]

  init(_ label: String, at place: String? = nil, _ children: [TreeOutline] = []) {
    self.label = label
    self.place = place
    self.children = children
  }

  public init(_ tree: SyntaxTree) {
    self.init(tree.source.name, tree.statements.map(\.outline))
  }

  public var text: String { lines(depth: 0, withPlaces: true).joined(separator: "\n") }

  /// The outline without the places of statements: the same for texts that differ in layout alone.
  public var structure: String { lines(depth: 0, withPlaces: false).joined(separator: "\n") }

  private func lines(depth: Int, withPlaces: Bool) -> [String] {
    [
      String(repeating: "  ", count: depth) + label
        + (withPlaces ? place.map { "  @\($0)" } ?? "" : "")
    ] + children.flatMap { $0.lines(depth: depth + 1, withPlaces: withPlaces) }
  }
}

extension Statement {
  var outline: TreeOutline {
    let place = span.place.split(separator: ":").suffix(2).joined(separator: ":")
    func node(_ label: String, _ children: [TreeOutline]) -> TreeOutline {
      TreeOutline(label, at: place, children)
    }
    switch kind {
    case .let(let name, let type, let value):
      return node("let \(name.name)", type.outlines + [value.outline])
    case .var(let name, let type, let value):
      return node("var \(name.name)", type.outlines + [value.outline])
    case .assign(let target, let value): return node("assign", [target.outline, value.outline])
    case .expression(let value): return node("expression", [value.outline])
    case .return(let value): return node("return", value.map { [$0.outline] } ?? [])
    case .conditional(let conditional): return node("if", conditional.outlines)
    case .for(let variable, let sequence, let body):
      return node("for \(variable.name)", [sequence.outline, body.outline])
    case .repeat(let count, let condition, let body):
      return node(
        "repeat",
        [count.outline]
          + (condition.map { [TreeOutline("while", [$0.outline])] } ?? []) + [body.outline])
    case .declaration(let declaration):
      return node(declaration.heading, declaration.outlines)
    case .missing: return node("missing", [])
    }
  }
}

extension Declaration {
  fileprivate var heading: String {
    switch kind {
    case .input: "input \(name.name)"
    case .function: "func \(name.name)"
    case .component: "component \(name.name)"
    case .sampler: "sampler \(name.name)"
    case .variable: "variable \(name.name)"
    case .import(let path, _): "import \"\(path)\" as \(name.name)"
    }
  }

  fileprivate var outlines: [TreeOutline] {
    switch kind {
    case .input(let type, let value): return [type.outline] + (value.map { [$0.outline] } ?? [])
    case .function(let function): return function.outlines
    case .component(let component):
      let body =
        switch component.body {
        case .block(let block): block.outline
        case .composition(let value): TreeOutline("composition", [value.outline])
        }
      return (component.parameters ?? []).map(\.outline)
        + component.over.map { TreeOutline("over \($0.name.name)", [$0.type.outline]) }
        + component.given.map { TreeOutline("given \($0.name.name)", [$0.type.outline]) } + [body]
    case .sampler(let sampler):
      return sampler.parameters.map(\.outline)
        + [TreeOutline("for \(sampler.density.name): \(sampler.need.name)")]
        + sampler.prelude.map(\.outline)
        + sampler.states.map { TreeOutline("state \($0.name.name)", [$0.initial.outline]) }
        + [TreeOutline("transition", sampler.transition.statements.map(\.outline))]
    case .variable(let type): return [type.outline]
    case .import: return []
    }
  }
}

extension Parameter {
  fileprivate var outline: TreeOutline {
    TreeOutline(
      "parameter \(name.name)", type.outlines + (defaultValue.map { [$0.outline] } ?? []))
  }
}

extension FunctionLiteral {
  fileprivate var outlines: [TreeOutline] {
    let body =
      switch self.body {
      case .expression(let value): value.outline
      case .block(let block): block.outline
      }
    return parameters.map(\.outline)
      + (result.map { [TreeOutline("result", [$0.outline])] } ?? []) + [body]
  }
}

extension Block {
  fileprivate var outline: TreeOutline { TreeOutline("block", statements.map(\.outline)) }
}

extension Conditional {
  fileprivate var outlines: [TreeOutline] {
    [condition.outline, TreeOutline("then", then.statements.map(\.outline))]
      + (otherwise.map { [TreeOutline("else", $0.statements.map(\.outline))] } ?? [])
  }
}

extension Expression {
  var outline: TreeOutline {
    switch kind {
    case .integer(let value): return TreeOutline("integer \(value)")
    case .real(let value): return TreeOutline("real \(value)")
    case .boolean(let value): return TreeOutline("boolean \(value)")
    case .string(let parts):
      return TreeOutline(
        "string",
        parts.map { part in
          switch part {
          case .text(let text): TreeOutline(text.debugDescription)
          case .interpolation(let value): value.outline
          }
        })
    case .label(let name): return TreeOutline("label .\(name)")
    case .name(let name): return TreeOutline("name \(name)")
    case .list(let elements): return TreeOutline("list", elements.map(\.outline))
    case .comprehension(let element, let clauses):
      return TreeOutline("comprehension", [element.outline] + clauses.map(\.outline))
    case .record(let fields):
      return TreeOutline(
        "record",
        fields.map {
          TreeOutline(
            "field \($0.name.name)", $0.indices.flatMap { $0 }.map(\.outline) + [$0.value.outline])
        })
    case .tuple(let elements): return TreeOutline("tuple", elements.map(\.outline))
    case .parenthesized(let value): return TreeOutline("parenthesized", [value.outline])
    case .call(let callee, let arguments):
      return TreeOutline(
        "call",
        [callee.outline]
          + arguments.map { argument in
            argument.label.map { TreeOutline("\($0.name):", [argument.value.outline]) }
              ?? argument.value.outline
          })
    case .member(let base, let name): return TreeOutline("member .\(name.name)", [base.outline])
    case .index(let base, let indices):
      return TreeOutline("index", [base.outline] + indices.map(\.outline))
    case .unary(let operation, let value):
      return TreeOutline("unary \(operation.rawValue)", [value.outline])
    case .binary(let operation, let left, let right, _):
      return TreeOutline("binary \(operation.rawValue)", [left.outline, right.outline])
    case .range(let lower, let upper): return TreeOutline("range", [lower.outline, upper.outline])
    case .conditional(let conditional): return TreeOutline("if", conditional.outlines)
    case .function(let function): return TreeOutline("func", function.outlines)
    case .placement(let density, let target, let given):
      return TreeOutline(
        "placement",
        [density.outline] + (target.map { [TreeOutline("on", [$0.outline])] } ?? [])
          + (given.map { [TreeOutline("given", [$0.outline])] } ?? []))
    case .space(let type): return TreeOutline("space", [type.outline])
    case .missing: return TreeOutline("missing")
    }
  }
}

extension ComprehensionClause {
  fileprivate var outline: TreeOutline {
    switch self {
    case .each(let variable, let sequence):
      TreeOutline("for \(variable.name)", [sequence.outline])
    case .filter(let condition): TreeOutline("if", [condition.outline])
    }
  }
}

extension TypeExpression {
  fileprivate var outline: TreeOutline {
    switch kind {
    case .named(let name, let arguments, let dimensions):
      return TreeOutline(
        "type \(name.name)",
        arguments.map(\.outline)
          + (dimensions.map { [TreeOutline("dimensions", $0.map(\.outline))] } ?? []))
    case .labels(let names):
      return TreeOutline("type {\(names.map(\.name).joined(separator: ", "))}")
    case .record(let fields):
      return TreeOutline(
        "type record", fields.map { TreeOutline("field \($0.name.name)", [$0.type.outline]) })
    case .range(let lower, let upper):
      return TreeOutline("type range", [lower.outline, upper.outline])
    case .shaped(let element, let dimensions):
      return TreeOutline(
        "type shaped",
        [element.outline, TreeOutline("dimensions", dimensions.map(\.outline))])
    case .list(let element): return TreeOutline("type list", [element.outline])
    case .function(let parameters, let result):
      return TreeOutline(
        "type function",
        parameters.map(\.outline) + [TreeOutline("result", [result.outline])])
    case .generic(let name, let space, let given):
      return TreeOutline(
        "type \(name.name)",
        [space.outline] + (given.map { [TreeOutline("given", [$0.outline])] } ?? []))
    case .missing: return TreeOutline("type missing")
    }
  }
}

extension TypeExpression? {
  fileprivate var outlines: [TreeOutline] { map { [$0.outline] } ?? [] }
}
