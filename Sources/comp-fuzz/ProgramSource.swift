import CompGrammar
import CompKit
import Foundation

/// A program to be tried.
struct FuzzedProgram {
  var bytes: [UInt8]
  /// Whether it is cut into tokens as it was meant to be, so that the grammar can judge it.
  var isOfWholeTokens = false
  /// Whether it runs as machine code.
  var isNative = false
  /// Whether its stages are printed.
  var isListed = false
}

/// Makes programs: damaged examples, sentences of the grammar, calls of whatever the library has.
struct ProgramSource {
  private let programs: [String]
  private var sentences: SentenceGenerator
  private var calls: CallMaker
  private var random: SeededRandom

  init(root: String, seed: UInt64) throws {
    programs = Self.programs(root: root)
    let grammar = try String(contentsOfFile: root + "/grammar/comp.ebnf", encoding: .utf8)
    sentences = SentenceGenerator(try Grammar(reading: grammar), seed: seed)
    calls = CallMaker(programs: programs)
    random = SeededRandom(seed: seed)
  }

  mutating func next() -> FuzzedProgram {
    var program = make()
    program.isNative = random.isOne(in: 30)
    program.isListed = random.isOne(in: 10)
    return program
  }

  private mutating func make() -> FuzzedProgram {
    let original = programs.randomElement(using: &random) ?? ""
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return FuzzedProgram(bytes: Damage.bytes(Array(original.utf8), using: &random))
    case 1:
      let other = programs.randomElement(using: &random) ?? ""
      return plain(Damage.lines(original, other, using: &random))
    case 2, 3: return plain(Damage.numbers(original, using: &random))
    case 4: return plain(Damage.nesting(original, using: &random))
    case 5:
      return FuzzedProgram(
        bytes: Array(Damage.tokens(original, using: &random).utf8), isOfWholeTokens: true)
    case 6:
      let text = sentences.program(tokens: 60)
      return FuzzedProgram(bytes: Array(text.utf8), isOfWholeTokens: true)
    default: return plain(calls.program(using: &random))
    }
  }

  private func plain(_ text: String) -> FuzzedProgram { FuzzedProgram(bytes: Array(text.utf8)) }

  /// The examples, the standard library, and the programs of the documentation and of the tests.
  private static func programs(root: String) -> [String] {
    func files(_ folder: String, _ ending: String) -> [String] {
      let names = FileManager.default.enumerator(atPath: root + "/" + folder)?
        .compactMap { $0 as? String }.filter { $0.hasSuffix(ending) }.sorted()
      return (names ?? []).compactMap {
        try? String(contentsOfFile: "\(root)/\(folder)/\($0)", encoding: .utf8)
      }
    }
    let pages = files("docs", ".md") + files("Sources/CompKit/Pages", ".md")
    let blocks = pages.flatMap { page in
      page.components(separatedBy: "```comp").dropFirst().compactMap { rest -> String? in
        guard let start = rest.firstIndex(of: "\n"), let end = rest.range(of: "\n```") else {
          return nil
        }
        return start < end.lowerBound ? String(rest[start..<end.lowerBound]) : nil
      }
    }
    let golden = files("Tests/CompKitTests/Golden", ".golden").map {
      $0.components(separatedBy: "\n----\n")[0]
    }
    return files("examples", ".comp") + files("stdlib", ".comp") + blocks
      + golden
  }
}
