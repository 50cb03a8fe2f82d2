import CompSource

/// What a plot consists of: marks in page coordinates (points, y downward), in drawing order, below a
/// title and a legend, which each writer places as suits its page.
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
  /// What the frame of a panel spans.
  package struct Panel: Sendable {
    package var x: ClosedRange<Double>
    package var y: ClosedRange<Double>
  }

  package var width: Double
  package var height: Double
  package var title: String
  /// What the inks stand for.
  package var legend: [(name: String, ink: Ink)]
  package var marks: [Mark] = []
  /// What axes are named beside: words keep out of these.
  package var panels: [Panel] = []
  /// nil for the reader's own, where the page can follow it, else light.
  package var theme: Theme?

  package init(
    width: Double, height: Double, title: String, legend: [(name: String, ink: Ink)] = []
  ) {
    self.width = width
    self.height = height
    self.title = title
    self.legend = legend
  }

  package mutating func add(_ mark: Mark) { marks.append(mark) }

  /// The marks of title and legend on a page: the title in the first line, the legend at the right of
  /// the second, where panels leave it room.
  package var header: [Mark] {
    let limit = Int((width - 32) / 7.5)
    var marks: [Mark] = []
    if !title.isEmpty {
      let short = title.cut(toWidth: limit)
      marks.append(.text(short, x: 16, y: 22, size: 14, .text, anchor: .start))
    }
    var right = width - 20
    for (name, ink) in legend.reversed() {
      right -= textWidth(name, size: 11) * 0.93
      marks.append(.text(name, x: right, y: 40, size: 11, .muted, anchor: .start))
      marks.append(.line([(right - 20, 36), (right - 6, 36)], ink, width: 3))
      right -= 36
    }
    return marks
  }
}

/// How wide a text is at most in the sans-serif faces that are met.
func textWidth(_ text: String, size: Double) -> Double { Double(text.displayWidth) * size * 0.58 }
