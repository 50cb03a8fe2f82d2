import CompFiles
import Testing

/// Tables as other programs write them are read, or refused with the remedy; none is read as something else.
@Suite struct TableFormTests {
  /// The first column's values as text, or the error's words.
  private static func values(_ text: String, _ form: CSVTable.NumberForm = .init()) -> String {
    values(Array(text.utf8), form)
  }

  private static func values(_ bytes: [UInt8], _ form: CSVTable.NumberForm = .init()) -> String {
    do {
      let table = try CSVTable(bytes, numbers: form)
      let name = table.header.map { $0.joined(separator: " ") + ": " } ?? ""
      switch try table.values(of: [0], as: nil) {
      case .numbers(let columns): return name + columns[0].map(\.description).joined(separator: " ")
      case .words(let columns): return name + columns[0].map { $0 ?? "?" }.joined(separator: " ")
      }
    } catch let error as FileError {
      return "\(error.kind): \(error.description); \(error.help ?? "")"
    } catch { return "\(error)" }
  }

  @Test(arguments: [
    // pandas, R, CmdStan, Excel in Germany, a tab from a spreadsheet.
    (",x,y\n0,1,5\n1,2,6\n", "x y: 1.0 2.0"), (",x\n7,1\n3,2\n", "x: 1.0 2.0"),
    ("\"x\",\"y\"\n\"1\",1,5\n\"2\",2,6\n", "x y: 1.0 2.0"),
    ("\"\",\"x\",\"y\"\n\"Mazda\",1,5\n\"Fiat\",2,6\n", "x y: 1.0 2.0"),
    ("# model = m\nx,y\n1,5\n# Adaptation, done\n#\n## more\n2,6\n#  Elapsed\n", "x y: 1.0 2.0"),
    ("x;y\n1;5\n2;6\n", "x y: 1.0 2.0"), ("x\ty\n1\t5\n2\t6\n", "x y: 1.0 2.0"),
    ("weight, kg;y\n1;5\n2;6\n", "weight, kg y: 1.0 2.0"),
    ("x,y,\n1,5,\n2,6,\n", "x y: 1.0 2.0"), ("x,y\n1,5,\n2,6,\n", "x y: 1.0 2.0"),
    ("\u{FEFF}\"x\"\r\n1\r\n2\r\n", "x: 1.0 2.0"), ("x\n\"1\"\n\"2\"\n", "x: 1.0 2.0"),
    ("x\n+1\n-2.5E+01\n.5\n5.\n1e-3\n", "x: 1.0 -25.0 0.5 5.0 0.001"),
    ("x\nTRUE\nFalse\ntrue\n", "x: 1.0 0.0 1.0"), ("x\ninf\n-Infinity\n", "x: inf -inf"),
    // Words, with numbers among them in quotes; colours that begin as comments do.
    ("x\n\"a\"\n\"7\"\n", "x: a 7"), ("x,y\n#ff0000,1\n#00ff00,2\n", "x y: #ff0000 #00ff00"),
    ("x\nnone\nsome\n", "x: none some"), ("x\n+\n-\n", "x: + -"),
    // The largest whole number of 53 bits and more, where all digits are kept.
    ("x\n9007199254740992\n-18014398509481984\n", "x: 9007199254740992.0 -1.8014398509481984e+16"),
    ("x\n9007199254740993.0\n", "x: 9007199254740992.0"),
  ])
  func isRead(_ text: String, _ expected: String) { #expect(Self.values(text) == expected) }

  @Test(arguments: [
    ("x\n-\n10\n9\n", "missing: row 1 (line 2), column 'x': '-' is not a number", "[\"-\"]"),
    ("x\n1\n?\n.\n", "'?' is not a number", "missing: [\"?\", \".\"]"),
    ("x\n\n1\nNA\n", "row 1 (line 2), column 'x': the value is missing", "[\"\", \"NA\"]"),
    ("x\nNaN\n", "('NaN')", "[\"NaN\"]"), ("x\n1\n-nan\n", "('-nan')", "[\"-nan\"]"),
    ("x\n1\nnan(0x7)\n", "missing", "nan(0x7)"), ("x\n1\n\"NaN\"\n", "is not a number", "NaN"),
    ("x\n1\n1.#IND\n", "missing", "1.#IND"), ("x\n1\n-1.#QNAN0\n", "missing", ""),
    ("x\n1\n+NaN\n", "missing", ""), ("x\n1\n<NA>\n", "missing", ""),
    ("x\n1\n#N/A\n", "missing", "#N/A"), ("x\n1\n#DIV/0!\n", "missing", ""),
    ("x\na\n?\nb\n", "missing: row 2 (line 3)", "[\"?\"]"), ("x\na\n\nb\n", "missing", "[\"\"]"),
    ("x\n1\na\nb\nc\nd\n", "unexpected: row 2 (line 3), column 'x': 'a' is not a number", "quotes"),
    ("x\na\n1\nb\nc\nd\n", "unexpected: row 1 (line 2), column 'x': 'a' is not a number", "quotes"),
    ("x\n\"1,234\"\n2\n", "separators of thousands", "decimal"),
    ("x\n\"1,234\"\n\"5,678\"\n", "separators of thousands", "decimal"),
    ("x;y\n1,5;2\n", "it has a decimal comma", "decimal: \",\""),
    ("x,y\n1 234,5\n", "separators of thousands", ""), ("x\n5%\n6%\n", "percent", "0.05"),
    ("x\n$5\n$6\n", "currency", ""), ("x\n1.5D+03\n2.0D+00\n", "begins with D", "1e5"),
    ("x\n\u{2212}5\n1\n", "minus sign", ""), ("x\n1e999\n1\n", "beyond the range", ""),
    ("x\n9007199254740993\n", "it would become 9007199254740992", "as:"),
    ("x\n123456789012345678901\n", "would become 123456789012345683968", ""),
    ("x,y\nSmith, John,5\nDoe, Jane,6\n", "rows have 3 cells", "quotes"),
    ("x\n1,5\n2,5\n", "rows have 2 cells", "quotes"), ("x,y,z\n1,,5\n2,,6\n", "no values", ""),
  ])
  func isRefused(_ text: String, _ reason: String, _ remedy: String) throws {
    var found = Self.values(text)
    if reason == "no values" {
      let table = try CSVTable(Array(text.utf8))
      let error = #expect(throws: FileError.self) { try table.values(of: [1], as: nil) }
      #expect(error?.kind == .missing)
      return
    }
    found = found.replacing("unsupported: ", with: "")
    #expect(found.contains(reason), "\(found)")
    #expect(remedy.isEmpty || found.contains(remedy), "\(found)")
  }

  @Test func decimalCommasAreReadWhereTheyAreSaid() {
    let form = CSVTable.NumberForm(hasDecimalComma: true)
    #expect(Self.values("x;y\n1,5;2\n-2,25e1;3\n4;1\n", form) == "x y: 1.5 -22.5 4.0")
    #expect(Self.values("x;y\n1.5;2\n", form).contains("decimal point"))
    #expect(Self.values("x;y\n1.234,5;2\n", form).contains("separators of thousands"))
  }

  /// Latin-1, UTF-16 with and without a mark, and broken UTF-8 are refused with the place of the byte.
  @Test func otherEncodingsAreRefused() {
    let latin = Array("name,y\ncaf".utf8) + [0xE9] + Array(",1\n".utf8)
    #expect(Self.values(latin).contains("line 2, column 'name': the byte 0xE9 is not UTF-8"))
    #expect(Self.values(latin).contains("iconv"))
    let header = Array("ann".utf8) + [0xE9, 0x65] + Array(",y\n1,2\n".utf8)
    #expect(Self.values(header).contains("line 1, column 1"))
    #expect(Self.values([0xFF, 0xFE, 0x78, 0, 0x0A, 0]).contains("UTF-16"))
    #expect(Self.values([0x78, 0, 0x0A, 0, 0x31, 0]).contains("zero byte"))
    // An overlong form, a surrogate, a number beyond Unicode, a sequence that ends early.
    for bytes: [UInt8] in [
      [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ] {
      #expect(Self.values(Array("x\n".utf8) + bytes + [0x0A]).contains("is not UTF-8"), "\(bytes)")
    }
    #expect(Self.values("x\né\n€\n😀\n") == "x: é € 😀")
  }

  @Test func wholeNumbersOfArraysKeepTheirDigits() throws {
    let numbers = [Int.max, Int.min, 1 << 53 + 1]
    let bytes = try FileContent.npy(.array(FileArray(shape: [3], values: .integers(numbers))))
      .encoded()
    let array = try NPYFormat.decode(bytes[...])
    #expect(array.values == .integers(numbers))
    #expect(array.inexactInteger?.place == 0)
    #expect(FileArray(shape: [1], values: .integers([1 << 60])).inexactInteger == nil)
    // As an unsigned number the smallest is 2⁶³, which a Real holds; the third is one that no Real is.
    var unsigned = bytes
    let type = try #require(unsigned.firstRange(of: Array("<i8".utf8)))
    unsigned.replaceSubrange(type, with: Array("<u8".utf8))
    #expect(throws: FileError.self) { try NPYFormat.decode(unsigned[...]) }
  }
}
