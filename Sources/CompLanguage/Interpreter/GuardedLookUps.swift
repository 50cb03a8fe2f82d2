import CompIR
import CompModel

/// Tells which random indices stand in a branch that is taken only where they are rows of their tables, as in
/// `if k < 3 { table[k] } else { 0 }`.
struct GuardedLookUps {
  /// Nodes that are visited before the rest counts as not guarded.
  private static let patience = 1 << 16

  private let suspects: Set<Expr>
  private var leadsToSuspect: [Expr: Bool] = [:]
  private var unguarded: Set<Expr> = []
  private var visits = 0

  /// The suspects, which are look-ups, that some way from the roots reaches without a condition that keeps their
  /// index in range.
  static func unguarded(_ suspects: [Expr], from roots: [Expr], _ finder: RangeFinder) -> Set<Expr>
  {
    var search = GuardedLookUps(suspects: Set(suspects))
    var seen: Set<Expr> = []
    for root in roots { search.visit(root, finder, elementwise: false, &seen) }
    return search.visits > patience ? search.suspects : search.unguarded
  }

  private init(suspects: Set<Expr>) { self.suspects = suspects }

  /// - Parameters:
  ///   - elementwise: whether a condition holds for each element by itself, so that it says nothing where
  ///     elements are brought together.
  ///   - seen: nodes that were visited under the same conditions.
  private mutating func visit(
    _ expr: Expr, _ finder: RangeFinder, elementwise: Bool, _ seen: inout Set<Expr>
  ) {
    guard leads(expr), visits <= Self.patience, seen.insert(expr).inserted else { return }
    visits += 1
    guard case .operation(let operation, let operands) = expr.node else {
      for operand in expr.operands { visit(operand, finder, elementwise: elementwise, &seen) }
      return
    }
    if suspects.contains(expr), operands.count == 2, let rows = operands[0].shape.dimensions.first {
      var finder = finder
      let range = finder.range(of: operands[1])
      if !range.lies(from: 0, to: Double(rows - 1)) { unguarded.insert(expr) }
    }
    switch operation {
    case .select where operands.count == 3:
      visit(operands[0], finder, elementwise: elementwise, &seen)
      for (branch, holds) in [(operands[1], true), (operands[2], false)] {
        var finder = finder
        let facts = finder.facts(where: operands[0], is: holds)
        guard !facts.isEmpty else {
          visit(branch, finder, elementwise: elementwise, &seen)
          continue
        }
        var inside: Set<Expr> = []
        visit(
          branch, finder.assuming(facts),
          elementwise: elementwise || !operands[0].shape.isScalar, &inside)
      }
    case .scalar, .gather, .stopGradient:
      for operand in operands { visit(operand, finder, elementwise: elementwise, &seen) }
    default:
      // Elements are brought together, among them those for which the condition does not hold.
      var outside: Set<Expr> = []
      for operand in operands {
        if elementwise {
          visit(operand, finder.withoutAssumptions, elementwise: false, &outside)
        } else {
          visit(operand, finder, elementwise: false, &seen)
        }
      }
    }
  }

  /// Whether a suspect stands in an expression.
  private mutating func leads(_ expr: Expr) -> Bool {
    if let known = leadsToSuspect[expr] { return known }
    leadsToSuspect[expr] = false
    var found = suspects.contains(expr)
    for operand in expr.operands where leads(operand) { found = true }
    leadsToSuspect[expr] = found
    return found
  }
}

extension Expr {
  /// What a node is made of.
  fileprivate var operands: [Expr] {
    switch node {
    case .variable, .leaf: []
    case .operation(_, let operands): operands
    case .loop(let loop, _): loop.initial + loop.results + [loop.condition].compactMap { $0 }
    case .call(_, let arguments, _): arguments
    }
  }
}

extension RangeFinder {
  /// What is known of the operands of comparisons where a condition holds, or where it does not.
  fileprivate mutating func facts(where condition: Expr, is holds: Bool) -> [(
    expr: Expr, range: ValueRange
  )] {
    guard case .operation(.scalar(let function), let operands) = condition.node else { return [] }
    switch (function, holds) {
    case (.not, _): return facts(where: operands[0], is: !holds)
    case (.and, true), (.or, false):
      return facts(where: operands[0], is: holds) + facts(where: operands[1], is: holds)
    case (.less, true): return order(operands[0], operands[1], isStrict: true)
    case (.less, false): return order(operands[1], operands[0], isStrict: false)
    case (.lessOrEqual, true): return order(operands[0], operands[1], isStrict: false)
    case (.lessOrEqual, false): return order(operands[1], operands[0], isStrict: true)
    case (.equal, true), (.notEqual, false):
      let (a, b) = (range(of: operands[0]), range(of: operands[1]))
      return [(operands[0], b), (operands[1], a)]
    case (.equal, false), (.notEqual, true):
      let (a, b) = (range(of: operands[0]), range(of: operands[1]))
      return [(operands[0], a.without(b)), (operands[1], b.without(a))]
    default: return []
    }
  }

  /// What is known where one expression is below another. Whole numbers differ by 1 at least.
  private mutating func order(_ low: Expr, _ high: Expr, isStrict: Bool) -> [(
    expr: Expr, range: ValueRange
  )] {
    let (a, b) = (range(of: low), range(of: high))
    let gap: Double = isStrict && a.isWhole && b.isWhole ? 1 : 0
    // A whole number below one that may lie between is at most the next whole number below.
    var (most, least) = (b.upper - gap, a.lower + gap)
    if isStrict, gap == 0, a.isWhole { most = b.upper.rounded(.up) - 1 }
    if isStrict, gap == 0, b.isWhole { least = a.lower.rounded(.down) + 1 }
    return [
      (low, ValueRange(-.infinity, most)), (high, ValueRange(least, .infinity)),
    ]
  }
}

extension ValueRange {
  /// The values but for a single one, where it is an end of whole numbers.
  fileprivate func without(_ other: ValueRange) -> ValueRange {
    guard isWhole, other.lower == other.upper else { return self }
    var rest = self
    if other.lower == lower { rest.lower += 1 }
    if other.upper == upper { rest.upper -= 1 }
    return rest
  }
}
