import CompSource
import CompSyntax
import Foundation
import Testing

@Suite struct FormatterTests {
  private static func parse(_ text: String) -> SyntaxTree {
    SyntaxTree.parse(SourceFile(name: "t.comp", text: text))
  }

  /// What is written, and what the formatter makes of it.
  @Test(arguments: [
    ("let a=1+2*3^-x", "let a = 1 + 2 * 3 ^ -x"),
    ("for i in 0 ..< n-1 { print( i ) }", "for i in 0..<n - 1 { print(i) }"),
    ("let p = f( a:1 , b : [ 1,2 , ], )", "let p = f(a: 1, b: [1, 2])"),
    ("let q=p|{ x [ 0 ] : 1, }", "let q = p | {x[0]: 1}"),
    ("let a = 1; let b = 2;", "let a = 1\nlet b = 2"),
    ("func f( x:Real,k=1 )->Real=x*k", "func f(x: Real, k = 1) -> Real = x * k"),
    ("if a==1{b=2}else if c{b=3}", "if a == 1 { b = 2 } else if c { b = 3 }"),
    ("func f(x) {\n\n\nlet y=x\n\n\n\nreturn y\n\n}", "func f(x) {\n  let y = x\n\n  return y\n}"),
    ("func f(x) { let y = x; return y; }", "func f(x) { let y = x; return y }"),
    // Runs of `=` that were lined up stay so; padding that lines up with nothing goes.
    (
      "component left  = a\ncomponent right =   b\n\nlet c   = 1\nlet dd = 2",
      "component left  = a\ncomponent right = b\n\nlet c = 1\nlet dd = 2"
    ),
    (
      "let a =  [ 1, 0]\nlet b = [-1,0]\nlet c = [ 1 ]",
      "let a = [ 1, 0]\nlet b = [-1, 0]\nlet c = [1]"
    ),
    // One item, or one operand, a line is the author's choice.
    ("let a = [\n1,\n2\n]", "let a = [\n  1,\n  2,\n]"),
    ("let a = f(\nx,\ny)", "let a = f(\n  x,\n  y\n)"),
    ("let p = a\n    * b\n    *c", "let p = a\n  * b\n  * c"),
    ("let p = a\n    * b *c", "let p = a * b * c"),
    ("let p = a +\n b -\n c", "let p = a +\n  b -\n  c"),
    ("let p = a *\n b *\n c", "let p = a\n  * b\n  * c"),
    ("let f = [x^2 for x in xs if x>0]", "let f = [x ^ 2 for x in xs if x > 0]"),
    (
      "component c over (a:R[n],b : R[n]) given t:Real {energy=a*b}",
      "component c over (a: R[n], b: R[n]) given t: Real { energy = a * b }"
    ),
    (
      "sampler s(h:Real=1) for p :Energy { let k=h\nstate x=start(p)\ntransition {x=x} }",
      "sampler s(h: Real = 1) for p: Energy {\n  let k = h\n  state x = start(p)\n  transition { x = x }\n}"
    ),
    ("variable c : { red,green }", "variable c: {red, green}"),
    (
      "func g(p:Density< {x:R[2]} given {y : Real} >, f:(Int,Real)->Real) = p",
      "func g(p: Density<{x: R[2]} given {y: Real}>, f: (Int, Real) -> Real) = p"
    ),
    ("import  \"a.comp\"  as  b", "import \"a.comp\" as b"),
    ("repeat 3 while x<1 {x=x+1}", "repeat 3 while x < 1 { x = x + 1 }"),
    ("let r = p  on(a,b[0])given  c", "let r = p on (a, b[0]) given c"),
    // Statements that a line break would join keep their `;`.
    ("a; .red", "a;\n.red"),
  ])
  func style(_ text: String, _ expected: String) throws {
    #expect(try #require(Self.parse(text).formatted()) == expected + "\n")
  }

  @Test func longLinesAreBroken() throws {
    let text = """
      let draws = sample(posterior, count: 8_000, chains: 80, using: hmc(step_size: 0.1), warmup: 200)
      let many = sample(posterior, count: 8_000, chains: 80, using: hmc(step_size: 0.1, leapfrog: 20, steps: 20))
      let most = sample(posterior, count: 8_000, chains: 80, using: hmc(step_size: 0.1, leapfrog: 20, steps: 20), warmup: 200)
      let total = alpha_component + beta_component + gamma_component - delta_component + epsilon_component - zeta
      let joint = alpha_component * beta_component * gamma_component / delta_component * epsilon_component * zeta
      let row = [100001, 100002, 100003, 100004, 100005, 100006, 100007, 100008, 100009, 100010, 100011, 100012, 100013]
      func interval(u: Real, low: Real, high: Real) = log(high - low) + log_sigmoid(u) + log_sigmoid(-u) - log(u)

      """
    let expected = """
      let draws = sample(posterior, count: 8_000, chains: 80, using: hmc(step_size: 0.1), warmup: 200)
      let many = sample(
        posterior, count: 8_000, chains: 80, using: hmc(step_size: 0.1, leapfrog: 20, steps: 20)
      )
      let most = sample(
        posterior,
        count: 8_000,
        chains: 80,
        using: hmc(step_size: 0.1, leapfrog: 20, steps: 20),
        warmup: 200
      )
      let total = alpha_component + beta_component + gamma_component - delta_component +
        epsilon_component - zeta
      let joint = alpha_component * beta_component * gamma_component / delta_component * epsilon_component
        * zeta
      let row = [
        100001, 100002, 100003, 100004, 100005, 100006, 100007, 100008, 100009, 100010, 100011, 100012,
        100013,
      ]
      func interval(u: Real, low: Real, high: Real) =
        log(high - low) + log_sigmoid(u) + log_sigmoid(-u) - log(u)

      """
    #expect(try #require(Self.parse(text).formatted()) == expected)
  }

  @Test func commentsStayWhereTheyStand() throws {
    let text = """
      // At the top.


      /// Of a.
      let a = 1 // behind a
      let bb = 2     // lined up
      let c = f(x,  /* of y */ y) // after
      /* before
         d */
      let d = [ // the first
      1, // one
        // between
      2 // two
      , 3

      // last
      ]
      func g(x) { // opens
        // within
        return x // returned

        // at the end
      }
      let p = a // first
        * b // second
        * c
      // the end
      """
    let expected = """
      // At the top.

      /// Of a.
      let a = 1 // behind a
      let bb = 2     // lined up
      let c = f(x, /* of y */ y) // after
      /* before
         d */
      let d = [ // the first
        1, // one
        // between
        2, // two
        3,

        // last
      ]
      func g(x) { // opens
        // within
        return x // returned

        // at the end
      }
      let p = a // first
        * b // second
        * c
      // the end

      """
    #expect(try #require(Self.parse(text).formatted()) == expected)
  }

  @Test func errorsAreLeftAlone() {
    #expect(Self.parse("let a = (1").formatted() == nil)
  }

  @Test func plainLineEnds() throws {
    let text = "\u{FEFF}let a = 1   \r\n\r\n\r\n\r\n/* x  \r\n y */\tlet b = \"\\t\"\r\n"
    #expect(
      try #require(Self.parse(text).formatted()) == "let a = 1\n\n/* x\n y */ let b = \"\\t\"\n")
    #expect(Self.parse("").formatted() == "")
    #expect(Self.parse(" \n\n ").formatted() == "")
    #expect(Self.parse("\n// c").formatted() == "// c\n")
  }

  // MARK: The programs of the repository

  /// The examples and the standard library, as the repository has them.
  @Test(arguments: RepositoryPrograms.all) func programsAreFormatted(_ program: RepositoryPrograms)
    throws
  {
    let tree = Self.parse(program.text)
    let formatted = try #require(tree.formatted())
    #expect(formatted == program.text, "run comp fmt \(program.name)")
    for (number, line) in formatted.split(separator: "\n").enumerated()
    where !line.contains("//") {
      #expect(line.count <= 100, "\(program.name):\(number + 1)")
    }
  }

  /// Programs of the repository, laid out at random: what the formatter gives is the same program,
  /// and is what it gives for it.
  @Test(arguments: RepositoryPrograms.all) func layoutIsMended(_ program: RepositoryPrograms) throws
  {
    var random = SplitMix(seed: 11)
    let tree = Self.parse(program.text)
    var damagedCount = 0
    for _ in 0..<20 {
      let damaged = Self.parse(relaidOut(tree, &random))
      guard let formatted = damaged.formatted() else { continue }
      damagedCount += 1
      let again = Self.parse(formatted)
      guard again.isSameProgram(as: damaged), again.formatted() == formatted else {
        Issue.record("\(damaged.source.text)")
        return
      }
    }
    // Line breaks and comments at random places end some statements early, but not all.
    #expect(damagedCount >= 3)
  }

  /// The tokens of a program with other blanks, line breaks and comments between some of them.
  private func relaidOut(_ tree: SyntaxTree, _ random: inout SplitMix) -> String {
    let share = random.next(below: 150) + 5
    var text = ""
    for token in tree.tokens {
      let trivia = tree.source.text(in: token.triviaStart..<token.span.range.lowerBound)
      switch random.next(below: share * 8) {
      case 0: text += trivia + "\n"
      case 1: text += trivia + " // remark\n"
      case 2: text += trivia + " /* remark */ "
      case 3: text += trivia + "\n\n\n"
      case 4: text += trivia + "   "
      case 5: text += trivia.contains("//") ? trivia : " "
      case 6: text += "\n// alone\n" + trivia
      default: text += trivia
      }
      text += token.text
    }
    return text
  }
}

/// A `.comp` file of the repository.
struct RepositoryPrograms: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  var testDescription: String { name }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let all: [RepositoryPrograms] = ["examples", "stdlib"].flatMap {
    folder -> [RepositoryPrograms] in
    let names =
      FileManager.default.enumerator(atPath: root.path + "/" + folder)?.compactMap { $0 as? String }
      ?? []
    return names.filter { $0.hasSuffix(".comp") }.sorted().compactMap { name in
      let path = folder + "/" + name
      return (try? String(contentsOfFile: root.path + "/" + path, encoding: .utf8)).map {
        RepositoryPrograms(name: path, text: $0)
      }
    }
  }
}

/// Random numbers that are the same in every run (Steele, Lea, Flood 2014).
struct SplitMix {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
  mutating func next(below limit: Int) -> Int { Int(next() % UInt64(max(limit, 1))) }
}
