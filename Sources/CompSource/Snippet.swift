/// One line of a program with marks under some of its stretches, and a message for each.
///
///     print([1, 2] + [1, 2, 3])
///           ^^^^^^   --------- this is R[3]
///           |
///           this is R[2]
struct Snippet {
  struct Label {
    /// The first character that is marked, from 0.
    var start: Int
    var count: Int
    var message: String
    var mark: Character
    var tint: String
  }

  /// Lines beyond so many characters are shown around the marked stretches alone.
  private static let widest = 100

  /// The line, or what is shown of it.
  let text: String
  private let characters: [Character]
  private let labels: [Label]

  init(line: String, labels: [Label]) {
    var characters = line.map { $0 == "\t" ? " " : $0 }
    var labels = labels.sorted { ($0.start, $0.count) < ($1.start, $1.count) }
    if characters.count > Self.widest, let first = labels.first {
      let from = min(max(0, first.start - 40), characters.count)
      let to = min(characters.count, from + Self.widest - 10)
      let lead = from > 0 ? 1 : 0
      for index in labels.indices {
        labels[index].start = min(max(labels[index].start - from, 0), to - from) + lead
        labels[index].count = max(
          1, min(labels[index].count, to - from + lead - labels[index].start))
      }
      characters =
        (from > 0 ? ["…"] : []) + characters[from..<to] + (to < line.count ? ["…"] : [])
    }
    self.text = String(characters)
    self.characters = characters
    self.labels = labels
  }

  /// The rows of marks and messages below the line.
  func rows(_ styled: (String, String) -> String) -> [String] {
    guard let last = labels.last else { return [] }
    var marks = Row()
    // The primary mark is drawn last, so that it shows where marks overlap.
    for label in labels.sorted(by: { $0.mark == "-" && $1.mark != "-" }) {
      marks.put(
        String(repeating: label.mark, count: width(of: label)), at: column(of: label), label.tint)
    }
    marks.put(" " + last.message, at: column(of: last) + width(of: last), last.tint)
    var rows = [marks]
    let rest = labels.dropLast()
    if !rest.isEmpty {
      var stems = Row()
      for label in rest { stems.put("|", at: column(of: label), label.tint) }
      rows.append(stems)
    }
    for (position, label) in rest.enumerated().reversed() {
      var row = Row()
      for other in rest.prefix(position) where column(of: other) < column(of: label) {
        row.put("|", at: column(of: other), other.tint)
      }
      row.put(label.message, at: column(of: label), label.tint)
      rows.append(row)
    }
    return rows.map { $0.text(styled) }
  }

  /// The column of a terminal at which a label begins.
  private func column(of label: Label) -> Int {
    let lead = characters.prefix(label.start).reduce(0) { $0 + cells($1) }
    return lead + max(0, label.start - characters.count)
  }

  private func width(of label: Label) -> Int {
    max(1, characters.dropFirst(label.start).prefix(label.count).reduce(0) { $0 + cells($1) })
  }

  /// The columns that a character takes in a terminal.
  private func cells(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// A row of characters, each with its style.
  private struct Row {
    private var cells: [(character: Character, style: String)] = []

    mutating func put(_ text: String, at column: Int, _ style: String) {
      while cells.count < column + text.count { cells.append((" ", "")) }
      for (offset, character) in text.enumerated() { cells[column + offset] = (character, style) }
    }

    /// Runs of one style are styled together.
    func text(_ styled: (String, String) -> String) -> String {
      var result = ""
      var index = cells.startIndex
      while index < cells.endIndex {
        let style = cells[index].style
        let end = cells[index...].firstIndex { $0.style != style } ?? cells.endIndex
        let run = String(cells[index..<end].map(\.character))
        result += style.isEmpty ? run : styled(run, style)
        index = end
      }
      return result
    }
  }
}
