/// What a plot consists of: marks in page coordinates (points, y downward), in drawing order.
package struct DisplayList: Sendable {
  /// Colours by role; what each role looks like depends on the theme.
  package enum Ink: String, Sendable, CaseIterable {
    case text, muted, grid, draws, density, second, third, fourth
  }

  package enum Mark: Sendable {
    case line([(x: Double, y: Double)], Ink, width: Double)
    case area([(x: Double, y: Double)], Ink, opacity: Double)
    case dots([(x: Double, y: Double)], Ink, radius: Double, opacity: Double)
    case text(String, x: Double, y: Double, size: Double, Ink, anchor: Anchor)
  }
  package enum Anchor: String, Sendable { case start, middle, end }

  package var width: Double
  package var height: Double
  package var marks: [Mark] = []

  package init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  package mutating func add(_ mark: Mark) { marks.append(mark) }
}
