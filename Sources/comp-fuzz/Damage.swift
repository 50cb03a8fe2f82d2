import CompGrammar
import CompKit
import CompSyntax

/// The ways in which a program is damaged.
enum Damage {
  /// Bytes deleted, put in, and changed: also such as are no UTF-8.
  static func bytes(_ original: [UInt8], using random: inout SeededRandom) -> [UInt8] {
    var bytes = original
    for _ in 0...Int.random(in: 0..<5, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0:
        let count = Int.random(in: 1...20, using: &random)
        bytes.removeSubrange(at..<min(at + count, bytes.count))
      case 1: bytes[at] = UInt8.random(in: .min ... .max, using: &random)
      case 2: bytes.insert(UInt8.random(in: 0x20..<0x7F, using: &random), at: at)
      case 3:
        bytes.insert(
          contentsOf: strings.randomElement(using: &random)?.utf8.map { $0 } ?? [], at: at)
      case 4: bytes = Array(bytes[..<at])
      default: bytes = Array(bytes.split(separator: 0x0A).joined(separator: [0x0D, 0x0A]))
      }
    }
    return bytes
  }

  private static let strings = [
    "\"", "/*", "*/", "//", "\\", "\\(", "\u{0}", "\u{FEFF}", "\u{202E}", "\r", "\t", "é\u{301}",
    "\u{1F469}\u{200D}\u{1F52C}", "'", "`", "#", "$", "%", "~", "?", "\\u{110000}", "\"\\u{}\"",
    String(repeating: "a", count: 5_000), String(repeating: " ", count: 3_000),
    String(repeating: "1", count: 400), String(repeating: "/*", count: 300),
    String(repeating: "\"\\(", count: 40), String(repeating: "_", count: 100),
  ]

  /// Lines deleted, doubled, exchanged, and taken from another program.
  static func lines(_ original: String, _ other: String, using random: inout SeededRandom) -> String
  {
    var lines = original.split(separator: "\n", omittingEmptySubsequences: false)
    let others = other.split(separator: "\n", omittingEmptySubsequences: false)
    for _ in 0...Int.random(in: 0..<4, using: &random) where !lines.isEmpty {
      let at = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: lines.remove(at: at)
      case 1: lines.insert(lines[at], at: at)
      case 2: lines.swapAt(at, Int.random(in: 0..<lines.count, using: &random))
      default:
        let from = Int.random(in: 0..<max(1, others.count), using: &random)
        lines.insert(contentsOf: others.dropFirst(from).prefix(5), at: at)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Numbers, and now and then names, exchanged for extreme ones.
  static func numbers(_ original: String, using random: inout SeededRandom) -> String {
    let tokens = tree(original).tokens
    let places = tokens.indices.filter { [.integer, .real].contains(tokens[$0].kind) }
    let chosen = Set(
      (0...Int.random(in: 0..<3, using: &random)).map { _ in places.randomElement(using: &random) })
    return joined(tokens) { index, token in
      if chosen.contains(index) { return extremes.randomElement(using: &random) ?? "" }
      return token.text
    }
  }

  static let extremes = [
    "0", "-1", "1", "2", "-0.0", "0.5", "1e308", "-1e308", "1e-320", "1e-5", "infinity",
    "-infinity",
    "(0 / 0)", "9223372036854775807", "(-9223372036854775807 - 1)", "10_000_000_000",
    "4294967296", "100000", "255", "[]", "[1, 2]", "[[1, 2], [3, 4]]", "true", "\"s\"",
    ".red",
    "{x: 1}", "{}", "0..<3", "0..<0", "0..<9223372036854775807",
    "-9223372036854775807..<9223372036854775807",
    "zeros(1_000_000_000)", "zeros(1_000_000, 1_000_000)", "zeros(0)",
    "[i for i in 0..<10_000_000_000]",
    "gaussian(0, 1)", "(func(x) = x)", "R[1000000000]",
  ]

  /// A name or number within many brackets, signs or operators.
  static func nesting(_ original: String, using random: inout SeededRandom) -> String {
    let tokens = tree(original).tokens
    let kinds: Set<Token.Kind> = [.integer, .real, .identifier]
    let place = tokens.indices.filter { kinds.contains(tokens[$0].kind) }.randomElement(
      using: &random)
    let count = [10, 50, 99, 150, 600, 5_000].randomElement(using: &random) ?? 1
    let (before, behind) = wrappings.randomElement(using: &random) ?? ("", "")
    return joined(tokens) { index, token in
      guard index == place else { return token.text }
      return String(repeating: before, count: count) + token.text
        + String(repeating: behind, count: count)
    }
  }

  private static let wrappings = [
    ("(", ")"), ("[", "]"), ("{a: ", "}"), ("-", ""), ("!", ""), ("(", ""), ("[", ""), ("{", ""),
    ("", ")"), ("1 + ", ""), ("", " ^ 2"), ("", "[0]"), ("", ".x"), ("", "(1)"), ("", " |> sum"),
    ("if true { ", " } else { 0 }"), ("sum(", ")"), ("func(x) = ", ""), ("2 * ", ""), ("", " on x"),
    ("R[", "]"), ("", " | {x: 0}"), ("0.5 * ", ""), ("\"\\(", ")\""), ("func() { ", " }"),
    ("gaussian(", ", 1)"), ("exp(sin(", "))"), ("normal(", ")"), ("[x for x in ", "]"),
  ]

  /// Tokens deleted, doubled and exchanged.
  static func tokens(_ original: String, using random: inout SeededRandom) -> String {
    var pieces = tree(original).tokens.map { token in
      token.span.source.text(in: token.triviaStart..<token.span.range.lowerBound) + " " + token.text
    }
    for _ in 0..<Int.random(in: 1...4, using: &random) where !pieces.isEmpty {
      let at = Int.random(in: 0..<pieces.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: pieces.remove(at: at)
      case 1: pieces.insert(pieces[at], at: at)
      default: pieces.swapAt(at, Int.random(in: 0..<pieces.count, using: &random))
      }
    }
    return pieces.joined()
  }

  private static func tree(_ text: String) -> SyntaxTree {
    SyntaxTree.parse(SourceFile(name: "", text: text))
  }

  private static func joined(_ tokens: [Token], text: (Int, Token) -> String) -> String {
    tokens.enumerated().map { index, token in
      token.span.source.text(in: token.triviaStart..<token.span.range.lowerBound)
        + text(index, token)
    }.joined()
  }
}
