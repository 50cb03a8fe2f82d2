import func CompPlatform.exp

/// A log density over the frame of a plot, and whether its constant is known.
package struct PlottedGrid: Sendable {
  package struct Contour: Sendable {
    /// The share of the mass within; nil where that is not known, for it runs out of the frame.
    package var share: Double?
    package var lines: [[(x: Double, y: Double)]]
  }
  package var grid: Grid
  /// Whether `exp` of the values is the density itself.
  package var isNormalized: Bool

  package init(_ grid: Grid, isNormalized: Bool) {
    self.grid = grid
    self.isNormalized = isNormalized
  }

  /// The contours of half of the mass, nine tenths and all but a hundredth. Those that run out of the frame
  /// have no share; of a density without its constant none has where one of them runs out, for the mass
  /// beyond the frame is not known.
  package var contours: [Contour] {
    let levels = grid.levels(
      ofMass: [0.5, 0.9, 0.99], total: isNormalized ? grid.wholeMass : nil)
    let runsOut = levels.map { grid.runsOut(at: $0.level) }
    return zip(levels, runsOut).map { found, isOpen in
      let isKnown = isNormalized ? !isOpen : !runsOut.contains(true)
      return Contour(share: isKnown ? found.share : nil, lines: grid.contour(at: found.level))
    }
  }

  /// `density: 50, 90, 99 %`, with the shares that are known.
  static func name(of contours: [Contour]) -> String {
    let shares = contours.compactMap(\.share).map { "\(Int(($0 * 100).rounded()))" }
    return shares.isEmpty ? "density" : "density: \(shares.joined(separator: ", ")) %"
  }
}

extension Grid {
  /// The mass of a whole normalised density, in units of the cell with the largest value.
  var wholeMass: Double {
    let top = values.filter(\.isFinite).max() ?? 0
    let cell =
      (x.upperBound - x.lowerBound) / Double(columns - 1)
      * (y.upperBound - y.lowerBound) / Double(rows - 1)
    return exp(-top) / cell
  }

  /// Whether a contour reaches the edge of the grid.
  func runsOut(at level: Double) -> Bool {
    (0..<rows).contains { row in
      (0..<columns).contains { column in
        (row == 0 || column == 0 || row == rows - 1 || column == columns - 1)
          && values[row * columns + column] >= level
      }
    }
  }
}
