import CompFiles
import CompKit
import Foundation
import Testing

/// What programs read and write.
@Suite(.serialized) struct FileTests {
  /// A folder of its own; programs run in it, since paths are relative to the script's.
  static let folder: String = {
    let folder =
      NSTemporaryDirectory() + "comp-file-tests-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    return folder
  }()

  static func write(_ text: String, _ name: String) throws {
    try writeWhole(text, to: folder + "/" + name)
  }

  static func path(_ name: String) -> String { folder + "/" + name }

  /// Runs a program whose script and results lie in the folder.
  @discardableResult
  static func run(_ text: String) throws -> (lines: [String], result: RunResult) {
    let options = RunOptions(threads: 2, outputDirectory: folder).unconfined
    let program = Comp.compile(text, name: folder + "/script.comp", options: options)
    for diagnostic in program.diagnostics where diagnostic.severity == .error {
      Issue.record("\(DiagnosticRenderer().render(diagnostic))")
    }
    let transcript = Transcript()
    let result = try Comp.run(program, options: options, in: transcript.environment)
    return (transcript.lines, result)
  }

  /// The first error of a program, in checking it or running it.
  static func error(_ text: String) -> Diagnostic? {
    let options = RunOptions(threads: 2, outputDirectory: folder).unconfined
    let program = Comp.compile(text, name: folder + "/script.comp", options: options)
    if let error = program.diagnostics.first(where: { $0.severity == .error }) { return error }
    let transcript = Transcript()
    _ = try? Comp.run(program, options: options, in: transcript.environment)
    return transcript.diagnostics.first { $0.severity == .error }
  }

  @Test func columnsAreGatheredIntoVariables() throws {
    try Self.write(
      "x[1],m[0][0],m[0][1],m[1][0],m[1][1],x[0],y,color\n2,1,2,3,4,1,5,red\n4,5,6,7,8,3,6,blue\n",
      "gathered.csv")
    #expect(
      try Self.run("let d = data(\"gathered.csv\")\nprint(d.x, d.m[1], d.y, d.color)").lines
        == ["[[1, 2], [3, 4]] [[5, 6], [7, 8]] [5, 6] [.red, .blue]"])
  }

  @Test func asNamesAndChecks() throws {
    try Self.write("x[0],x[1],label\n1,2,3\n4,5,9\n", "labelled.csv")
    #expect(
      try Self.run(
        "let d = data(\"labelled.csv\", as: {label: 0..<10, x: R[2]})\nprint(d.label, d.x, d)"
      ).lines == ["[3, 9] [[1, 2], [4, 5]] 2 rows of label, x"])
    let error = Self.error("let d = data(\"labelled.csv\", as: {x: R[2], label: 0..<9})")
    #expect(error?.code == .fileMalformed)
    #expect(error?.labels[0].message == "row 2 (line 3), column 'label': 9 is not of 0..<9")
    #expect(
      Self.error("let d = data(\"labelled.csv\", as: {x: R[3], label: 0..<10})")?.labels[0].message
        .contains("R[2], where R[3] is expected") == true)
    #expect(
      Self.error("let d = data(\"labelled.csv\", as: {x: R[2], y: Real})")?.code == .fileMalformed)
    // A file with names has none but these; one without is taken in its order.
    let other = Self.error("let d = data(\"labelled.csv\", as: {Label: Real, b: R[2]})")
    #expect(
      other?.labels[0].message == "it has no variable 'Label'; its variables are 'x', 'label'")
    #expect(other?.help?.contains("label") == true)
    try Self.write("1,2\n3,4\n", "headless.csv")
    #expect(
      try Self.run("print(data(\"headless.csv\", as: {a: Real, b: Real}).b)").lines == ["[2, 4]"])
    #expect(Self.error("let d = data(\"headless.csv\")")?.code == .fileMalformed)
  }

  @Test(arguments: [
    ("x\n1\n\"\"\n", "row 2 (line 3), column 'x': the value is missing", ""),
    ("x,y\n1,NA\n", "row 1 (line 2), column 'y': the value is missing", ""),
    ("x\n1\noops\n", "row 2 (line 3), column 'x': 'oops' is not a number", ""),
    ("x\noops\n1\n", "row 1 (line 2), column 'x': 'oops' is not a number", ""),
    ("x[1],x[2]\n1,2\n", "", "[[1, 2]]"), ("x.1,x.2\n1,2\n", "", "[[1, 2]]"),
    ("x.1.1,x.2.1,x.1.2,x.2.2\n1,2,3,4\n", "", "[[[1, 3], [2, 4]]]"),
    ("x,x.1\n1,2\n", "", "[1]"),
    ("x[0],x[2]\n1,2\n", "", "[[1, 2]]"),
    ("x[0][0],x[1][1]\n1,2\n", "do not make a tensor", ""),
    ("x[0],x\n1,2\n", "do not make a tensor", ""),
    ("x\n", "it has no rows", ""),
    ("x\nnone\nsome\n", "", "[.none, .some]"),
  ])
  func tablesAreReadOrRefused(_ text: String, _ words: String, _ value: String) throws {
    try Self.write(text, "table.csv")
    if words.isEmpty {
      #expect(try Self.run("print(data(\"table.csv\").x)").lines == [value])
    } else {
      let error = Self.error("print(data(\"table.csv\").x)")
      let isMissing = words.contains("missing") || words.contains("oops")
      #expect(error?.code == (isMissing ? .missingValue : .fileMalformed))
      #expect(error?.labels[0].message.contains(words) == true, "\(error?.labels[0].message ?? "")")
    }
  }

  @Test(arguments: [
    ("{c: {red, green, blue}}", "c\nred\nblue\nred\n", "[.red, .blue, .red]"),
    ("{c: {none, na}}", "c\nna\nnone\n", "[.na, .none]"),
    ("{c: Natural}", "c\n3\n0\n", "[3, 0]"), ("{c: Positive}", "c\n0.5\n", "[0.5]"),
    ("{c: Simplex[2]}", "c[0],c[1]\n0.3333333,0.6666666\n", "[[0.333333, 0.666667]]"),
    ("{c: Ordered[2]}", "c[0],c[1]\n1,2\n", "[[1, 2]]"),
    ("{c: Between(0, 2)[2]}", "c[0],c[1]\n1,2\n", "[[1, 2]]"),
  ])
  func domainsAreKept(_ space: String, _ text: String, _ value: String) throws {
    try Self.write(text, "domain.csv")
    #expect(try Self.run("print(data(\"domain.csv\", as: \(space)).c)").lines == [value])
  }

  @Test(arguments: [
    ("{c: {red, green}}", "c\nred\nblue\n"), ("{c: Natural}", "c\n1.5\n"),
    ("{c: Positive}", "c\n0\n"), ("{c: Simplex[2]}", "c[0],c[1]\n0.3,0.6\n"),
    ("{c: Ordered[2]}", "c[0],c[1]\n2,1\n"), ("{c: 0..<3}", "c\n3\n"),
    ("{c: UnitInterval}", "c\n1.01\n"),
  ])
  func whatIsOutsideADomainIsRefused(_ space: String, _ text: String) throws {
    try Self.write(text, "outside.csv")
    let error = Self.error("let d = data(\"outside.csv\", as: \(space))")
    #expect(error?.code == .fileMalformed)
    #expect(error?.labels[0].message.contains("column 'c") == true)
  }

  @Test func otherFormatsAreRead() throws {
    try writeWhole(
      .npz([
        ("x", .array(FileArray(shape: [2, 2], values: .reals([1, 2, 3, 4])))),
        ("c", .array(FileArray(shape: [2], values: .texts(["b", "a"])))),
      ]), to: Self.path("arrays.npz"))
    #expect(
      try Self.run("let d = data(\"arrays.npz\")\nprint(d.x, d.c)").lines
        == ["[[1, 2], [3, 4]] [.b, .a]"])
    try writeWhole(
      .npy(.array(FileArray(shape: [2, 3], values: .reals([1, 2, 3, 4, 5, 6])))),
      to: Self.path("array.npy"))
    #expect(
      try Self.run("print(data(\"array.npy\").x, data(\"array.npy\", as: {a: R[2], b: Real}).b)")
        .lines == ["[[1, 2, 3], [4, 5, 6]] [3, 6]"])
    try Self.write("{\"x\": [[1, 2], [3, 4]], \"c\": [\"u\", \"v\"]}", "columns.json")
    try Self.write("[{\"x\": [1, 2], \"c\": \"u\"}, {\"c\": \"v\", \"x\": [3, 4]}]", "rows.json")
    for file in ["columns.json", "rows.json"] {
      #expect(
        try Self.run("let d = data(\"\(file)\")\nprint(d.x, d.c)").lines
          == ["[[1, 2], [3, 4]] [.u, .v]"])
    }
    try Self.write("[{\"x\": 1}, {\"x\": null}]", "missing.json")
    #expect(
      Self.error("let d = data(\"missing.json\")")?.labels[0].message.contains("row 2") == true)
    let image = PNGEncoder.encode(columns: 3, rows: 2) { x, y in
      (UInt8(x * 51), UInt8(y * 255), 0, 255)
    }
    try writeWhole(image, to: Self.path("image.png"))
    #expect(
      try Self.run(
        "let i = load(\"image.png\")\nprint(i[1, 2], data(\"image.png\", as: {p: R[2, 3, 4]}).p[0, 0, 1])"
      ).lines == ["[0.4, 1, 0, 1] [0.2, 0, 0, 1]"])
  }

  @Test func loadGivesRecords() throws {
    try Self.write(
      "{\"n\": 3, \"s\": 2.5, \"f\": true, \"t\": \"text\", \"m\": [[1, 2], [3, 4]], \"r\": {\"k\": [1]}, \"l\": [1, \"a\"]}",
      "values.json")
    #expect(
      try Self.run("let v = load(\"values.json\")\nprint(v.n, v.s, v.f, v.t, v.m[1], v.r.k, v.l)")
        .lines == ["3 2.5 true text [3, 4] [1] [1, \"a\"]"])
    #expect(
      Self.error("let v = load(\"values.json\")\nprint(v.q)")?.code == .unknownMember)
    #expect(Self.error("let v = load(\"values.csv\")")?.code == .unsupportedFeature)
    #expect(Self.error("let v = load(\"nowhere.json\")")?.code == .fileUnreadable)
  }

  @Test func whatIsSavedIsLoadedAgain() throws {
    for ending in ["json", "npz"] {
      #expect(
        try Self.run(
          """
          save({a: [[1, 2], [3, 4.5]], n: 7, b: true, t: "é"}, to: "record.\(ending)")
          let r = load("record.\(ending)")
          print(r.a, r.n, r.b, r.t)
          """
        ).lines == ["[[1, 2], [3, 4.5]] 7 true é"])
    }
    #expect(
      try Self.run(
        "save([[1, 2], [3, 4]], to: \"m.npy\")\nsave({x: [1, 2], m: [[1, 2], [3, 4]]}, to: \"m.csv\")\nprint(load(\"m.npy\"), data(\"m.csv\").m)"
      ).lines == ["[[1, 2], [3, 4]] [[1, 2], [3, 4]]"])
    #expect(Self.error("save([1, 2], to: \"m.npz\")")?.code == .typeMismatch)
    #expect(Self.error("save(gaussian(), to: \"m.json\")")?.code == .typeMismatch)
    #expect(Self.error("save([1, 2], to: \"m.txt\")")?.code == .unsupportedFeature)
  }

  static let model = """
    variable c: {red, green}
    variable m: R[2, 2]
    component p = categorical([0.25, 0.75]) on c * gaussian(mean: 0, std: 1) on m
      * exponential(rate: 2) on t * poisson(rate: 3) on k
    let draws = sample(p, count: 40, seed: 3)
    """

  @Test func drawsAreTables() throws {
    try Self.run(Self.model + "\nsave(draws, to: \"draws.csv\")")
    let table = try CSVTable(readWhole(Self.path("draws.csv")))
    #expect(
      table.header == [
        ".chain", ".draw", "c", "m[0][0]", "m[0][1]", "m[1][0]", "m[1][1]", "t", "k",
      ])
    #expect(table.rowCount == 40)
    #expect(
      (0..<40).allSatisfy { ["red", "green"].contains(table.text(row: $0, column: 2)) })
    #expect(table.text(row: 39, column: 0) == "39" && table.text(row: 39, column: 1) == "0")
    // The same values, in the language and by the library.
    let lines = try Self.run(
      Self.model
        + """

        let again = data("draws.csv", as: {c: {red, green}, m: R[2, 2], t: Positive, k: Natural})
        assert(all(again.m == draws.m) && all(again.c == draws.c) && all(again.k == draws.k), "same")
        let plain = data("draws.csv")
        assert(all(log_density(p, at: plain) == log_density(p, at: draws)), "labels by name")
        print("ok")
        """
    ).lines
    #expect(lines == ["ok"])
    let draws = try Draws(contentsOf: Self.path("draws.csv"))
    #expect(draws.count == 40 && draws.chains == 40 && draws.labels(of: "c") == ["red", "green"])
  }

  @Test(arguments: ["csv", "npz", "json"]) func savedDrawsAreSummarisedAlike(_ ending: String)
    throws
  {
    let (_, result) = try Self.run(
      """
      component p = gaussian(mean: [0, 1], std: 1) * half_cauchy(scale: 1) on s
      let draws = sample(p, count: 400, chains: 4, using: mala(steps: 3), warmup: 100)
      save(draws, to: "chains.\(ending)")
      """)
    let made = try #require(result.draws("draws"))
    let read = try Draws(contentsOf: Self.path("chains.\(ending)"))
    #expect(read.summaryText == made.summaryText)
    #expect(read.chains == 4 && read.values(of: "s") == made.values(of: "s"))
    // Without the file beside them the chains are known all the same, but for NPZ.
    try FileManager.default.removeItem(atPath: Self.path("chains.\(ending).json"))
    let bare = try Draws(contentsOf: Self.path("chains.\(ending)"))
    #expect(bare.chains == (ending == "npz" ? 1 : 4))
    #expect(bare.coordinateNames.sorted() == made.coordinateNames.sorted())
  }

  /// The fixture was written by `save` and read by ArviZ: Tests/reference/arviz_reads.py.
  @Test func arvizReadsWhatIsSaved() throws {
    let fixtures = root.path + "/Tests/CompKitTests/Fixtures/"
    let bytes = try readWhole(fixtures + "saved.json")
    let arviz = try JSONValue(parsing: readWhole(fixtures + "arviz_saved.json"))
    let draws = try Draws(contentsOf: fixtures + "saved.json")
    #expect(draws.chains == arviz["sizes"]?["chain"]?.integer)
    #expect(draws.drawsPerChain == arviz["sizes"]?["draw"]?.integer)
    #expect(draws.coordinateNames == ["x[0]", "x[1]", "s"])
    for row in draws.summary {
      let expected = try #require(arviz["rows"]?[row.name])
      for (name, value) in [
        ("mean", row.mean), ("sd", row.std), ("mcse", row.mcse), ("ess_bulk", row.essBulk),
        ("ess_tail", row.essTail), ("r_hat", row.rHat),
      ] {
        let reference = try #require(expected[name]?.number)
        #expect(abs(value - reference) < 1e-6 * max(1, abs(reference)), "\(row.name) \(name)")
      }
    }
    // What is saved now has the same layout.
    let (_, result) = try Self.run(
      """
      component p = gaussian(mean: [0, 1], std: [1, 2]) * gamma(shape: 3, rate: 1) on s
      let draws = sample(p, count: 6, chains: 3, using: mala(step_size: 0.7, steps: 1))
      save(draws, to: "layout.json")
      """)
    let saved = try JSONValue(parsing: readWhole(Self.path("layout.json")))
    let before = try JSONValue(parsing: bytes)
    #expect(saved.object?.map(\.name) == before.object?.map(\.name))
    #expect(saved["posterior"]?.object?.map(\.name) == before["posterior"]?.object?.map(\.name))
    #expect(saved["posterior"]?["x"]?.fileArray?.shape == [3, 2, 2])
    // Chain 2, draw 1.
    #expect(
      saved["posterior"]?["s"]?.fileArray?.numbers?[5] == result.draws("draws")?.values(of: "s")?[5]
    )
  }

  @Test func drawsOfPartsAreReadAgain() throws {
    let (_, result) = try Self.run(
      """
      variable path: R[4, 2]
      component chain = product([gaussian(mean: [0, 0], std: 1) on path[t] for t in 0..<4])
      let draws = sample(chain | {path[0]: [0, 0]}, count: 10)
      save(draws, to: "part.csv")
      save(draws, to: "part.npz")
      """)
    let made = try #require(result.draws("draws"))
    #expect(made.coordinateNames.first == "path[1][0]")
    for file in ["part.csv", "part.npz"] {
      let read = try Draws(contentsOf: Self.path(file))
      #expect(read.coordinateNames == made.coordinateNames)
      #expect(read.values(of: "path[3][1]") == made.values(of: "path[3][1]"))
    }
    #expect(try Self.run("print(mean(data(\"part.csv\").path) < 9)").lines.count == 1)
  }

  @Test func anNPZHasAnArrayAVariable() throws {
    let (_, result) = try Self.run(Self.model + "\nsave(draws, to: \"draws.npz\")")
    let arrays = try NPZFormat.decode(readWhole(Self.path("draws.npz")))
    #expect(arrays.map(\.name) == ["c", "m", "t", "k"])
    #expect(arrays.map(\.array.shape) == [[40], [40, 2, 2], [40], [40]])
    let draws = try #require(result.draws("draws"))
    #expect(arrays[1].array.numbers == draws.tensor(of: "m")?.values)
  }

  @Test func aRunIsRepeatedFromItsRecord() throws {
    try Self.write("component base = gaussian(mean: [0, 0], std: 2)", "parts.comp")
    try Self.write("y\n1\n2\n", "observed.csv")
    let text = """
      import "parts.comp"
      input n: Int = 10
      let d = data("observed.csv")
      component p = parts.base * gaussian(mean: [mean(d.y), 0], std: 1)
      let a = sample(p, count: n)
      let draws = sample(p, count: n, using: hmc(steps: 2), chains: 2, warmup: 20)
      save(draws, to: "repeat.csv")
      """
    let options = RunOptions(
      seed: 1 << 60, inputs: ["n": .integer(24)], outputDirectory: Self.folder
    ).unconfined
    try Comp.run(
      Comp.compile(text, name: Self.folder + "/repeated.comp", options: options), options: options)
    let first = try readWhole(Self.path("repeat.csv"))
    let sidecar = try readWhole(Self.path("repeat.csv.json"))
    // The imported file is not needed any more.
    try FileManager.default.removeItem(atPath: Self.path("parts.comp"))
    let recorded = try RecordedRun(contentsOf: Self.path("repeat.csv.json"))
    #expect(recorded.changedFiles.isEmpty && RecordedRun.isRecord(Self.path("repeat.csv.json")))
    var again = recorded.options.unconfined
    again.outputDirectory = Self.folder + "/again"
    try Comp.run(
      Comp.compile(recorded.program, name: recorded.file, options: again), options: again)
    #expect(try readWhole(Self.path("again/repeat.csv")) == first)
    #expect(try readWhole(Self.path("again/repeat.csv.json")) == sidecar)
    try Self.write("y\n1\n3\n", "observed.csv")
    #expect(recorded.changedFiles == ["observed.csv"])
  }

  @Test func writingIsWholeOrNotAtAll() throws {
    try Self.write("before", "kept/file.json")
    // A folder stands where the file should.
    try FileManager.default.createDirectory(
      atPath: Self.path("kept/taken.csv"), withIntermediateDirectories: true)
    #expect(Self.error("save({x: [1]}, to: \"kept/taken.csv\")")?.code == .fileUnwritable)
    let left = try FileManager.default.contentsOfDirectory(atPath: Self.path("kept")).sorted()
    #expect(left == ["file.json", "taken.csv"])
  }

  @Test func aFileThatIsStillToBeWrittenIsNoMistake() throws {
    try Self.write("old\n1\n", "fresh.csv")
    #expect(
      try Self.run("save({x: [1, 2]}, to: \"fresh.csv\")\nprint(data(\"fresh.csv\").x)").lines
        == ["[1, 2]"])
  }

  @Test func densitiesAreEvaluatedAtRows() throws {
    try Self.write("x[0],x[1]\n0,0\n1,2\n-1,0.5\n", "points.csv")
    #expect(
      try Self.run(
        """
        component p = gaussian(mean: [0, 1], std: [1, 2])
        let d = data("points.csv")
        let l = log_density(p, at: d)
        assert(abs(l[1] - log_density(p, at: [1, 2])) < 1e-12, "row")
        assert(abs(energy(p, at: d)[2] + l[2]) < 1e-12, "energy")
        print(score(p, at: d))
        let m = mean_log_density(p, of: d)
        assert(abs(m.value - mean(l)) < 1e-12 && abs(m.error - std(l) / sqrt(3)) < 1e-12, "mean")
        """
      ).lines == [
        "[[-0, 0.25], [-1, -0.25], [1, 0.125]]".replacingOccurrences(of: "-0,", with: "0,")
      ])
  }

  /// A million rows are read, averaged and evaluated in seconds.
  @Test(.timeLimit(.minutes(1))) func aMillionRows() throws {
    let count = 1_000_000
    var bytes = Array("x[0],x[1]\n".utf8)
    for row in 0..<count {
      bytes += "\(Double(row % 1000) / 500 - 1),\(Double(row % 77) / 77)\n".utf8
    }
    try writeWhole(bytes, to: Self.path("million.csv"))
    let lines = try Self.run(
      """
      component p = gaussian(mean: [0, 1], std: [1, 2])
      let d = data("million.csv", as: {x: R[2]})
      let l = log_density(p, at: d)
      print(length(l), mean(d.x), std(d.x), quantile(d.x, 0.5), mean(l), length(score(p, at: d)))
      """
    ).lines
    #expect(lines[0].hasPrefix("1000000 [-0.001, 0.493"))
  }
}
