import CompFiles
import Testing

@Suite struct TableTests {
  static func cells(_ text: String) throws -> [[String]] {
    let table = try CSVTable(Array(text.utf8))
    return (0..<table.rowCount).map { row in
      (0..<table.columnCount).map { table.text(row: row, column: $0) }
    }
  }

  @Test(arguments: [
    "a,b\n1,x y\n2,z\n", "a,b\r\n1,x y\r\n2,z", "a,b\r1,x y\r2,z\r",
    "\u{FEFF}a, b\n1 ,\tx y\n2,z\n",
    "\"a\",\"b\"\n\"1\",\"x y\"\n2,z\n", "\n\na,b\n\n1,x y\n\n2,z\n\n\n",
  ])
  func linesEndAndCellsAreQuotedInEveryWay(_ text: String) throws {
    #expect(try Self.cells(text) == [["1", "x y"], ["2", "z"]])
    #expect(try CSVTable(Array(text.utf8)).header == ["a", "b"])
  }

  @Test func quotesHoldWhatWouldEndACell() throws {
    let table = try CSVTable(Array("a,b\n\"x, \"\"y\"\"\n\",2\n,3\n".utf8))
    #expect(table.text(row: 0, column: 0) == "x, \"y\"\n")
    #expect(table.text(row: 1, column: 0) == "")
    // The quotes hold a line break, so the second row stands on the fourth line.
    #expect(table.place(row: 1) == "row 2 (line 4)")
  }

  @Test(arguments: [
    ("", "empty"), ("\n\n", "empty"), ("a,b\n1\n", "line 2 has 1 column, the first line has 2"),
    ("a,b\n1,2,3,4", "line 2 has 4 columns"), ("a,a\n1,2", "two columns have the name 'a'"),
    ("a,b\n1,2,3", "rows have 3 cells, and its first line names 2"),
    ("a,b\n1,2\n1,2,3", "line 3 has 3 columns, the first line has 2"),
    ("a,b\n\"1\",2,3\n1,2", "line 3 has 2 columns, the lines before have 3"),
    ("a,\n1,2", "column 2 has no name"), ("a|b\n1|2", "separated by '|'"),
    ("a b\n1 2\n", "separated by blanks"), ("1 2\n3 4\n", "separated by blanks"),
    ("x,2;y\n1,5;2\n1;2,5\n", "either could separate"),
    ("a\n\"1", "opened in line 2 are not closed"),
    ("a\n\"1\"2", "should follow the closing quotes"),
    ("a\n1\u{0}\n", "this is no text"),
  ])
  func saysWhatIsWrong(_ text: String, _ words: String) throws {
    let error = #expect(throws: FileError.self) { try CSVTable(Array(text.utf8)) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func missingValuesAreNamed() throws {
    let bytes = Array("a\n1\nNA\n\nnan\nNone\n\"\"\n-9\n\n".utf8)
    let error = #expect(throws: FileError.self) { try CSVTable(bytes).values(of: [0], as: nil) }
    #expect(error?.kind == .missing)
    #expect(error?.description == "row 2 (line 3), column 'a': the value is missing ('NA')")
    #expect(error?.help?.contains("missing: [\"NA\", \"\", \"nan\", \"None\"]") == true)
    let marks = MissingMarks(["NA", "", "nan", "None", "-9.0"])
    let table = try CSVTable(bytes, numbers: .init(missing: marks))
    guard case .numbers(let columns) = try table.values(of: [0], as: nil) else {
      Issue.record("no numbers")
      return
    }
    #expect(columns[0].map(\.isNaN) == [false, true, true, true, true, true, true])
  }

  @Test func numbersAloneAreNoHeader() throws {
    let table = try CSVTable(Array("1,2\n3,4\n".utf8))
    #expect(table.header == nil && table.rowCount == 2 && table.number(row: 0, column: 1) == 2)
  }

  @Test func writesWhatItReads() throws {
    let texts = ["red", "a,b", " c\"d\n", ""]
    let numbers = [0.1, -1e-300, .infinity, 3]
    let bytes = try FileContent.csv(
      [CSVColumn("w, x", .texts(texts)), CSVColumn("y", .reals(numbers))], rows: 4
    ).encoded()
    let table = try CSVTable(bytes)
    #expect(table.header == ["w, x", "y"])
    #expect((0..<4).map { table.text(row: $0, column: 0) } == texts)
    #expect((0..<4).map { table.number(row: $0, column: 1) } == numbers)
  }
}
