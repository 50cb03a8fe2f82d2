import CompGrammar
import CompKit
import CompSyntax

/// Makes programs of a few statements that apply whatever there is to whatever there is.
struct CallMaker {
  /// The names and argument labels of the standard library, as its files and the examples use them.
  private let names: [String]
  private let labels: [String]

  init(programs: [String]) {
    var names: Set<String> = []
    var labels: Set<String> = []
    for program in programs {
      let tokens = SyntaxTree.parse(SourceFile(name: "", text: program)).tokens
      for (token, next) in zip(tokens, tokens.dropFirst()) where token.kind == .identifier {
        if next.text == "(" { names.insert(token.text) }
        if next.text == ":" { labels.insert(token.text) }
      }
    }
    self.names = Array(names.union(Comp.standardNames)).sorted()
    self.labels = labels.sorted()
  }

  func program(using random: inout SeededRandom) -> String {
    var lines = ["variable x: Real", "variable v: R[2]"]
    for index in 0..<Int.random(in: 1...5, using: &random) {
      let value = expression(index, depth: 3, using: &random)
      switch Int.random(in: 0..<12, using: &random) {
      case 0: lines.append("for i in \(value) { print(i) }")
      case 1:
        lines.append("repeat \(value) { let z = \(expression(index, depth: 1, using: &random)) }")
      case 2: lines.append("component c\(index) over y: Real { energy = \(value) }")
      case 3: lines.append("func f\(index)(a, b = 2) { return \(value) }")
      case 4: lines.append("print(\(value))")
      case 5: lines.append("let d\(index) = sample(\(value), count: 10, using: mala(0.1, 2))")
      case 6: lines.append("let w\(index): \(type(using: &random)) = \(value)")
      default: break
      }
      lines.append("let a\(index) = \(value)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func type(using random: inout SeededRandom) -> String {
    [
      "Int", "Real", "Bool", "String", "R[2]", "R[1000000000]", "R[n]", "R[-1]", "R[0]", "[Real]",
      "Positive", "Between(1, 0)", "0..<9223372036854775807", "Density<Real>", "(Real) -> Real",
      "{a: Real}", "Simplex[0]", "Ordered[3]", "Natural", "R[4294967296, 4294967296]",
    ].randomElement(using: &random) ?? "Int"
  }

  private func expression(_ known: Int, depth: Int, using random: inout SeededRandom) -> String {
    func inner() -> String { expression(known, depth: depth - 1, using: &random) }
    guard depth > 0 else { return atom(known, using: &random) }
    switch Int.random(in: 0..<16, using: &random) {
    case 0..<6:
      let arguments = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        (random.isOne(in: 4) ? (labels.randomElement(using: &random) ?? "x") + ": " : "") + inner()
      }
      return "\(names.randomElement(using: &random) ?? "sum")(\(arguments.joined(separator: ", ")))"
    case 6, 7:
      let operation =
        ["+", "-", "*", "/", "@", "^", "==", "<", "&&", "|", "|>", "..<", "on"]
        .randomElement(using: &random) ?? "+"
      return "(\(inner()) \(operation) \(inner()))"
    case 8: return "\(atom(known, using: &random))[\(inner())]"
    case 9: return "[\(inner()), \(inner())]"
    case 10: return "[\(inner()) for i in \(inner())]"
    case 11: return "-\(atom(known, using: &random))"
    case 12: return "\(atom(known, using: &random)).\(labels.randomElement(using: &random) ?? "x")"
    case 13: return "(\(inner()) | {x: \(inner())})"
    default: return atom(known, using: &random)
    }
  }

  private func atom(_ known: Int, using random: inout SeededRandom) -> String {
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1: return Damage.extremes.randomElement(using: &random) ?? "0"
    case 2 where known > 0: return "a\(Int.random(in: 0..<known, using: &random))"
    case 3: return names.randomElement(using: &random) ?? "pi"
    case 4:
      return ["x", "v", "gaussian(0, 1)", "gaussian([0, 0], 1)"].randomElement(using: &random)
        ?? "x"
    default:
      return ["0", "1", "2", "3", "0.5", "-1.5", "[1, 2]", "[[2, 0], [0, 1]]"].randomElement(
        using: &random) ?? "1"
    }
  }
}
