import CompPlot

/// What values and plots are printed to.
package struct TerminalPage: Sendable {
  /// How wide a line may be.
  package var columns: Int
  /// Whether text may be coloured.
  package var usesColor: Bool
  /// Whether it is a terminal, which obeys some characters instead of showing them.
  package var isTerminal: Bool
  /// The text that makes the terminal draw a picture of at most so many columns; nil where it has no
  /// graphics.
  package var drawing: @Sendable (DisplayList, _ columns: Int) -> String?

  package init(
    columns: Int = 80, usesColor: Bool = false, isTerminal: Bool = false,
    drawing: @escaping @Sendable (DisplayList, _ columns: Int) -> String? = { _, _ in nil }
  ) {
    self.columns = columns
    self.usesColor = usesColor
    self.isTerminal = isTerminal
    self.drawing = drawing
  }

  /// A picture, drawn by the terminal where it can, else in characters.
  package func text(of picture: DisplayList, columns: Int? = nil) -> String {
    let columns = min(columns ?? self.columns, self.columns)
    return drawing(picture, columns)
      ?? picture.terminal(columns: columns, usesColor: usesColor)
  }

  /// The same with fewer columns.
  func narrower(by count: Int) -> TerminalPage {
    var page = self
    page.columns = max(page.columns - count, 20)
    return page
  }

  /// Text that tells of what stands beside it.
  func muted(_ text: String) -> String { usesColor ? "\u{1B}[90m\(text)\u{1B}[0m" : text }
}
