import CompIR
import CompModel
import CompSource
import CompSyntax

extension Interpreter {
  func execute(_ declaration: Declaration, at span: Span, in scope: Scope) throws {
    let name = declaration.name
    switch declaration.kind {
    case .input(let type, let value):
      try executeInput(name, type, value, in: scope)
    case .variable(let type):
      let declared: Variable
      do {
        declared = try variable(name.name, type, in: scope, dimensions: [:])
      } catch let unbound as UnboundDimension {
        throw Diagnostic.unknownName(
          unbound.name, at: unbound.span, among: candidates(scope.visibleNames))
      }
      try checkBounds(of: declared, at: type.span)
      checkFresh(name, in: scope)
      variables[name.name] = declared
      scope.define(name.name, .init(.variable(declared.whole), span: name.span))
      note(name.span) { _ in "\(name.name): \(declared.typeDescription)" }
    case .import(let path, let pathSpan):
      try executeImport(name, path, pathSpan, in: scope)
    case .function(let literal):
      if mode == .check { try checkBody(of: name, literal, in: scope) }
    case .component(let component):
      try executeComponent(name, component, at: span, in: scope)
    case .sampler: break
    }
  }

  /// How many files may import one another in a chain.
  private static var importDepthLimit: Int { 100 }

  private func executeImport(
    _ name: Identifier, _ path: String, _ pathSpan: Span, in scope: Scope
  ) throws {
    checkFresh(name, in: scope)
    let source: SourceFile
    do { source = try effects.importSource(path, pathSpan.source) } catch {
      throw Diagnostic.importFailed(path, at: pathSpan, reason: "\(error)")
    }
    // The files from the program to the one that imports.
    let outer = importing
    let chain = outer.isEmpty ? [pathSpan.source.name] : outer
    guard !chain.contains(source.name) else {
      throw Diagnostic.importCycle(path, at: pathSpan, chain: chain + [source.name])
    }
    guard chain.count <= Self.importDepthLimit else {
      throw Diagnostic.importFailed(
        path, at: pathSpan,
        reason: "files import one another more than \(Self.importDepthLimit) deep")
    }
    let module: Scope
    if let known = modules[source.name] {
      module = known
    } else {
      importing = chain + [source.name]
      defer { importing = outer }
      let tree = SyntaxTree.parse(source)
      for diagnostic in tree.diagnostics { report(diagnostic) }
      module = Scope(parent: nil)
      try execute(tree, in: module)
      modules[source.name] = module
    }
    scope.define(
      name.name, .init(.module(Module(name: source.name, scope: module)), span: name.span))
  }

  private func executeComponent(
    _ name: Identifier, _ component: ComponentDeclaration, at span: Span, in scope: Scope
  ) throws {
    if case .composition(let expression) = component.body, component.parameters == nil {
      checkFresh(name, in: scope)
      instantiating.append((name.name, name.span))
      namesInDefinition.append((name.name, name.span))
      defer {
        instantiating.removeLast()
        namesInDefinition.removeLast()
      }
      let value: Value
      do { value = try evaluate(expression, in: scope) } catch let diagnostic as Diagnostic
        where diagnostic.code == .unknownName && diagnostic.labels.first?.span.text == name.name
      {
        throw Diagnostic.recursiveComponent(
          name.name, at: diagnostic.labels[0].span, declaration: name.span)
      }
      if case .unknown = value {
        scope.define(name.name, .init(value, span: name.span))
        return
      }
      if case .call(var unsized) = value {
        unsized.name = name.name
        scope.define(name.name, .init(.call(unsized), span: name.span))
        return
      }
      let density = try asDensity(value, at: expression.span).named(name.name)
      try checkProper(density, at: expression.span)
      scope.define(name.name, .init(.density(density), span: name.span))
      note(name.span) { _ in
        "\(name.name): Density<\(density.space.description)>, \(density.analysis.grade.rawValue)"
      }
      return
    }
    guard mode == .check else { return }
    if case .composition(let composition) = component.body {
      checkNames(of: composition, component.parameters ?? [], in: scope)
    }
    let definition = ComponentDefinition(
      name: name.name, declaration: component, span: name.span, scope: scope, documentation: "",
      isStandard: false)
    checkRecursion(of: definition)
    // The body is checked with its defaults, where it has them all, or with unknowns.
    var arguments: [String: BoundArgument] = [:]
    for parameter in component.parameters ?? [] where parameter.defaultValue == nil {
      arguments[parameter.name.name] = BoundArgument(
        value: try placeholder(for: parameter.type, in: scope), span: parameter.name.span,
        expression: nil)
    }
    let call = ComponentCall(definition: definition, arguments: arguments, span: name.span)
    do {
      let made = try density(of: call, placedOn: nil)
      if case .density(let density) = made {
        note(name.span) { _ in
          "\(name.name): Density<\(density.space.description)>, \(density.analysis.grade.rawValue)"
        }
      }
    } catch let unbound as UnboundDimension {
      throw Diagnostic.unknownName(
        unbound.name, at: unbound.span, among: candidates(scope.visibleNames))
    }
  }

  /// A stand-in for an argument, when a body is checked before it is used.
  func placeholder(for type: TypeExpression?, in scope: Scope) throws -> Value {
    guard let type else { return .unknown(.any) }
    switch type.kind {
    case .named(let name, _, let dimensions):
      switch name.name {
      case "Int": return .unknown(.integer)
      case "Bool": return .unknown(.boolean)
      case "String": return .unknown(.string)
      case "Sampler": return .unknown(.sampler)
      case "Density": return .unknown(.density(nil))
      case "R", "Real", "Positive", "UnitInterval", "Between", "Above", "Below", "Simplex",
        "Ordered", "Weights":
        return .unknown(
          .tensor(
            (dimensions ?? []).map { expression in
              guard case .integer(let size) = expression.kind else { return nil }
              return size
            }))
      default: return .unknown(.any)
      }
    case .generic(let name, _, _):
      switch name.name {
      case "Density": return .unknown(.density(nil))
      case "Samples": return .unknown(.samples(nil))
      default: return .unknown(.any)
      }
    case .function: return .unknown(.function)
    case .labels, .record, .range, .shaped, .list, .missing: return .unknown(.any)
    }
  }

  /// A function's body is checked once with unknown arguments, whether or not it is called.
  private func checkBody(of name: Identifier, _ literal: FunctionLiteral, in scope: Scope) throws {
    var named: [String: BoundArgument] = [:]
    let inner = Scope(parent: scope)
    for parameter in literal.parameters {
      named[parameter.name.name] = BoundArgument(
        value: try placeholder(for: parameter.type, in: scope), span: parameter.name.span,
        expression: nil)
      if let dimensions = parameter.type?.dimensions {
        for case .name(let dimension) in dimensions.map(\.kind)
        where scope.binding(dimension) == nil {
          inner.define(dimension, .init(.unknown(.integer)))
        }
      }
    }
    let function = Function(
      name: name.name, body: .literal(literal, closure: inner), declaration: name.span)
    do {
      _ = try whileDrawing { try call(function, literal, inner, named, at: name.span) }
    } catch let diagnostic
      as Diagnostic where diagnostic.code == .limitExceeded
    {
      // A recursion that only its arguments end cannot be followed without them.
    }
  }
}
