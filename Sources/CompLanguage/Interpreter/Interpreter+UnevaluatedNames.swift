import CompSource
import CompSyntax

/// What a check does not evaluate: branches that it knows not to be taken, for the condition may be what
/// makes them right; compositions whose parameters have no values; what stands beside broken values. The names in them must be there, and
/// must not lead back to the composition.
extension Interpreter {
  /// Reports the names of a branch that nothing defines.
  func checkNames(ofUntaken block: Block?, in scope: Scope) {
    guard mode == .check, trialDepth == 0, let block, !isStandard(block.span.source),
      checkedBranches.insert(block.span).inserted
    else { return }
    var walk = nameWalk(in: scope)
    walk.visit(block)
  }

  /// Reports the names of a composition that nothing defines, where its parameters have no values.
  func checkNames(of composition: Expression, _ parameters: [Parameter], in scope: Scope) {
    guard mode == .check, checkedBranches.insert(composition.span).inserted else { return }
    var walk = nameWalk(in: scope)
    walk.within(parameters.map(\.name.name)) { $0.visit(composition) }
  }

  /// Reports the names of a statement that nothing defines, where something that is broken already kept
  /// it from being evaluated: they are mistakes of their own.
  func checkNames(besidePoison statement: Statement, in scope: Scope) {
    guard mode == .check, trialDepth == 0, !isStandard(statement.span.source) else { return }
    var walk = nameWalk(in: scope)
    switch statement.kind {
    case .let(_, _, let value), .var(_, _, let value), .expression(let value),
      .assign(_, let value):
      walk.visit(value)
    case .declaration(let declaration):
      guard case .component(let component) = declaration.kind, component.parameters == nil,
        case .composition(let composition) = component.body
      else { return }
      walk.visit(composition)
    case .return, .conditional, .for, .repeat, .missing: break
    }
  }

  /// Reports a component with parameters whose composition mentions it again, itself or by way of others.
  /// Of those that go round together one is reported.
  func checkRecursion(of definition: ComponentDefinition) {
    guard !recursiveComponents.contains(definition.span) else { return }
    var seen: Set<Span> = []
    guard let (place, way) = mention(of: definition, in: definition, seen: &seen) else { return }
    recursiveComponents.formUnion(way.map(\.span) + [definition.span])
    report(
      .recursiveComponent(
        definition.name, at: place, declaration: definition.span,
        through: way.first.map { ($0.name, $0.span) }))
  }

  /// Where a composition mentions the wanted component, and by way of which others if not itself.
  private func mention(
    of wanted: ComponentDefinition, in definition: ComponentDefinition, seen: inout Set<Span>
  ) -> (place: Span, way: [ComponentDefinition])? {
    guard case .composition(let composition) = definition.declaration.body,
      seen.insert(definition.span).inserted
    else { return nil }
    var mentions: [(component: ComponentDefinition, place: Span)] = []
    var walk = NameWalk { name, span in
      // Of several components of one name the arguments tell which is meant: they may build on each other.
      guard case .component(let family)? = definition.scope.binding(name)?.value,
        family.definitions.count == 1
      else { return }
      mentions.append((family.definitions[0], span))
    }
    walk.within((definition.declaration.parameters ?? []).map(\.name.name)) { walk in
      walk.visit(composition)
    }
    for (component, place) in mentions {
      if component.span == wanted.span { return (place, []) }
      if let (_, way) = mention(of: wanted, in: component, seen: &seen) {
        return (place, [component] + way)
      }
    }
    return nil
  }

  private func nameWalk(in scope: Scope) -> NameWalk {
    NameWalk { name, span in
      do { _ = try self.lookUp(name, at: span, in: scope) } catch let diagnostic as Diagnostic
        where diagnostic.code == .unknownName && self.later[name] == nil
      {
        self.report(diagnostic)
      } catch {
        // What is known under a name is not asked for.
      }
    }
  }
}
