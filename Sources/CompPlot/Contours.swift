import func CompPlatform.exp

/// Values at the points of a grid, row after row from the bottom.
package struct Grid: Sendable {
  package var columns: Int
  package var rows: Int
  package var x: ClosedRange<Double>
  package var y: ClosedRange<Double>
  package var values: [Double]
  /// Where a density ends between two neighbours, as a share of the way from the first: by the number of
  /// the side.
  private(set) var ends: [Int: Double] = [:]

  package init(
    columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>, values: [Double]
  ) {
    self.columns = columns
    self.rows = rows
    self.x = x
    self.y = y
    self.values = values
  }

  /// The points of a grid, in the order of its values.
  package static func points(
    columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>
  ) -> [(x: Double, y: Double)] {
    (0..<rows).flatMap { row in
      (0..<columns).map { column in
        (
          x.lowerBound + (x.upperBound - x.lowerBound) * Double(column) / Double(columns - 1),
          y.lowerBound + (y.upperBound - y.lowerBound) * Double(row) / Double(rows - 1)
        )
      }
    }
  }

  /// The levels above which lie the given shares of the mass, where values are log densities.
  ///
  /// Where many points have one value, as those of a uniform density do, the level of that value has the
  /// share of them all, and stands for every share that ends among them.
  ///
  /// - Parameter total: the whole mass, in units of the largest value's; nil for that of the grid. Shares
  ///   of which the grid does not hold enough have no level.
  package func levels(ofMass shares: [Double], total: Double? = nil) -> [(
    share: Double, level: Double
  )] {
    let sorted = values.filter(\.isFinite).sorted(by: >)
    guard let top = sorted.first else { return [] }
    let weights = sorted.map { exp($0 - top) }
    let held = weights.reduce(0, +)
    // Of a grid a little may be lost.
    let whole = total.map { abs($0 - held) < 0.02 * $0 ? held : $0 } ?? held
    var levels: [(share: Double, level: Double)] = []
    for share in shares {
      var sum = 0.0
      guard
        let place = weights.firstIndex(where: { weight in
          sum += weight
          return sum >= share * whole * (1 - 1e-12)
        }), levels.last?.level != sorted[place]
      else { continue }
      let ties = sorted[(place + 1)...].prefix { $0 == sorted[place] }.count
      let held = (sum + Double(ties) * weights[place]) / whole
      levels.append((held > share + 0.02 ? min(held, 1) : share, sorted[place]))
    }
    return levels
  }

  /// Whether the density ends somewhere on the grid.
  package var hasEnds: Bool { values.contains(where: \.isFinite) && !values.allSatisfy(\.isFinite) }

  /// The same with the places found where the density ends between two points: at the edge of a support
  /// its contours then run along that edge.
  ///
  /// - Parameter logs: the log densities at points, given by their coordinates; nil where they cannot be
  ///   had.
  package func findingEnds(_ logs: ([Double], [Double]) -> [Double]?) -> Grid {
    var sides: [(number: Int, inside: Int, outside: Int)] = []
    for place in values.indices {
      for (next, offset) in [(place + 1, 0), (place + columns, 1)] {
        let isInside = offset == 0 ? place % columns + 1 < columns : next < values.count
        guard isInside, values[place].isFinite != values[next].isFinite else { continue }
        let isFirst = values[place].isFinite
        sides.append((2 * place + offset, isFirst ? place : next, isFirst ? next : place))
      }
    }
    guard !sides.isEmpty else { return self }
    // The share of the way from inside to outside at which the density still is.
    var low = [Double](repeating: 0, count: sides.count)
    var high = [Double](repeating: 1, count: sides.count)
    for _ in 0..<12 {
      let middle = zip(low, high).map { ($0 + $1) / 2 }
      let points = zip(sides, middle).map { side, t -> (x: Double, y: Double) in
        let (a, b) = (point(side.inside), point(side.outside))
        return (a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))
      }
      guard let found = logs(points.map(\.x), points.map(\.y)) else { return self }
      for (index, value) in found.enumerated() {
        if value.isFinite { low[index] = middle[index] } else { high[index] = middle[index] }
      }
    }
    var grid = self
    for (side, share) in zip(sides, low) {
      grid.ends[side.number] = side.inside < side.outside ? share : 1 - share
    }
    return grid
  }

  /// The same with a border of nothing around it, so that every contour is closed.
  package var walled: Grid {
    let step = (
      x: (x.upperBound - x.lowerBound) / Double(columns - 1),
      y: (y.upperBound - y.lowerBound) / Double(rows - 1)
    )
    let wall = [Double](repeating: -.infinity, count: columns + 2)
    var inner: [Double] = []
    for row in 0..<rows {
      inner.append(-.infinity)
      inner += values[(row * columns)..<((row + 1) * columns)]
      inner.append(-.infinity)
    }
    var grid = Grid(
      columns: columns + 2, rows: rows + 2,
      x: (x.lowerBound - step.x)...(x.upperBound + step.x),
      y: (y.lowerBound - step.y)...(y.upperBound + step.y), values: wall + inner + wall)
    for (number, share) in ends {
      let place = number / 2
      let moved = (place / columns + 1) * (columns + 2) + place % columns + 1
      grid.ends[2 * moved + number % 2] = share
    }
    return grid
  }

  private func point(_ place: Int) -> (x: Double, y: Double) {
    self.place(Double(place % columns), Double(place / columns))
  }

  /// The lines along which the grid, interpolated linearly, has a value (marching squares): closed
  /// ones end where they begin.
  package func contour(at level: Double) -> [[(x: Double, y: Double)]] {
    var neighbours: [Int: [Int]] = [:]
    var places: [Int: (x: Double, y: Double)] = [:]
    for row in 0..<(rows - 1) {
      for column in 0..<(columns - 1) {
        let crossings = crossings(of: level, column, row)
        for crossing in crossings { places[crossing.edge] = crossing.place }
        for pair in joined(crossings.map(\.edge), level, column, row) {
          neighbours[pair.0, default: []].append(pair.1)
          neighbours[pair.1, default: []].append(pair.0)
        }
      }
    }
    // Open lines first, from their ends; what is left then is closed.
    var lines: [[(x: Double, y: Double)]] = []
    let edges = neighbours.keys.sorted()
    for start in edges.filter({ neighbours[$0]?.count == 1 }) + edges {
      guard var next = neighbours[start]?.first else { continue }
      var line = [start]
      while true {
        let last = line[line.count - 1]
        neighbours[last]?.removeAll { $0 == next }
        neighbours[next]?.removeAll { $0 == last }
        line.append(next)
        guard let following = neighbours[next]?.first else { break }
        next = following
      }
      lines.append(line.compactMap { places[$0] })
    }
    return lines
  }

  private func value(_ column: Int, _ row: Int, _ level: Double) -> Double {
    let value = values[row * columns + column]
    return value.isFinite ? value : level - 1e3
  }

  /// Where the sides of a cell have the value: the side, and the point on it. Sides are numbered over
  /// the whole grid, horizontal ones even, vertical ones odd.
  private func crossings(of level: Double, _ column: Int, _ row: Int) -> [(
    edge: Int, place: (x: Double, y: Double)
  )] {
    let sides = [
      ((0, 0), (1, 0), 2 * (row * columns + column)),
      ((1, 0), (1, 1), 2 * (row * columns + column + 1) + 1),
      ((0, 1), (1, 1), 2 * ((row + 1) * columns + column)),
      ((0, 0), (0, 1), 2 * (row * columns + column) + 1),
    ]
    return sides.compactMap { a, b, edge in
      let va = value(column + a.0, row + a.1, level)
      let vb = value(column + b.0, row + b.1, level)
      guard (va < level) != (vb < level) else { return nil }
      let t = ends[edge] ?? (level - va) / (vb - va)
      return (
        edge,
        place(
          Double(column + a.0) + t * Double(b.0 - a.0), Double(row + a.1) + t * Double(b.1 - a.1))
      )
    }
  }

  /// Which of a cell's crossings belong together. Where all four sides are crossed the value in the
  /// middle tells.
  private func joined(_ edges: [Int], _ level: Double, _ column: Int, _ row: Int) -> [(Int, Int)] {
    switch edges.count {
    case 2: return [(edges[0], edges[1])]
    case 4:
      let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map {
        value(column + $0.0, row + $0.1, level)
      }
      let middle = corners.reduce(0, +) / 4
      // Bottom with right and top with left, or bottom with left and right with top.
      return (middle < level) == (corners[0] < level)
        ? [(edges[0], edges[1]), (edges[2], edges[3])]
        : [(edges[0], edges[3]), (edges[1], edges[2])]
    default: return []
    }
  }

  private func place(_ column: Double, _ row: Double) -> (x: Double, y: Double) {
    (
      x.lowerBound + (x.upperBound - x.lowerBound) * column / Double(columns - 1),
      y.lowerBound + (y.upperBound - y.lowerBound) * row / Double(rows - 1)
    )
  }
}
