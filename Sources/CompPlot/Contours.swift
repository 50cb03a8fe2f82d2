import func Foundation.exp

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

  /// The line segments along which the grid, interpolated linearly, has a value (marching squares).
  package func contour(at level: Double) -> [[(x: Double, y: Double)]] {
    var segments: [[(x: Double, y: Double)]] = []
    let floor = level - 1e3
    func value(_ column: Int, _ row: Int) -> Double {
      let v = values[row * columns + column]
      return v.isFinite ? v : floor
    }
    func place(_ column: Double, _ row: Double) -> (x: Double, y: Double) {
      (
        x.lowerBound + (x.upperBound - x.lowerBound) * column / Double(columns - 1),
        y.lowerBound + (y.upperBound - y.lowerBound) * row / Double(rows - 1)
      )
    }
    for row in 0..<(rows - 1) {
      for column in 0..<(columns - 1) {
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
        var crossings: [(x: Double, y: Double)] = []
        for edge in 0..<4 {
          let (a, b) = (corners[edge], corners[(edge + 1) % 4])
          let (va, vb) = (value(column + a.0, row + a.1), value(column + b.0, row + b.1))
          guard (va < level) != (vb < level) else { continue }
          let t = (level - va) / (vb - va)
          crossings.append(
            place(
              Double(column) + Double(a.0) + t * Double(b.0 - a.0),
              Double(row) + Double(a.1) + t * Double(b.1 - a.1)))
        }
        if crossings.count >= 2 { segments.append([crossings[0], crossings[1]]) }
        if crossings.count == 4 { segments.append([crossings[2], crossings[3]]) }
      }
    }
    return segments
  }
}
