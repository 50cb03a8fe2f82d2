import CompFiles
import CompKit
import Foundation
import Testing

/// `save` and `plot` overwrite nothing that the run was made from.
@Suite(.serialized) struct OverwriteTests {
  private static let folder: String = {
    let folder =
      NSTemporaryDirectory() + "comp-overwrite-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }()

  private static func path(_ name: String) -> String { folder + "/" + name }

  /// The first error of checking and running a program that lies in the folder as a file.
  private static func error(_ text: String, _ options: RunOptions = .init()) throws -> Diagnostic? {
    try writeWhole(text, to: path("script.comp"))
    var options = options.unconfined
    options.outputDirectory = folder
    let program = Comp.compile(text, name: path("script.comp"), options: options)
    if let error = program.errors.first { return error }
    let transcript = Transcript()
    _ = try? Comp.run(program, options: options, in: transcript.environment)
    return transcript.diagnostics.first { $0.severity == .error }
  }

  private static let draws = "let draws = sample(gaussian(0, 1), count: 4, seed: 1)\n"
  private static let data = "x\n1\n2\n"

  /// The data, by other ways to its name, by links, and what belongs to it.
  @Test(arguments: [
    "save(draws, to: \"d.csv\")", "save({x: [1]}, to: \"./d.csv\")",
    "save({x: [1]}, to: \"sub/../d.csv\")", "save({x: [1]}, to: \"link.csv\")",
    "save({x: [1]}, to: \"hard.csv\")", "save({x: 1}, to: \"d.csv.json\")",
    "save(draws, to: \"program.csv\")", "save({x: 1}, to: \"part.json\")",
    "save(draws, to: \"d.csv\", overwrite: false)",
    "for i in 0..<2 { save({x: [i]}, to: \"d.csv\") }",
  ])
  func whatTheRunIsMadeFromIsKept(_ statement: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: Self.path("sub"), withIntermediateDirectories: true)
    try writeWhole(Self.data, to: Self.path("d.csv"))
    try writeWhole("{\"format\": \"comp draws 1\"}", to: Self.path("d.csv.json"))
    try writeWhole("let one = 1", to: Self.path("part.json"))
    for (link, target) in [("link.csv", "d.csv"), ("program.csv", "script.comp")] {
      try? files.removeItem(atPath: Self.path(link))
      try files.createSymbolicLink(atPath: Self.path(link), withDestinationPath: target)
    }
    try? files.removeItem(atPath: Self.path("hard.csv"))
    try files.linkItem(atPath: Self.path("d.csv"), toPath: Self.path("hard.csv"))
    let text = "import \"part.json\"\nlet d = data(\"d.csv\")\n" + Self.draws + statement
    let error = try Self.error(text)
    #expect(error?.code == .overwritesSource)
    #expect(error?.help?.contains("overwrite: true") == true)
    #expect(try readWhole(Self.path("d.csv")) == Array(Self.data.utf8))
    #expect(try readWhole(Self.path("script.comp")) == Array(text.utf8))
  }

  @Test func whatIsSaidIsOverwritten() throws {
    try writeWhole(Self.data, to: Self.path("d.csv"))
    try? FileManager.default.removeItem(atPath: Self.path("d.csv.json"))
    #expect(
      try Self.error(
        "let d = data(\"d.csv\")\nsave({x: 2 * d.x}, to: \"d.csv\", overwrite: true)\nsave({x: 4 * d.x}, to: \"d.csv\")"
      ) == nil)
    #expect(try readWhole(Self.path("d.csv")) == Array("x\n4.0\n8.0\n".utf8))
  }

  /// What the run has written itself is its own, though it was read since.
  @Test func aRunMayRewriteItsOwnFiles() throws {
    for name in ["own.csv", "own.csv.json"] {
      try? FileManager.default.removeItem(atPath: Self.path(name))
    }
    let text =
      Self.draws
      + "save(draws, to: \"own.csv\")\nlet d = data(\"own.csv\")\nsave({x: d.x}, to: \"./own.csv\")\nsave(draws, to: \"own.csv\")"
    // A second run of the same program reads what it has saved itself, and so may write it too.
    for _ in 0..<2 { #expect(try Self.error(text) == nil) }
  }

  @Test func filesOfInputsAreKept() throws {
    try writeWhole("{\"n\": 1}", to: Self.path("inputs.json"))
    let options = RunOptions(inputs: ["n": .integer(1)])
    var read = options
    read.sources = [Self.path("inputs.json")]
    let text = "input n: Int\nsave({n: n}, to: \"inputs.json\")"
    #expect(try Self.error(text, read)?.code == .overwritesSource)
    #expect(try Self.error(text, options) == nil)
  }

  @Test func picturesAreKept() throws {
    let image = PNGEncoder.encode(columns: 2, rows: 2) { _, _ in (0, 0, 0, 255) }
    try writeWhole(image, to: Self.path("image.png"))
    let text = "let i = load(\"image.png\")\n" + Self.draws + "plot(draws, to: \"image.png\""
    #expect(try Self.error(text + ")")?.code == .overwritesSource)
    #expect(try readWhole(Self.path("image.png")) == image)
    #expect(try Self.error(text + ", overwrite: true)") == nil)
  }

  /// Beside draws their record is written; another file of that name is kept.
  @Test func anotherFileInTheRecordsPlaceIsKept() throws {
    try writeWhole("{\"mine\": 1}", to: Self.path("new.csv.json"))
    let error = try Self.error(Self.draws + "save(draws, to: \"new.csv\")")
    #expect(error?.code == .overwritesSource)
    #expect(error?.message.contains("new.csv.json") == true)
    #expect(!FileManager.default.fileExists(atPath: Self.path("new.csv")))
  }
}
