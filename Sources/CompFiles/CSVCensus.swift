/// A count of what the cells of some columns are.
struct CSVCensus {
  private struct Found {
    var text: String
    var row: Int
    var column: Int
  }
  private let table: CSVTable
  private let form: NumberText
  private var numberCount = 0
  private var unquotedNumberCount = 0
  private var truthCount = 0
  private var wordCount = 0
  /// Usual marks of missing values that are not listed, and words: each text where it is first met.
  private var marks: [Found] = []
  private var words: [Found] = []
  private var seen: Set<String> = []
  private var hasUnquotedWord = false

  /// Words beyond so many different ones are only counted.
  private static let keptWords = 1_000

  init(table: CSVTable) {
    self.table = table
    form = table.numbers.text
  }

  var hasWords: Bool { wordCount > 0 }
  var hasMarks: Bool { !marks.isEmpty }
  /// Whether all values are truth values.
  var isTruth: Bool { wordCount > 0 && truthCount == wordCount && numberCount == 0 && !hasMarks }

  /// Counts a cell.
  ///
  /// - Returns: its number; NaN where it has none.
  mutating func number(row: Int, column: Int) -> Double {
    if let number = table.number(row: row, column: column) {
      if table.numbers.missing.contains(number) { return .nan }
      numberCount += 1
      if !table.isQuoted(row: row, column: column) { unquotedNumberCount += 1 }
      return number
    }
    let text = table.text(row: row, column: column)
    if table.numbers.missing.contains(text) { return .nan }
    let isQuoted = table.isQuoted(row: row, column: column)
    if MissingMarks.isUsual(text), text.isEmpty || !isQuoted {
      if seen.insert(text).inserted { marks.append(Found(text: text, row: row, column: column)) }
      return .nan
    }
    wordCount += 1
    if !isQuoted { hasUnquotedWord = true }
    if ["true", "false"].contains(text.lowercased()) { truthCount += 1 }
    if words.count < Self.keptWords, seen.insert(text).inserted {
      words.append(Found(text: text, row: row, column: column))
    }
    return .nan
  }

  /// Whether the columns hold words.
  ///
  /// - Throws: `FileError` where that is in doubt: beside words stand numbers, marks of missing values, or
  ///   all words look like numbers.
  func isOfWords() throws -> Bool {
    guard wordCount > 0 else { return false }
    if numberCount > 0, unquotedNumberCount > 0 || hasUnquotedWord { return false }
    if words.count < Self.keptWords, words.allSatisfy({ form.fault($0.text) != nil }) {
      return false
    }
    let bare = words.filter { MissingMarks.isBare($0.text) }
    if let first = bare.first, bare.count < words.count { throw markError(first, bare + marks) }
    if let first = marks.first(where: { $0.text.lowercased() != "none" }) {
      throw markError(first, marks)
    }
    return true
  }

  /// Why the columns do not hold numbers.
  var error: FileError {
    if let odd = words.first(where: { form.fault($0.text) != nil }),
      let fault = form.fault(odd.text)
    {
      return .unsupported(
        "\(place(odd)): '\(shown(odd))' is no number: \(fault.reason)", help: fault.help)
    }
    guard let word = words.first else {
      guard let mark = marks.first else { return .unexpected("it has no values") }
      return markError(mark, marks)
    }
    if numberCount == 0 {
      return .unexpected(
        "\(place(word)): '\(shown(word))' is not a number",
        help: "columns of words are labels: as: {…: {\(shown(word)), …}}")
    }
    let others = "\(numberCount) other value\(numberCount == 1 ? "" : "s")"
    let description =
      "\(place(word)): '\(shown(word))' is not a number, as \(others) of the column are"
    let all = words + marks
    guard words.count <= 3 else {
      return .unexpected(
        description,
        help: "where the values are labels, put all of them in quotes, the numbers too")
    }
    return .missing(
      description + "; it may mark a missing value",
      marks: table.numbers.missing.listed + all.map(\.text))
  }

  private func markError(_ first: Found, _ all: [Found]) -> FileError {
    let shown = first.text.isEmpty ? "" : " ('\(shown(first))')"
    return .missing(
      "\(place(first)): the value is missing\(shown)",
      marks: table.numbers.missing.listed + all.map(\.text))
  }

  private func place(_ found: Found) -> String { table.place(row: found.row, column: found.column) }

  private func shown(_ found: Found) -> String {
    found.text.count > 40 ? String(found.text.prefix(39)) + "…" : found.text
  }
}
