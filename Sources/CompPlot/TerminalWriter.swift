import Foundation

extension DisplayList {
  /// The list as lines of text: marks in Braille patterns (two dots by four in a character), words
  /// as they are. Colours are those of the terminal.
  ///
  /// - Parameter columns: how wide the text may be; a character stands for twice as much height as
  ///   width.
  package func terminal(columns: Int, usesColor: Bool) -> String {
    var canvas = BrailleCanvas(list: self, columns: max(columns, 40))
    for mark in marks { canvas.draw(mark) }
    return canvas.text(usesColor: usesColor)
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
  private var letters: [Character?]

  init(list: DisplayList, columns: Int) {
    self.columns = columns
    scale = list.width / Double(columns * 2)
    rows = max(1, Int((list.height / scale / 4).rounded(.up)))
    dots = Array(repeating: 0, count: columns * rows)
    inks = Array(repeating: nil, count: columns * rows)
    letters = Array(repeating: nil, count: columns * rows)
  }

  mutating func draw(_ mark: DisplayList.Mark) {
    switch mark {
    case .line(let points, let ink, _):
      // The grid would hide what it is there for.
      guard ink != .grid else { return }
      for (a, b) in zip(points, points.dropFirst()) { stroke(from: a, to: b, ink) }
    case .area(let points, let ink, _): fill(points, ink)
    case .dots(let points, let ink, _, _): for point in points { set(point.x, point.y, ink) }
    case .text(let string, let x, let y, let size, let ink, let anchor):
      let row = Int((y - size * 0.35) / scale / 4)
      let at = Int(x / scale / 2)
      let start =
        switch anchor {
        case .start: at
        case .middle: at - string.count / 2
        case .end: at - string.count
        }
      guard row >= 0, row < rows else { return }
      for (offset, letter) in string.enumerated() {
        let column = start + offset
        guard column >= 0, column < columns else { continue }
        letters[row * columns + column] = letter
        inks[row * columns + column] = ink
      }
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

  /// The even-odd rule, a row of dots at a time.
  private mutating func fill(_ points: [(x: Double, y: Double)], _ ink: DisplayList.Ink) {
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
        for column in low..<max(low, high) { set((Double(column) + 0.5) * scale, y, ink) }
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
            ? " " : Character(Unicode.Scalar(0x2800 + UInt32(dots[cell])) ?? " "))
        if usesColor, inks[cell] != current, character != " " {
          current = inks[cell]
          line += "\u{1B}[\(code(current))m"
        }
        line.append(character)
        if character != " " { length = line.count }
      }
      return String(line.prefix(length)) + (usesColor && current != nil ? "\u{1B}[0m" : "")
    }.joined(separator: "\n").trimmingCharacters(in: .newlines)
  }

  private func code(_ ink: DisplayList.Ink?) -> String {
    switch ink {
    case .text, nil: "0"
    case .muted, .grid: "90"
    case .draws: "34"
    case .density: "33"
    case .second: "32"
    case .third: "35"
    case .fourth: "36"
    }
  }
}
