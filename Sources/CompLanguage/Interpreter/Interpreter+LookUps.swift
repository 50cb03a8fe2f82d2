import CompIR
import CompModel
import CompSource

/// A place where a random index stands, and its table.
struct LookUpPlace {
  let rows: Int
  let range: ValueRange
  let index: Span
  let table: Span
}

/// A random index into a table that is out of range for some of its values.
private struct LookUp {
  let expr: Expr
  let index: Expr
  let range: ValueRange
  let rows: Int
}

/// Random indices in the densities that are used, when the values of their variables are known.
extension Interpreter {
  /// Checks that each random index in a density is a row of its table for all values of its variables.
  package func checkLookUps(in density: Density) throws {
    var walk = LookUpWalk(in: density.space.union(density.given))
    for (factor, leaf) in density.leaves {
      let formulas = [factor.logDensity] + [factor.support].compactMap { $0 }
      if let found = walk.lookUpsOutOfRange(in: formulas).first {
        throw diagnostic(of: found, in: leaf)
      }
    }
  }

  /// Checks that indices which a condition fixes are rows of their tables.
  func checkLookUps(
    in density: Density, fixing fixed: [Coordinate: Double]
  ) throws {
    var walk = LookUpWalk(in: density.space.union(density.given))
    for (factor, leaf) in density.leaves {
      for found in walk.lookUpsOutOfRange(in: [factor.logDensity]) {
        var substitution = Substitution { part, element in
          fixed[Coordinate(variable: part.name, element: element)].map { .number($0) }
        }
        let range = walk.finder.range(of: try substitution(found.index))
        guard range.lower > Double(found.rows - 1) || range.upper < 0 else { continue }
        throw diagnostic(
          of: LookUp(expr: found.expr, index: found.index, range: range, rows: found.rows),
          in: leaf)
      }
    }
  }

  private func diagnostic(of found: LookUp, in leaf: Density) -> Diagnostic {
    func isInside(_ span: Span) -> Bool {
      span.source === leaf.span.source && leaf.span.range.contains(span.range.lowerBound)
    }
    let places = lookUpPlaces.filter { $0.rows == found.rows }
    let alike = places.filter { $0.range == found.range }
    let place =
      alike.first { isInside($0.index) } ?? places.first { isInside($0.index) } ?? alike.first
      ?? places.first
    return .randomIndexOutOfRange(
      found.range, rows: found.rows, at: place?.index ?? leaf.span, place?.table)
  }
}

/// Finds the random indices of expressions that are out of range; shared nodes are looked at once.
private struct LookUpWalk {
  var finder: RangeFinder
  private var outOfRange: [LookUp] = []
  private var seen: Set<Expr> = []

  init(in space: Space) { finder = RangeFinder(in: space) }

  /// The indices that are out of range where they are used; a condition may keep them in range.
  mutating func lookUpsOutOfRange(in formulas: [Expr]) -> [LookUp] {
    outOfRange = []
    for formula in formulas { visit(formula) }
    guard !outOfRange.isEmpty else { return [] }
    let unguarded = GuardedLookUps.unguarded(
      outOfRange.map(\.expr), from: formulas, finder.withoutAssumptions)
    return outOfRange.filter { unguarded.contains($0.expr) }
  }

  private mutating func visit(_ expr: Expr) {
    guard seen.insert(expr).inserted else { return }
    switch expr.node {
    case .variable, .leaf: break
    case .operation(let operation, let operands):
      if case .gather = operation, operands.count == 2 {
        check(expr, operands[1], of: operands[0])
      }
      for operand in operands { visit(operand) }
    case .loop(let loop, _):
      for expr in loop.initial + loop.results + [loop.condition].compactMap({ $0 }) { visit(expr) }
    case .call(_, let arguments, _):
      for argument in arguments { visit(argument) }
    }
  }

  private mutating func check(_ expr: Expr, _ index: Expr, of table: Expr) {
    guard index.constantValue == nil, let rows = table.shape.dimensions.first else { return }
    let range = finder.range(of: index)
    if range.isKnown, !range.lies(from: 0, to: Double(rows - 1)) {
      outOfRange.append(LookUp(expr: expr, index: index, range: range, rows: rows))
    }
  }
}
