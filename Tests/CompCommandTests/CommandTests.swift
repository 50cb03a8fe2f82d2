import Foundation
import Testing

/// The command line as a user meets it: the built `comp` is started.
@Suite struct CommandTests {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The executable beside the test bundle.
  static let executable: URL = {
    let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      .deletingLastPathComponent()
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return (folder ?? beside).appendingPathComponent("comp")
  }()

  static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-command-tests-\(ProcessInfo.processInfo.processIdentifier)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }()

  static func start(
    _ arguments: [String], input: String, environment: [String: String] = [:],
    in working: URL = folder
  ) throws -> (process: Process, finish: () throws -> Outcome) {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = working
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let files = try ["out", "err", "in"].map { name -> URL in
      let file = folder.appendingPathComponent("\(UUID().uuidString).\(name)")
      try Data((name == "in" ? input : "").utf8).write(to: file)
      return file
    }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    process.standardInput = try FileHandle(forReadingFrom: files[2])
    try process.run()
    return (
      process,
      {
        process.waitUntilExit()
        return Outcome(
          status: process.terminationStatus,
          output: try String(contentsOf: files[0], encoding: .utf8),
          errors: try String(contentsOf: files[1], encoding: .utf8))
      }
    )
  }

  static func comp(
    _ arguments: String..., input: String = "", environment: [String: String] = [:],
    in working: URL = folder
  ) throws -> Outcome {
    try start(arguments, input: input, environment: environment, in: working).finish()
  }

  @Test(arguments: [
    ("print(1 + 1)", Int32(0)),
    ("assert(1 > 2, \"no\")", 1),
    (
      "component far over x: Real { support = x > 100 }\nlet d = sample(far * gaussian(), count: 4)",
      1
    ),
    ("print(nothing)", 2),
    ("let a = (1", 2),
    ("let d = data(\"missing.csv\")", 3),
    ("save(sample(gaussian(), count: 4), to: \"/proc/no/such.csv\")", 3),
  ])
  func exitsAsDocumented(_ program: String, _ status: Int32) throws {
    let outcome = try Self.comp("run", "-", input: program)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty == (status == 0))
    #expect(!outcome.errors.contains("\u{1B}") && !outcome.output.contains("\u{1B}"))
  }

  @Test func unusableArgumentsAndFiles() throws {
    #expect(try Self.comp("run").status == 64)
    #expect(try Self.comp("run", "-", "--threads", "0").status == 64)
    #expect(try Self.comp("run", "-", "--set", "novalue").status == 64)
    #expect(try Self.comp("explain", "C9999").status == 64)
    #expect(try Self.comp("run", "no_such_file.comp").status == 3)
    #expect(try Self.comp("check", "no_such_file.comp").status == 3)
    #expect(try Self.comp("run", "-", "--data", "no_such_file.json").status == 3)
    #expect(try Self.comp("summary", "no_such_file.csv").status == 3)
    #expect(try Self.comp("plot", "no_such_file.csv").status == 3)
    #expect(try Self.comp("plot", "no_such_file.csv", "--to", "a.pdf").status == 64)
    let folder = try Self.comp("run", "/")
    #expect(folder.status == 3 && folder.errors == "comp: cannot read /: it is a folder\n")
  }

  @Test func resultsAndDiagnosticsAreApart() throws {
    let outcome = try Self.comp("run", "-", input: "print(\"before\")\nassert(1 > 2, \"broken\")")
    #expect(outcome.output == "before\n")
    #expect(outcome.errors.contains("<stdin>:2:8") && outcome.errors.contains("broken"))
  }

  @Test func inputsComeFromOptionsAndFiles() throws {
    let program = "input n: Int = 3\ninput xs: R[k] = [1, 2]\nprint(n, sum(xs))"
    #expect(try Self.comp("run", "-", input: program).output == "3 3\n")
    #expect(
      try Self.comp("run", "-", "--set", "n=7", "--set", "xs=[1, 2, 3.5]", input: program).output
        == "7 6.5\n")
    let file = Self.folder.appendingPathComponent("inputs.json")
    try Data("{\"n\": 4, \"xs\": [10, 20]}".utf8).write(to: file)
    #expect(try Self.comp("run", "-", "--data", file.path, input: program).output == "4 30\n")
    let unknown = try Self.comp("run", "-", "--set", "xss=7", input: program)
    #expect(unknown.status == 64 && unknown.errors.contains("did you mean 'xs'?"))
    let wrong = try Self.comp("run", "-", "--set", "n=many", input: program)
    #expect(wrong.status == 2 && wrong.errors.contains("C0508"))
    #expect(wrong.errors.contains("expected Int, found many, which is String"))
    let label = "input c: {red, green} = .red\ninput s: String = \"a\"\nprint(c, s)"
    #expect(
      try Self.comp("run", "-", "--set", "c=green", "--set", "s=12", input: label).output
        == ".green 12\n")
    let near = try Self.comp("run", "-", "--set", "c=gren", input: label)
    #expect(near.status == 2 && near.errors.contains("did you mean 'green'?"))
    try Data("[1]".utf8).write(to: file)
    #expect(try Self.comp("run", "-", "--data", file.path, input: program).status == 3)
  }

  @Test func savedDrawsAreSummarisedPlottedAndRepeated() throws {
    let program = """
      let d = sample(gaussian(mean: [0, 0]), count: 400, chains: 4, using: mala(step_size: 0.5))
      save(d, to: "saved.csv")
      save(d, to: "saved.npz")
      print(summary(d))
      """
    let made = try Self.comp("run", "-", "--seed", "9", input: program)
    #expect(made.status == 0, "\(made.errors)")
    #expect(try Self.comp("summary", "saved.csv").output == made.output)
    #expect(try Self.comp("summary", "saved.npz").output == made.output)
    let json = try Self.comp("summary", "saved.csv", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["mean"] as? [Double])?.count == 2)
    for arguments in [["--kind", "trace"], ["--kind", "corner"], []] {
      let plot = try Self.start(["plot", "saved.npz"] + arguments, input: "").finish()
      #expect(plot.status == 0 && plot.output.split(separator: "\n").count > 15)
    }
    #expect(try Self.comp("plot", "saved.csv", "--to", "saved.png").status == 0)
    let png = try Data(contentsOf: Self.folder.appendingPathComponent("saved.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    for theme in [[], ["--theme", "dark"]] {
      #expect(
        try Self.start(["plot", "saved.csv", "--to", "saved.svg"] + theme, input: "").finish()
          .status == 0)
      let svg = try String(
        contentsOf: Self.folder.appendingPathComponent("saved.svg"), encoding: .utf8)
      #expect(svg.contains("prefers-color-scheme") == theme.isEmpty)
      #expect(svg.contains(".page{fill:#ffffff}") == theme.isEmpty)
    }

    let again = try Self.comp("run", "saved.csv.json", "--out", "again")
    #expect(again.status == 0 && again.output == made.output, "\(again.errors)")
    for file in ["saved.csv", "saved.npz", "saved.csv.json"] {
      let first = try Data(contentsOf: Self.folder.appendingPathComponent(file))
      #expect(try Data(contentsOf: Self.folder.appendingPathComponent("again/\(file)")) == first)
    }
    let other = try Self.comp("run", "saved.csv.json", "--out", "other", "--seed", "8")
    #expect(other.status == 0 && other.output != made.output)
  }

  @Test func doctorTellsWhatIsThere() throws {
    let outcome = try Self.comp("doctor")
    #expect(outcome.status == 0)
    for word in ["comp 0", "chains", "zlib", "cairo", "processors"] {
      #expect(outcome.output.contains(word), "\(word)")
    }
    #expect(try Self.comp("--version").output.hasPrefix("comp 0."))
  }

  /// Every LLVM that is installed here runs the doctor, which recommends a newer one where it is older than 18.
  @Test func doctorRecommendsANewerLLVM() throws {
    let folder = "/usr/lib/x86_64-linux-gnu/"
    for (library, version) in [
      ("libLLVM-15.so.1", 15), ("libLLVM-16.so.1", 16), ("libLLVM.so.18.1", 18),
      ("libLLVM.so.19.1", 19),
    ] where FileManager.default.fileExists(atPath: folder + library) {
      let outcome = try Self.comp("doctor", environment: ["COMP_LLVM": folder + library])
      #expect(outcome.status == 0 && outcome.output.contains("LLVM \(version)"))
      #expect(outcome.output.contains("LLVM 18 or newer") == (version < 18), "\(outcome.output)")
    }
  }

  @Test func jsonIsJSON() throws {
    let program = """
      let d = sample(gaussian(), count: 8, using: exact())
      print(1, "a\\n\\"b\\"", [1, 2], {x: true}, summary(d), d)
      """
    let outcome = try Self.comp("run", "-", "--json", input: program)
    let line = try #require(outcome.output.split(separator: "\n").first)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let values = try #require(object["print"] as? [Any])
    #expect(values.count == 6)
    #expect(values[1] as? String == "a\n\"b\"")
    #expect((values[5] as? [String: [Double]])?["x"]?.count == 8)
    let failed = try Self.comp("check", "-", "--json", input: "print(nothing)")
    let diagnostic = try #require(
      try JSONSerialization.jsonObject(with: Data(failed.output.utf8)) as? [String: Any])
    #expect(diagnostic["code"] as? String == "C0201")
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let program =
      "print(sample(gaussian(mean: [0, 0]), count: 600, using: mala(step_size: 0.5, steps: 3)).x[599])"
    let one = try Self.comp("run", "-", "--threads", "1", "--seed", "5", input: program)
    let two = try Self.comp("run", "-", "--threads", "2", "--seed", "5", input: program)
    let other = try Self.comp("run", "-", "--seed", "6", input: program)
    #expect(one.output == two.output && one.output != other.output && one.status == 0)
  }

  @Test func testRunsAssertsAndExamples() throws {
    let file = Self.folder.appendingPathComponent("tested.comp")
    try Data(
      """
      let two = 2
      /// Twice.
      ///
      /// ```comp
      /// assert(double(4) == 4 * two, "double")
      /// ```
      func double(x: Real) = 2 * x
      assert(double(1) == 2, "one")
      """.utf8
    ).write(to: file)
    let held = try Self.comp("test", file.path)
    #expect(held.status == 0 && held.output.contains("2 asserts, 1 example"))
    try Data(
      try String(contentsOf: file, encoding: .utf8).replacing("4 * two", with: "5 * two").utf8
    ).write(to: file)
    let failed = try Self.comp("test", file.path)
    #expect(failed.status == 1 && failed.errors.contains("tested.comp:5 (example)"))
  }

  @Test func plotsAreWritten() throws {
    let program = """
      let p = gaussian(mean: [0, 0])
      let d = sample(p, count: 3_000)
      plot(d, against: p, to: "cloud.png")
      plot(d, against: p, to: "cloud.svg")
      plot(d, against: p)
      """
    let outcome = try Self.comp("run", "-", input: program)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let png = try Data(contentsOf: Self.folder.appendingPathComponent("cloud.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]) && png.count > 10_000)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count > 20 && lines.allSatisfy { $0.count <= 80 })
    #expect(outcome.output.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
  }

  /// The promise is 200 ms; a loaded machine is given a second.
  @Test func anInterruptKeepsFinishedDraws() throws {
    let program = """
      let d = sample(gaussian(mean: [0, 0]), count: 400_000, using: mala(step_size: 0.5, steps: 8_000))
      save(d, to: "interrupted.csv")
      """
    let (process, finish) = try Self.start(["run", "-"], input: program)
    Thread.sleep(forTimeInterval: 2)
    let asked = Date()
    process.interrupt()
    let outcome = try finish()
    #expect(Date().timeIntervalSince(asked) < 1)
    #expect(outcome.status == 130 && outcome.errors.contains("C0511"))
    let saved = try String(
      contentsOf: Self.folder.appendingPathComponent("interrupted.csv"), encoding: .utf8)
    #expect(saved.split(separator: "\n").count > 200)
  }

  @Test func filesAreFormattedWholeOrNotAtAll() throws {
    let file = Self.folder.appendingPathComponent("unformatted.comp")
    let broken = Self.folder.appendingPathComponent("broken.comp")
    let binary = Self.folder.appendingPathComponent("binary.comp")
    try Data("let a=1 // one".utf8).write(to: file)
    try Data("let a = (1\nlet  b=2".utf8).write(to: broken)
    try Data([0x2F, 0x2F, 0xFF, 0x0A]).write(to: binary)
    let link = Self.folder.appendingPathComponent("link.comp")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)

    let checked = try Self.comp("fmt", "--check", file.path, broken.path)
    #expect(checked.status == 2 && checked.output == "\(file.path)\n")
    #expect(checked.errors.contains("C0107"))
    #expect(try Self.comp("fmt", "--check", file.path).status == 1)
    #expect(try String(contentsOf: file, encoding: .utf8) == "let a=1 // one")

    #expect(try Self.comp("fmt", link.path, broken.path, binary.path).status == 3)
    #expect(try String(contentsOf: file, encoding: .utf8) == "let a = 1 // one\n")
    #expect(try String(contentsOf: broken, encoding: .utf8) == "let a = (1\nlet  b=2")
    #expect(try Data(contentsOf: binary) == Data([0x2F, 0x2F, 0xFF, 0x0A]))
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: link.path)) != nil)

    let stream = try Self.comp("fmt", input: "print( 1 )")
    #expect(stream.status == 0 && stream.output == "print(1)\n")
    let wrong = try Self.comp("fmt", "-", input: "print( 1")
    #expect(wrong.status == 2 && wrong.output.isEmpty)
  }

  @Test(arguments: ["tokens", "tree", "types", "graph", "ir", "llvm", "asm"])
  func everyStageIsPrinted(_ stage: String) throws {
    let outcome = try Self.comp(
      "ir", "-", "--stage", stage,
      input:
        "component p = gaussian(mean: [0, 1]) * gaussian(mean: [1, 1])\nlet d = sample(p, count: 2)"
    )
    #expect(outcome.status == 0 && outcome.output.count > 40, "\(outcome.errors)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreThere(_ shell: String) throws {
    let outcome = try Self.comp("--generate-completion-script", shell)
    #expect(outcome.status == 0 && outcome.output.contains("explain"))
  }

  /// Every subcommand and every option stands in the manual.
  @Test func theManualIsComplete() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let manual = try String(
      contentsOf: root.appendingPathComponent("man/comp.1"), encoding: .utf8)
    let help = try Self.comp("--experimental-dump-help")
    let tree = try #require(
      try JSONSerialization.jsonObject(with: Data(help.output.utf8)) as? [String: Any])
    let command = try #require(tree["command"] as? [String: Any])
    let subcommands = try #require(command["subcommands"] as? [[String: Any]])
    #expect(subcommands.count >= 6)
    for subcommand in subcommands {
      let name = try #require(subcommand["commandName"] as? String)
      if name == "help" { continue }
      #expect(manual.contains(".It Cm \(name)"), "\(name)")
      for argument in subcommand["arguments"] as? [[String: Any]] ?? [] {
        for option in argument["names"] as? [[String: Any]] ?? []
        where option["kind"] as? String == "long" {
          let long = try #require(option["name"] as? String)
          #expect(manual.contains("Fl -\(long)"), "\(name) --\(long)")
        }
      }
    }
  }
}
