import Foundation
import Testing

/// Programs that once gave a wrong answer, lost data, or were refused for no good reason.
///
/// Each file of `Reported/` is a program with a header:
///
///     // fault: what was wrong
///     // expect: ok; NAME in LOW HIGH; NAME is TEXT; honest NAME in LOW HIGH
///     // file: NAME "CONTENTS"
///
/// or `// expect: error; words=a,b`. A program prints lines `NAME = VALUE`. A claim that begins with `honest` holds
/// too where the program prints `trusted = false`. Each `file` line, its contents written as a JSON string, makes a file in the
/// working folder; `latin1` in its place encodes it so.
///
/// Every program is deterministic, so that no claim has a false-alarm rate.
@Suite struct ReportedProgramTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Reported")

  static let programs: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".comp") }.sorted()

  @Test func thereArePrograms() { #expect(Self.programs.count >= 27) }

  @Test(arguments: programs)
  func isRight(_ name: String) throws {
    let program = Self.folder.appendingPathComponent(name)
    let lines = try String(contentsOf: program, encoding: .utf8).split(separator: "\n")
    let working = CommandTests.folder.appendingPathComponent("reported-\(name)")
    try FileManager.default.createDirectory(at: working, withIntermediateDirectories: true)
    for line in lines {
      for (mark, encoding) in [("// file: ", String.Encoding.utf8), ("// latin1: ", .isoLatin1)]
      where line.hasPrefix(mark) {
        let parts = line.dropFirst(mark.count).split(separator: " ", maxSplits: 1)
        let contents = try JSONDecoder().decode(String.self, from: Data(parts[1].utf8))
        try #require(contents.data(using: encoding))
          .write(to: working.appendingPathComponent(String(parts[0])))
      }
    }
    let expected = try #require(lines.first { $0.hasPrefix("// expect: ") }).dropFirst(11)
      .split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    let outcome = try CommandTests.comp("run", program.path, in: working)
    if expected[0] == "error" {
      let words = try #require(expected.first { $0.hasPrefix("words=") }).dropFirst(6)
        .split(separator: ",")
      #expect([1, 2, 3].contains(outcome.status), "\(outcome)")
      #expect(outcome.errors.contains("error[C"), "\(outcome)")
      #expect(
        words.contains { outcome.errors.range(of: $0, options: .caseInsensitive) != nil },
        "\(outcome)")
      return
    }
    #expect(outcome.status == 0, "\(outcome)")
    var printed: [String: String] = [:]
    for line in outcome.output.split(separator: "\n") {
      let parts = line.split(separator: " ")
      if parts.count >= 3, parts[1] == "=" { printed[String(parts[0])] = String(parts[2]) }
    }
    for claim in expected.dropFirst() {
      var words = claim.split(separator: " ").map(String.init)
      if words[0] == "honest" {
        if printed["trusted"] == "false" { continue }
        words.removeFirst()
      }
      let value = try #require(printed[words[0]], "\(outcome)")
      if words[1] == "is" {
        #expect(value == words[2], "\(outcome)")
      } else {
        let (low, high) = (try #require(Double(words[2])), try #require(Double(words[3])))
        let number = try #require(Double(value), "\(outcome)")
        #expect(low <= number && number <= high, "\(outcome)")
      }
    }
  }
}
