import CompFiles
import Testing

@Suite struct JSONTests {
  @Test func readsEveryKindOfValue() throws {
    let text = """
      {"a": [1, -2.5, 1e3, true, null, "x\\n\\"\\u00e9\\ud83d\\ude00"], "b": {}, "c": [],
       "d": 9223372036854775808, "e": [NaN, -Infinity, Infinity], "f": -0}
      """
    let json = try JSONValue(parsing: text)
    #expect(
      json["a"]
        == .array([
          .integer(1), .real(-2.5), .real(1000), .boolean(true), .null, .string("x\n\"é😀"),
        ]))
    #expect(json["b"] == .object([]) && json["c"] == .array([]))
    #expect(json["d"] == .real(0x1p63))
    #expect(json["e"]?.array?[0].number?.isNaN == true)
    #expect(json["e"]?.array?[1] == .real(-.infinity))
    #expect(json["f"]?.number?.sign == .minus)
  }

  @Test(arguments: [
    ("", "line 1, column 1"), ("[1,\n 2,]", "line 2, column 4"), ("{\"a\" 1}", "expected ':'"),
    ("{\"a\":1,\"a\":2}", "stands twice"), ("[01]", "begin with 0"), ("[1.]", "behind the point"),
    ("\"a", "not closed"), ("\"\\x\"", "no escape"), ("[1] 2", "expected the end"),
    ("\"\\ud800\"", "surrogate"), ("[1e999]", "beyond the range"),
    ("[9223372036854775809]", "beyond 64 bits"), ("\"a\nb\"", "control character"),
    ("nul", "expected a value"),
    (String(repeating: "[", count: 1000), "200 deep"),
  ])
  func saysWhatIsWrong(_ text: String, _ words: String) {
    let error = #expect(throws: FileError.self) { try JSONValue(parsing: text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func writesWhatItReads() throws {
    let value = JSONValue.object([
      .init("z \"\\\u{1}\u{7F}é", .array([.real(0.1), .real(1e300), .real(5), .integer(5)])),
      .init("a", .object([.init("n", .null), .init("t", .boolean(false))])),
    ])
    #expect(try JSONValue(parsing: value.text()) == value)
    #expect(try JSONValue(parsing: value.text(isSpread: true)) == value)
  }

  @Test func listsOfOneShapeAreArrays() throws {
    func array(_ text: String) throws -> FileArray? { try JSONValue(parsing: text).fileArray }
    #expect(
      try array("[[1, 2.5], [3, 4]]") == FileArray(shape: [2, 2], values: .reals([1, 2.5, 3, 4])))
    #expect(try array("[1, 2]") == FileArray(shape: [2], values: .integers([1, 2])))
    #expect(try array("[true]") == FileArray(shape: [1], values: .booleans([1])))
    #expect(try array("[[\"a\"]]") == FileArray(shape: [1, 1], values: .texts(["a"])))
    #expect(try array("3") == FileArray(shape: [], values: .integers([3])))
    for text in [
      "[[1], [2, 3]]", "[1, \"a\"]", "[1, true]", "[1, null]", "[1, [2]]", "[[1], 2]", "{}",
    ] {
      #expect(try array(text) == nil, "\(text)")
    }
    let nested = FileArray(shape: [2, 1, 3], values: .integers([1, 2, 3, 4, 5, 6]))
    #expect(JSONValue(nested).fileArray == nested)
  }
}
