import func CompPlatform.exp

/// Values at the points of a grid, row after row from the bottom.
package struct Grid: Sendable {
  package var columns: Int
  package var rows: Int
  package var x: ClosedRange<Double>
  package var y: ClosedRange<Double>
  package var values: [Double]

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
  package func levels(ofMass shares: [Double]) -> [Double] {
    let sorted = values.filter(\.isFinite).sorted(by: >)
    guard let top = sorted.first else { return [] }
    let weights = sorted.map { exp($0 - top) }
    let total = weights.reduce(0, +)
    return shares.compactMap { share in
      var sum = 0.0
      for (value, weight) in zip(sorted, weights) {
        sum += weight
        if sum >= share * total { return value }
      }
      return sorted.last
    }
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
      let t = (level - va) / (vb - va)
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
