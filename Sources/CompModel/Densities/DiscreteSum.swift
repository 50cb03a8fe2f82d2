import CompIR

/// `log Σ_z exp(log p(x, z))` over discrete coordinates z, as an expression of the others: variables
/// are summed out one after the other, each from the tables of those summands alone that mention it.
///
/// For a hidden Markov model this is the forward algorithm.
struct DiscreteSum {
  /// A function of some of the coordinates: one axis for each.
  private struct Table {
    var coordinates: [Coordinate]
    var values: Expr
  }

  private let values: [Coordinate: [Int]]
  private var tables: [Table] = []
  /// What mentions none of the coordinates.
  private var rest: [Expr] = []

  /// No table is larger.
  private static let tableLimit = 65_536
  /// Nor are all tables together.
  private static let totalLimit = 1_000_000

  /// - Parameter values: the values of each coordinate that is summed out.
  /// - Returns: nil where a table would be too large.
  static func expression(_ density: Density, over values: [Coordinate: [Int]]) throws -> Expr? {
    var sum = DiscreteSum(values: values)
    for unit in density.factors {
      guard try sum.add(unit.logDensity()) else { return nil }
    }
    return try sum.eliminated()
  }

  private init(values: [Coordinate: [Int]]) { self.values = values }

  private func size(_ coordinates: [Coordinate]) -> Int {
    coordinates.reduce(1) { size, coordinate in
      let (product, overflow) = size.multipliedReportingOverflow(by: values[coordinate]?.count ?? 1)
      return overflow ? .max : product
    }
  }

  private mutating func add(_ log: Expr) throws -> Bool {
    var parts = [log]
    if mentioned(log).count > 2 { parts = try log.summands() }
    var total = 0
    for part in parts {
      let coordinates = mentioned(part)
      guard !coordinates.isEmpty else {
        rest.append(part)
        continue
      }
      let count = size(coordinates)
      total += count
      guard count <= DiscreteSum.tableLimit, total <= DiscreteSum.totalLimit else { return false }
      var entries: [Expr] = []
      for index in 0..<count {
        let assignment = self.assignment(index, coordinates)
        var substitution = Substitution { part, element in
          assignment[Coordinate(variable: part.name, element: element)].map { .number($0) }
        }
        entries.append(try substitution(part))
      }
      tables.append(
        Table(
          coordinates: coordinates,
          values: try .apply(
            .reshape(Shape(coordinates.map { values[$0]?.count ?? 1 })), [.stacked(entries)])))
    }
    return true
  }

  /// The coordinates that are summed out of which an expression depends.
  private func mentioned(_ expr: Expr) -> [Coordinate] {
    Space(Expr.variables(in: [expr])).coordinates.filter { values[$0] != nil }
  }

  /// The values of coordinates at a row-major position of their table.
  private func assignment(_ index: Int, _ coordinates: [Coordinate]) -> [Coordinate: Double] {
    var rest = index
    var result: [Coordinate: Double] = [:]
    for coordinate in coordinates.reversed() {
      let own = values[coordinate] ?? [0]
      result[coordinate] = Double(own[rest % own.count])
      rest /= own.count
    }
    return result
  }

  private func eliminated() throws -> Expr? {
    var tables = self.tables
    var left = values.keys.sorted()
    var constants = rest
    while !left.isEmpty {
      // The one whose elimination makes the smallest table.
      var best: (position: Int, scope: [Coordinate], size: Int)?
      for (position, coordinate) in left.enumerated() {
        var scope: [Coordinate] = []
        for table in tables where table.coordinates.contains(coordinate) {
          scope += table.coordinates.filter { $0 != coordinate && !scope.contains($0) }
        }
        let count = size(scope + [coordinate])
        if count < best?.size ?? .max { best = (position, scope, count) }
      }
      guard let best, best.size <= DiscreteSum.tableLimit else { return nil }
      let coordinate = left.remove(at: best.position)
      let scope = best.scope + [coordinate]
      let touched = tables.filter { $0.coordinates.contains(coordinate) }
      tables.removeAll { $0.coordinates.contains(coordinate) }
      guard !touched.isEmpty else { continue }
      var joint: Expr?
      for table in touched {
        let wide = try spread(table, over: scope)
        joint = try joint.map { try .scalar(.add, $0, wide) } ?? wide
      }
      guard let joint else { continue }
      let summed = try joint.logSumExp(along: joint.shape.rank - 1)
      if best.scope.isEmpty {
        constants.append(summed)
      } else {
        tables.append(Table(coordinates: best.scope, values: summed))
      }
    }
    return try .sum(constants)
  }

  /// A table over more coordinates, along which it is constant.
  private func spread(_ table: Table, over scope: [Coordinate]) throws -> Expr {
    let own = scope.filter(table.coordinates.contains)
    let others = scope.filter { !table.coordinates.contains($0) }
    let ordered = own.compactMap { table.coordinates.firstIndex(of: $0) }
    let turned =
      ordered == Array(ordered.indices)
      ? table.values : try Expr.apply(.transpose(ordered), [table.values])
    let shape = Shape((others + own).map { values[$0]?.count ?? 1 })
    let wide = others.isEmpty ? turned : try Expr.apply(.broadcast(shape), [turned])
    let order = scope.compactMap { (others + own).firstIndex(of: $0) }
    return order == Array(order.indices) ? wide : try .apply(.transpose(order), [wide])
  }
}
