import CompFiles
import CompPseudoTerminal
import Foundation
import Testing

/// Pictures in terminals that say that they draw them: what they are sent is decoded and compared with
/// the PNG files of the same plots.
@Suite(.serialized) struct TerminalPictureTests {
  /// What a terminal answers that has kitty's protocol, sixels, or neither.
  private static let graphics = (
    query: "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\", answer: "\u{1B}_Gi=31;OK\u{1B}\\"
  )
  private static let cell = (query: "\u{1B}[16t", answer: "\u{1B}[6;28;14t")
  private static func attributes(_ list: String) -> (query: String, answer: String) {
    ("\u{1B}[c", "\u{1B}[?\(list)c")
  }

  private static func terminal(
    _ arguments: [String] = [], columns: Int = 100, term: String = "xterm-256color",
    environment: [String: String] = [:], answers: [(query: String, answer: String)]
  ) throws -> PseudoTerminal {
    try PseudoTerminal(
      CommandTests.executable, arguments,
      environment: try TerminalSessions.environment(term: term).merging(environment) { $1 },
      columns: columns, answers: answers)
  }

  private static let program = [
    "let p = gaussian([0, 0], 1)", "let d = sample(p, count: 300, seed: 4)",
  ]

  /// The plot of the program as a file, two pixels to a point as in the terminals here: their letters
  /// are 28 pixels high, twice the 14 points of a line.
  private static func file(_ plot: String = "plot(d, against: p, to: \"shown.png\")") throws
    -> [UInt8]
  {
    let outcome = try CommandTests.comp(
      "run", "-", input: (program + [plot]).joined(separator: "\n"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    return Array(try Data(contentsOf: CommandTests.folder.appendingPathComponent("shown.png")))
  }

  /// Enters lines and gives back what came after the last one.
  private static func shown(_ terminal: PseudoTerminal, _ entries: [String]) throws
    -> ShownPictures
  {
    try #require(terminal.wait(for: "comp> ") != nil)
    var before = 0
    for entry in entries {
      before = terminal.bytes.count
      try #require(terminal.enter(entry) != nil, "\(terminal.rest.suffix(400))")
    }
    return try ShownPictures(terminal.bytes[before...])
  }

  @Test func kittyIsSentTheFile() throws {
    let terminal = try Self.terminal(
      answers: [Self.graphics, Self.cell, Self.attributes("62;4;22")])
    let shown = try Self.shown(terminal, Self.program + ["plot(d, against: p)"])
    #expect(shown.files == [try Self.file()])
    // No answer is seen or taken for something typed.
    let text = String(decoding: terminal.bytes, as: UTF8.self)
    #expect(!text.contains("62;4;22") && !text.contains("i=31;OK"))
    #expect(try #require(terminal.enter("1 + 1")).contains("2 : Int"))
    #expect(terminal.leave() == 0)
  }

  @Test func sixelsAreTheFilesPixels() throws {
    let terminal = try Self.terminal(answers: [Self.cell, Self.attributes("62;4;22")])
    let shown = try Self.shown(terminal, Self.program + ["plot(d, against: p)"])
    let decoded = try #require(shown.pictures.first)
    let file = try ShownPictures.picture(ofPNG: try Self.file())
    #expect(shown.pictures.count == 1 && shown.files.isEmpty)
    try #require((decoded.columns, decoded.rows) == (file.columns, file.rows))
    let errors = zip(decoded.values, file.values).map { abs(Int($0) - Int($1)) }
    // Of its many shades each has one near it, and most pixels are paper.
    #expect((errors.max() ?? 0) <= 24, "\(errors.max() ?? 0)")
    #expect(errors.reduce(0, +) < errors.count, "\(errors.reduce(0, +)) of \(errors.count)")
    #expect(terminal.leave() == 0)
  }

  /// The sketch of a density is a picture too, and the line above it stays text.
  @Test func densitiesAreDrawn() throws {
    let terminal = try Self.terminal(answers: [Self.graphics, Self.cell, Self.attributes("62")])
    let shown = try Self.shown(terminal, ["gaussian([0, 0], 1)"])
    let picture = try #require(shown.pictures.first)
    // 320 points, in letters of twice 14.
    #expect(picture.columns == 640 && shown.pictures.count == 1)
    #expect(
      String(decoding: shown.text, as: UTF8.self).contains("Density<{x: R[2]}>, Exact: gaussian"))
    #expect(terminal.leave() == 0)
  }

  /// A dark terminal gets a dark page.
  @Test func thePageIsAsTheTerminalIs() throws {
    let dark = (query: "\u{1B}]11;?\u{1B}\\", answer: "\u{1B}]11;rgb:1010/1010/1010\u{7}")
    for (answers, isDark) in [([dark], true), ([], false)] {
      let terminal = try Self.terminal(
        answers: [Self.graphics] + answers + [Self.cell, Self.attributes("62")])
      let picture = try #require(
        try Self.shown(terminal, ["gaussian(0, 1)"]).pictures.first)
      #expect((picture.values[0] < 80) == isDark)
      #expect(terminal.leave() == 0)
    }
  }

  /// What is typed while the terminal is asked is read afterwards, arrow keys and all.
  @Test func whatIsTypedAheadIsKept() throws {
    let slow = "1 + 20\u{1B}[D\u{1B}[D7\n\"typed\"\n"
    let terminal = try Self.terminal(
      answers: [
        (Self.graphics.query, "8 + 1\n" + Self.graphics.answer + slow), Self.attributes("62"),
      ])
    try #require(terminal.wait(for: "comp> ") != nil)
    terminal.type("gaussian(0, 1)\n")
    try #require(terminal.wait(for: "\u{1B}_Ga=T") != nil)
    #expect(terminal.wait(for: "9 : Int") != nil, "\(terminal.rest)")
    // The seven was typed two to the left of the end.
    #expect(terminal.wait(for: "721 : Int") != nil, "\(terminal.rest)")
    #expect(terminal.wait(for: "\"typed\" : String") != nil, "\(terminal.rest)")
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.leave() == 0)
  }

  /// Without an answer it takes a moment, and what answers late is not taken for something typed.
  @Test func lateAnswersAreSwallowed() throws {
    let terminal = try Self.terminal(answers: [])
    try #require(terminal.wait(for: "comp> ") != nil)
    let began = Date()
    let text = try #require(terminal.enter("gaussian(0, 1)"))
    #expect(Date().timeIntervalSince(began) < 5)
    #expect(text.contains("⡇"))
    terminal.type(Self.graphics.answer + Self.cell.answer + "\u{1B}[?62;4c")
    #expect(try #require(terminal.enter("40 + 2")).contains("42 : Int"))
    let all = String(decoding: terminal.bytes, as: UTF8.self)
    #expect(!all.contains("i=31;OK") && !all.contains("62;4"))
    // What it said counts from now on.
    let before = terminal.bytes.count
    #expect(terminal.enter("gaussian(0, 1)") != nil)
    #expect(try ShownPictures(terminal.bytes[before...]).pictures.count == 1)
    #expect(terminal.leave() == 0)
  }

  @Test(arguments: [
    ("dumb", [:], []), ("xterm", ["TMUX": "/tmp/x,1,0"], []),
    ("xterm", [:], ["--graphics", "text"]),
    ("linux", [:], []),
  ]) func othersGetCharacters(_ term: String, _ environment: [String: String], _ options: [String])
    throws
  {
    let terminal = try Self.terminal(
      ["repl"] + options, term: term, environment: environment,
      answers: [Self.graphics, Self.cell, Self.attributes("62;22")])
    let shown = try Self.shown(terminal, Self.program + ["plot(d, against: p)"])
    let text = String(decoding: terminal.bytes, as: UTF8.self)
    #expect(shown.pictures.isEmpty && text.contains("⡇") && !text.contains("\u{1B}_G"))
    #expect(terminal.leave() == 0)
  }

  /// A setting decides, whatever the terminal says, and can be changed.
  @Test func aSettingForces() throws {
    let terminal = try Self.terminal(answers: [Self.graphics, Self.cell, Self.attributes("62")])
    var shown = try Self.shown(terminal, [":set graphics sixel", "gaussian(0, 1)"])
    #expect(shown.pictures.count == 1 && shown.files.isEmpty)
    for (setting, pictures, files) in [("text", 0, 0), ("kitty", 1, 1), ("auto", 1, 1)] {
      _ = terminal.enter(":set graphics \(setting)")
      let before = terminal.bytes.count
      _ = terminal.enter("gaussian(0, 1)")
      shown = try ShownPictures(terminal.bytes[before...])
      #expect((shown.pictures.count, shown.files.count) == (pictures, files), "\(setting)")
    }
    #expect(
      try #require(terminal.enter(":set graphics vga")).contains("auto, kitty, sixel or text"))
    #expect(terminal.leave() == 0)
  }

  /// `comp plot` and `comp run` ask as the prompt does.
  @Test func savedDrawsAreDrawn() throws {
    let made = try CommandTests.comp(
      "run", "-", input: Self.program.joined(separator: "\n") + "\nsave(d, to: \"pictured.csv\")")
    try #require(made.status == 0)
    let draws = CommandTests.folder.appendingPathComponent("pictured.csv").path
    let terminal = try Self.terminal(
      ["plot", draws], answers: [Self.graphics, Self.cell, Self.attributes("62")])
    while terminal.readSome() {}
    let shown = try ShownPictures(terminal.bytes)
    #expect(shown.pictures.count == 1)
    let png = CommandTests.folder.appendingPathComponent("pictured.png")
    #expect(try CommandTests.comp("plot", draws, "--to", png.path).status == 0)
    #expect(shown.files == [Array(try Data(contentsOf: png))])
    // Into a file, or a pipe, go characters alone.
    let piped = try CommandTests.comp("plot", draws, environment: ["TERM": "xterm-kitty"])
    #expect(!piped.output.contains("\u{1B}"))
  }
}
