import CompSource
import Foundation
import Testing

/// Text counts by the columns that a terminal gives it.
@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("温度", 4), ("한국어", 6), ("ｶﾅ", 2),
    ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("a\u{200B}b", 2), ("√2 × π", 6),
    ("x\u{7}", 1), ("▁█⣿", 3), ("（全角）", 8),
  ]) func isThatOfTerminals(_ text: String, _ width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test func cutsAndPads() {
    #expect("温度が高い".cut(toWidth: 10) == "温度が高い")
    #expect("温度が高い".cut(toWidth: 9) == "温度が高…")
    #expect("温度が高い".cut(toWidth: 8) == "温度が…")
    #expect("温度".padded(toWidth: 6, before: true) == "  温度")
    #expect("long".padded(toWidth: 2) == "long")
  }

  @Test func wrapsAtBlanks() {
    #expect("one two three".wrapped(toWidth: 8) == ["one two", "three"])
    #expect("  one two".wrapped(toWidth: 6, hanging: 1) == ["  one", "   two"])
    #expect("abcdefgh".wrapped(toWidth: 3) == ["abc", "def", "gh"])
    #expect("ab cdefgh".wrapped(toWidth: 6, lead: 4) == ["ab", "cdefgh"])
    #expect("a\n\nb".wrapped(toWidth: 5) == ["a", "", "b"])
  }

  /// Whatever the text: no line is too wide, and only blanks are lost.
  @Test func wrappedLinesFit() {
    let pieces = ["a", "温度", "e\u{301}", " ", "  ", "👨‍👩‍👧", "word", "\n", "verylongwordindeed", "."]
    var state: UInt64 = 7
    for _ in 0..<2_000 {
      var text = ""
      for _ in 0..<Int(state % 30) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count]
      }
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let limit = 4 + Int(state >> 33) % 30
      let lines = text.wrapped(toWidth: limit, hanging: Int(state >> 40) % 3)
      #expect(lines.allSatisfy { $0.displayWidth <= limit }, "\(text.debugDescription) \(limit)")
      #expect(
        lines.joined().filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace },
        "\(text.debugDescription) \(limit)")
    }
  }

  @Test func whatTerminalsObeyIsShown() {
    #expect("a\u{1B}[31m\u{0}\u{7F}\r\u{9B}\u{202E}b\t\n".safeForTerminal == "a␛[31m␀␡␍��b\t\n")
    #expect("plain é 温度".safeForTerminal == "plain é 温度")
  }

  @Test func caretsStandBelowWideLetters() {
    let text = "let 温度 = \"🇩🇪e\u{301}\" + zz"
    let source = SourceFile(name: "entry 1", text: text)
    let start = Array(text.utf8).count - 2
    let rendered = DiagnosticRenderer().render(
      Diagnostic(
        .unknownName, "cannot find 'zz'", at: [.init(Span(source, start..<(start + 2)), "here")]))
    let lines = rendered.split(separator: "\n").map(String.init)
    let shown = lines[3]
    let marks = lines[4]
    let before = shown.range(of: "zz").map { String(shown[..<$0.lowerBound]).displayWidth }
    let caret = marks.range(of: "^^").map { String(marks[..<$0.lowerBound]).displayWidth }
    #expect(before == caret && before == 4 + 19, "\(rendered)")
  }

  @Test func controlsInALineAreShownAndCounted() {
    let source = SourceFile(name: "entry 1", text: "let a = \"\u{1B}[2J\" + zz")
    let start = source.bytes.count - 2
    let rendered = DiagnosticRenderer(columns: 40).render(
      Diagnostic(
        .unknownName, "cannot find '\u{1B}c'",
        at: [.init(Span(source, start..<(start + 2)), "\u{7}")]
      ))
    #expect(!rendered.contains("\u{1B}") && !rendered.contains("\u{7}"))
    #expect(rendered.contains("␛[2J") && rendered.contains("    |                 ^^ ␇") == false)
    let lines = rendered.split(separator: "\n").map(String.init)
    #expect(lines[4].hasSuffix("  |                  ^^ ␇"), "\(rendered)")
  }

  /// A long line is shown about its marks, in as many columns as there are.
  @Test(arguments: [20, 40, 79]) func longLinesAreShownAboutTheirMarks(_ columns: Int) {
    let text = String(repeating: "温度 + ", count: 40) + "zz" + String(repeating: " + abc", count: 40)
    let source = SourceFile(name: "", text: text)
    let start = Array(String(repeating: "温度 + ", count: 40).utf8).count
    let rendered = DiagnosticRenderer(columns: columns).render(
      Diagnostic(
        .unknownName, "cannot find 'zz'",
        at: [
          .init(Span(source, start..<(start + 2)), "no such name is known here, whatever one does"),
          .init(
            Span(source, (start + 5)..<(start + 8)), "nor this one of which there is much to say"),
        ]))
    let lines = rendered.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.displayWidth <= columns }, "\(rendered)")
    #expect(lines.contains { $0.hasPrefix("1 | ") && $0.contains("zz") }, "\(rendered)")
    #expect(rendered.contains("^^"))
  }
}
