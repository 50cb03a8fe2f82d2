import CompKit
import CompSyntax
import Foundation
import Testing

/// What `:doc` and `:help` say, and that docs/reference.md and docs/repl.md say the same.
///
/// `COMP_ACCEPT_REFERENCE=1 swift test --filter ReferenceTests` writes what is found into the pages.
@Suite struct ReferenceTests {
  private static func session(columns: Int = 80) -> Session {
    var environment = RunEnvironment(print: { _ in })
    environment.page = { TerminalPage(columns: columns) }
    return Session(in: environment)
  }

  /// Holds a page to what it should be, or makes it so.
  private static func hold(_ file: String, to wanted: (String) throws -> String) throws {
    let url = root.appendingPathComponent("docs/" + file)
    let page = try String(contentsOf: url, encoding: .utf8)
    let right = try wanted(page)
    if ProcessInfo.processInfo.environment["COMP_ACCEPT_REFERENCE"] == "1" {
      try Data(right.utf8).write(to: url)
    }
    #expect(page == right, "docs/\(file) is out of date")
  }

  @Test func theReferenceIsWhatDocSays() throws {
    let session = Self.session()
    try Self.hold("reference.md") { _ in session.referencePage }
  }

  /// The part of docs/repl.md between its two marks.
  @Test func thePageOfThePromptIsWhatHelpSays() throws {
    try Self.hold("repl.md") { page in
      let (start, end) = ("<!-- commands -->\n", "<!-- end of commands -->\n")
      let before = try #require(page.range(of: start))
      let after = try #require(page.range(of: end))
      return page[..<before.upperBound] + SessionCommand.manual + page[after.lowerBound...]
    }
  }

  /// All names in scope, operators and keywords.
  @Test func everythingIsDocumented() throws {
    let session = Self.session()
    let names =
      session.standardNames + Lexer.keywords.sorted() + BinaryOperator.allCases.map(\.rawValue)
      + UnaryOperator.allCases.map(\.rawValue)
      + [
        "over", "variable", "input", "sampler", "state", "transition", "..<", "->", ".", "_", "as",
      ]
    #expect(names.count > 250)
    for name in names {
      let text = try #require(session.documentation(of: name), "\(name)")
      let parts = text.split(separator: "\n\n", maxSplits: 1)
      #expect(parts.count == 2 && parts[1].count >= 2, "\(name): \(text)")
      // The first is how it is written.
      #expect(parts[0].contains(name), "\(name): \(text)")
    }
  }

  @Test(arguments: [
    "Int", "Real", "Bool", "String", "R[2]", "Positive", "UnitInterval", "Between(0, 1)",
    "Above(0)",
    "Below(1)", "Simplex[3]", "Ordered[2]", "Natural",
  ]) func typesAreDocumented(_ type: String) throws {
    let session = Self.session()
    _ = session.enter("func f(x: \(type)) = x")
    #expect(session.source(of: "f") != nil)
    let name = String(type.prefix { $0.isLetter })
    #expect(try #require(session.documentation(of: name)).contains("(type)"))
  }

  /// Each report's fields have rows, and each row of a report is a field of it.
  @Test func membersOfReportsAreDocumented() throws {
    let session = Self.session()
    _ = session.enter("let p = gaussian(0, 1)\nlet d = sample(p, count: 200)")
    _ = session.enter("component e over x: Real { energy = x ^ 4 }")
    for (entry, name) in [
      ("summary(d)", "s"), ("compare(d, d)", "c"), ("verify(d, against: p)", "v"),
      ("log_normalizer(e, using: ais(steps: 10))", "z"),
    ] {
      guard case .done = session.enter("let \(name) = \(entry)") else {
        Issue.record("\(entry)")
        continue
      }
      let members = session.members(of: name).map { $0.text.dropFirst(name.count + 1) }
      #expect(!members.isEmpty)
      let known = session.completions(of: ".", after: entry).map { $0.text.dropFirst() }
      #expect(known == members.sorted(), "\(entry)")
      for member in members {
        #expect(
          try #require(session.documentation(of: String(member))).contains("(member)"), "\(member)")
      }
    }
  }

  /// The rows of operators stand in the order of the precedences that docs/language.md tells.
  @Test func operatorsStandInOrder() throws {
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/language.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.wholeMatch(of: /\| \d+ \| .*/) != nil }
    #expect(rows.count == 12)
    var last = 0
    for name in Self.session().operatorNames where BinaryOperator(rawValue: name) != nil {
      let written = "`" + name.replacing("|", with: "\\|") + "`"
      let row = try #require(rows.firstIndex { $0.contains(written) }, "\(name)")
      // A minus is also a sign, which binds more tightly.
      if name != "-" {
        #expect(row >= last, "\(name)")
        last = row
      }
    }
  }

  // MARK: Help

  @Test func everyCommandAndTopicIsExplained() throws {
    for columns in [40, 80] {
      let session = Self.session(columns: columns)
      let all = try #require(session.help(on: ""))
      for command in SessionCommand.allCases {
        #expect(all.contains(command.usage))
        let text = try #require(session.help(on: ":" + command.rawValue))
        #expect(text.hasPrefix(command.usage) && text.count > command.usage.count + 60)
        #expect(session.help(on: command.rawValue) == text)
      }
      for topic in HelpTopic.allCases {
        #expect(all.contains(topic.rawValue) && !topic.title.isEmpty)
        let text = try #require(session.help(on: topic.rawValue))
        #expect(text.count > 300)
        for word in topic.otherWords where SessionCommand(rawValue: word) == nil {
          #expect(session.help(on: word) == text, "\(word)")
        }
        // Nothing but code is wider than the terminal.
        for line in text.split(separator: "\n") where !line.hasPrefix("    ") {
          #expect(line.count <= columns, "\(topic): \(line)")
        }
      }
      for line in all.split(separator: "\n") { #expect(line.count <= columns, "\(line)") }
    }
  }

  @Test(arguments: HelpTopic.allCases) func programsOfHelpRun(_ topic: HelpTopic) throws {
    for block in DocumentationTests.fenced(topic.text, of: topic.rawValue) {
      #expect(block.language == "comp")
      // Help indents it by four, in terminals of 80 columns.
      for line in block.text.split(separator: "\n") { #expect(line.count <= 76, "\(line)") }
      let folder = NSTemporaryDirectory() + "comp-help-tests/\(topic.rawValue)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let options = RunOptions(threads: 2, outputDirectory: folder).unconfined
      let program = Comp.compile(block.text, name: block.testDescription, options: options)
      #expect(program.errors.isEmpty, "\(program.errors)")
      try Comp.run(program, options: options, in: Transcript().environment)
    }
  }

  @Test(arguments: [
    ("conditionning", "conditioning"), ("samplrs", "samplers"), ("realod", "reload"),
    ("hcm", "hmc"), (":udno", "undo"), ("gausian", "gaussian"),
  ]) func nearNamesAreSuggested(_ topic: String, _ near: String) {
    let session = Self.session()
    #expect(session.help(on: topic) == nil)
    #expect(session.adviceOnHelp(topic).contains("did you mean '\(near)'?"))
  }

  @Test func helpOnNamesIsTheirDocumentation() throws {
    let session = Self.session()
    for name in ["hmc", "gamma", "|", "given", "Simplex", "r_hat"] {
      let shown = try #require(session.help(on: name))
      // The same words, in lines that fit.
      let words = try #require(session.documentation(of: name)).split(
        whereSeparator: \.isWhitespace)
      #expect(shown.split(whereSeparator: \.isWhitespace) == words)
      for line in shown.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
    #expect(try #require(session.help(on: "pla")).hasPrefix(":plan"))
    #expect(session.adviceOnHelp("zzzzzzzz").contains(":help alone"))
  }
}
