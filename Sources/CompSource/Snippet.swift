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

  /// Wider lines are shown around the marked stretches alone.
  private static let widest = 100

  /// The line, or what is shown of it.
  let text: String
  private let characters: [Character]
  private let labels: [Label]
  /// The columns that there are; nil where rows may be as wide as they come.
  private let columns: Int?

  /// - Parameter columns: of the terminal that the rows have to fit; nil for a file.
  init(line: String, labels: [Label], columns: Int? = nil) {
    var characters = line.safeForTerminal.map { $0 == "\t" ? " " : $0 }
    var labels = labels.sorted { ($0.start, $0.count) < ($1.start, $1.count) }
    let widest = min(Self.widest, max(columns ?? Self.widest, 10))
    if Self.width(characters[...]) > widest, let first = labels.first {
      // Two fifths of the room are for what stands before the first mark.
      var from = min(max(0, first.start), characters.count)
      var before = 0
      while from > 0, before + characters[from - 1].displayWidth <= widest * 2 / 5 {
        from -= 1
        before += characters[from].displayWidth
      }
      var (to, room) = (from, widest - max(2, widest / 10))
      while to < characters.count, characters[to].displayWidth <= room {
        room -= characters[to].displayWidth
        to += 1
      }
      let lead = from > 0 ? 1 : 0
      for index in labels.indices {
        labels[index].start = min(max(labels[index].start - from, 0), to - from) + lead
        labels[index].count = max(
          1, min(labels[index].count, to - from + lead - labels[index].start))
      }
      characters =
        (from > 0 ? ["…"] : []) + characters[from..<to] + (to < characters.count ? ["…"] : [])
    }
    self.text = String(characters)
    self.characters = characters
    self.labels = labels
    self.columns = columns
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
    let end = column(of: last) + width(of: last)
    let fits = end + 1 + last.message.displayWidth <= columns ?? .max
    if fits { marks.put(" " + last.message, at: end, last.tint) }
    var rows = [marks]
    let rest = fits ? labels.dropLast() : labels[...]
    if !rest.isEmpty, fits || rest.count > 1 {
      var stems = Row()
      for label in rest { stems.put("|", at: column(of: label), label.tint) }
      rows.append(stems)
    }
    for (position, label) in rest.enumerated().reversed() {
      // A message that does not fit behind its stem begins further to the left.
      let room = columns ?? .max
      let lines = label.message.wrapped(toWidth: room)
      let place = min(
        column(of: label), max(0, room - (lines.map(\.displayWidth).max() ?? 0)))
      for line in lines {
        var row = Row()
        for other in rest.prefix(position) where column(of: other) < place {
          row.put("|", at: column(of: other), other.tint)
        }
        row.put(line, at: place, label.tint)
        rows.append(row)
      }
    }
    return rows.map { $0.text(styled) }
  }

  /// The column of a terminal at which a label begins.
  private func column(of label: Label) -> Int {
    Self.width(characters.prefix(label.start)) + max(0, label.start - characters.count)
  }

  private func width(of label: Label) -> Int {
    max(1, Self.width(characters.dropFirst(label.start).prefix(label.count)))
  }

  private static func width(_ characters: ArraySlice<Character>) -> Int {
    characters.reduce(0) { $0 + $1.displayWidth }
  }

  /// A row of characters, each with its style.
  private struct Row {
    private var cells: [(text: String, style: String)] = []

    mutating func put(_ text: String, at column: Int, _ style: String) {
      while cells.count < column + text.displayWidth { cells.append((" ", "")) }
      var place = column
      for character in text {
        let width = character.displayWidth
        if width > 0 { cells[place] = (String(character), style) }
        // A wide character takes the next place too.
        if width > 1 { cells[place + 1] = ("", style) }
        place += width
      }
    }

    /// Runs of one style are styled together.
    func text(_ styled: (String, String) -> String) -> String {
      var result = ""
      var index = cells.startIndex
      while index < cells.endIndex {
        let style = cells[index].style
        let end = cells[index...].firstIndex { $0.style != style } ?? cells.endIndex
        let run = cells[index..<end].map(\.text).joined()
        result += style.isEmpty ? run : styled(run, style)
        index = end
      }
      return result
    }
  }
}
