import CompPlatform
import CompSource

extension DisplayList {
  /// The list as lines of text: marks in Braille patterns (two dots by four in a character), words
  /// as they are. Colours are those of the terminal.
  ///
  /// - Parameter columns: how wide the text may be; a character stands for twice as much height as
  ///   width.
  package func terminal(columns: Int, usesColor: Bool) -> String {
    let columns = max(columns, 20)
    var canvas = BrailleCanvas(list: self, columns: columns)
    for mark in marks { canvas.draw(mark) }
    let heading = title.isEmpty && legend.isEmpty ? "" : heading(columns, usesColor) + "\n"
    return heading + canvas.text(usesColor: usesColor)
  }

  /// The title, and the legend at the right of its line, or below it where they do not fit.
  private func heading(_ columns: Int, _ usesColor: Bool) -> String {
    let limit = columns - 2
    let title = title.safeForTerminal.cut(toWidth: limit)
    guard !legend.isEmpty else { return "  " + title }
    let names = legend.map { "\(Self.sign(of: $0.ink)) \($0.name.safeForTerminal)" }
    let shown = zip(names, legend).map { name, entry in
      usesColor ? "\u{1B}[\(entry.ink.terminalCode)m\(name)\u{1B}[0m" : name
    }
    let width = names.reduce(0) { $0 + $1.displayWidth + 3 }
    guard title.displayWidth + width < limit else {
      // What does not fit beside the others stands in a line of its own.
      let separator = width - 3 <= limit ? "   " : "\n  "
      return "  \(title)\n  \(shown.joined(separator: separator))"
    }
    let blanks = String(repeating: " ", count: limit - title.displayWidth - width + 3)
    return "  \(title)\(blanks)\(shown.joined(separator: "   "))"
  }

  private static func sign(of ink: Ink) -> String {
    switch ink {
    case .draws: "⣿"
    case .text, .muted, .grid, .density, .second, .third, .fourth: "⠤"
    }
  }
}

extension DisplayList.Ink {
  /// The colour of a terminal (ECMA-48, SGR).
  fileprivate var terminalCode: String {
    switch self {
    case .text: "0"
    case .muted, .grid: "90"
    case .draws: "34"
    case .density: "33"
    case .second: "32"
    case .third: "35"
    case .fourth: "36"
    }
  }
}

/// Characters, each with eight dots.
private struct BrailleCanvas {
  private let columns: Int
  private let rows: Int
  /// Points of the page to a dot, in both directions.
  private let scale: Double
  private var dots: [UInt8]
  private var inks: [DisplayList.Ink?]
  /// Words; the second cell of a wide character is empty.
  private var letters: [String?]
  private let panels: [DisplayList.Panel]

  init(list: DisplayList, columns: Int) {
    self.columns = columns
    let scale = list.width / Double(columns * 2)
    self.scale = scale
    panels = list.panels
    // Lines of words below a panel may take more room than on a page.
    let lowest = list.marks.compactMap { Self.row(of: $0, beside: list.panels, scale) }.max() ?? 0
    rows = max(1, Int((list.height / scale / 4).rounded(.up)), lowest + 1)
    dots = Array(repeating: 0, count: columns * rows)
    inks = Array(repeating: nil, count: columns * rows)
    letters = Array(repeating: nil, count: columns * rows)
  }

  /// The row of a word; nil for other marks. One above or below a panel keeps out of its frame's own row,
  /// and as many lines away from it as on a page.
  private static func row(
    of mark: DisplayList.Mark, beside panels: [DisplayList.Panel], _ scale: Double
  ) -> Int? {
    guard case .text(_, let x, let y, let size, _, _) = mark else { return nil }
    let middle = y - size * 0.35
    let row = Int((middle / scale / 4).rounded(.down))
    func lines(_ distance: Double) -> Int { Int((distance / (1.4 * size)).rounded(.up)) }
    for panel in panels where panel.x.contains(x) {
      let (top, bottom) = (panel.y.lowerBound, panel.y.upperBound)
      if middle > bottom, lines(middle - bottom) <= 2 {
        return max(row, Int(bottom / scale / 4) + lines(middle - bottom))
      }
      if middle < top, lines(top - middle) == 1, Int(top / scale / 4) > 0 {
        return min(row, Int(top / scale / 4) - 1)
      }
    }
    return row
  }

  mutating func draw(_ mark: DisplayList.Mark) {
    switch mark {
    case .line(let points, let ink, _):
      // The grid would hide what it is there for.
      guard ink != .grid else { return }
      for (a, b) in zip(points, points.dropFirst()) { stroke(from: a, to: b, ink) }
    case .area(let points, let ink, let opacity): fill(points, ink, opacity)
    case .dots(let points, let ink, let radius, _):
      for point in points { dot(point.x, point.y, radius, ink) }
    case .text(let string, let x, _, _, let ink, let anchor):
      guard let row = Self.row(of: mark, beside: panels, scale) else { return }
      let at = Int(x / scale / 2)
      let word = string.safeForTerminal
      let width = word.displayWidth
      let start =
        switch anchor {
        case .start: at
        case .middle: at - width / 2
        case .end: at - width
        }
      guard row >= 0, row < rows else { return }
      // A letter is wider here than on a page: words that would run into others are left out.
      for column in (start - 1)...(start + width) where column >= 0 && column < columns {
        if letters[row * columns + column] != nil { return }
      }
      var column = start
      for letter in word {
        let letterWidth = letter.displayWidth
        if column >= 0, column + letterWidth <= columns, letterWidth > 0 {
          letters[row * columns + column] = String(letter)
          inks[row * columns + column] = ink
          if letterWidth > 1 { letters[row * columns + column + 1] = "" }
        }
        column += letterWidth
      }
    }
  }

  private mutating func dot(_ x: Double, _ y: Double, _ radius: Double, _ ink: DisplayList.Ink) {
    guard radius > 2 else { return set(x, y, ink) }
    for i in -1...1 {
      for j in -1...1 { set(x + Double(i) * scale, y + Double(j) * scale, ink) }
    }
  }

  private mutating func set(_ x: Double, _ y: Double, _ ink: DisplayList.Ink) {
    guard x.isFinite, y.isFinite else { return }
    let (column, row) = (x / scale, y / scale)
    guard column >= 0, row >= 0, column < Double(columns * 2), row < Double(rows * 4) else {
      return
    }
    let (i, j) = (Int(column), Int(row))
    let cell = (j / 4) * columns + i / 2
    // The dots of Unicode's Braille patterns, U+2800: 1 2 3 7 on the left, 4 5 6 8 on the right.
    let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    // A density is drawn over draws: where its line runs, theirs would hide it.
    if ink == .density, inks[cell] == .draws { dots[cell] = 0 }
    dots[cell] |= bits[i % 2][j % 4]
    if inks[cell] == nil || inks[cell] == .muted || ink == .density { inks[cell] = ink }
  }

  private mutating func stroke(
    from a: (x: Double, y: Double), to b: (x: Double, y: Double), _ ink: DisplayList.Ink
  ) {
    let length = max(abs(a.x - b.x), abs(a.y - b.y)) / scale
    guard length.isFinite, length < 1e5 else { return }
    let steps = max(1, Int(length.rounded(.up)))
    for step in 0...steps {
      let t = Double(step) / Double(steps)
      set(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), ink)
    }
  }

  /// What share of the dots is set, in an even pattern (Bayer 1973): which of sixteen comes when.
  private static let pattern = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

  /// The even-odd rule, a row of dots at a time. What is less than half opaque is dotted.
  private mutating func fill(
    _ points: [(x: Double, y: Double)], _ ink: DisplayList.Ink, _ opacity: Double
  ) {
    let share = opacity < 0.5 ? Int((opacity * 16).rounded(.up)) : 16
    guard points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }), let first = points.first else {
      return
    }
    let closed = points + [first]
    for row in 0..<(rows * 4) {
      let y = (Double(row) + 0.5) * scale
      let crossings = zip(closed, closed.dropFirst()).compactMap { a, b -> Double? in
        guard (a.y <= y) != (b.y <= y) else { return nil }
        return a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)
      }.sorted()
      for index in stride(from: 0, to: crossings.count - 1, by: 2) {
        let low = max(0, Int(crossings[index] / scale + 0.5))
        let high = min(columns * 2, max(low, Int(crossings[index + 1] / scale + 0.5)))
        for column in low..<max(low, high)
        where Self.pattern[(row % 4) * 4 + column % 4] < share {
          set((Double(column) + 0.5) * scale, y, ink)
        }
      }
    }
  }

  func text(usesColor: Bool) -> String {
    (0..<rows).map { row in
      var line = ""
      var current: DisplayList.Ink?
      var length = 0
      for column in 0..<columns {
        let cell = row * columns + column
        let character =
          letters[cell]
          ?? (dots[cell] == 0
            ? " " : String(Character(Unicode.Scalar(0x2800 + UInt32(dots[cell])) ?? " ")))
        if usesColor, inks[cell] != current, character != " " {
          current = inks[cell]
          line += "\u{1B}[\(current?.terminalCode ?? "0")m"
        }
        line += character
        if character != " " { length = line.count }
      }
      return String(line.prefix(length)) + (usesColor && current != nil ? "\u{1B}[0m" : "")
    }.joined(separator: "\n").trimmed(of: \.isNewline)
  }
}
