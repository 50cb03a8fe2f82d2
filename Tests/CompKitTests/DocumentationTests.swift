import CompKit
import Foundation
import Testing

/// The programs of the README and of docs: each block of Comp runs by itself, and each that is meant
/// to fail reports the code that its first line names.
@Suite struct DocumentationTests {
  struct Block: Sendable, CustomTestStringConvertible {
    let file: String
    /// The line on which the program begins, from 1.
    let line: Int
    /// What stands behind the fence: `comp`, `comp-error`, `swift`, …
    let language: String
    let text: String
    var testDescription: String { "\(file):\(line)" }
  }

  static let files: [String] = {
    let docs = try? FileManager.default.contentsOfDirectory(atPath: root.path + "/docs")
    return ["CONTRIBUTING.md", "README.md"]
      + (docs ?? []).filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
  }()

  static let blocks: [Block] = files.flatMap { file in
    fenced(
      (try? String(contentsOfFile: root.path + "/" + file, encoding: .utf8)) ?? "", of: file)
  }

  /// The fenced blocks of a page.
  static func fenced(_ page: String, of file: String) -> [Block] {
    var blocks: [Block] = []
    var open: (language: String, line: Int, text: [Substring])?
    for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard line.hasPrefix("```") else {
        open?.text.append(line)
        continue
      }
      if let block = open {
        blocks.append(
          Block(
            file: file, line: block.line, language: block.language,
            text: block.text.joined(separator: "\n") + "\n"))
        open = nil
      } else {
        open = (String(line.dropFirst(3)), index + 2, [])
      }
    }
    return blocks
  }

  @Test func thereAreBlocks() {
    #expect(Self.blocks.count(where: { $0.language == "comp" }) >= 15)
    #expect(Self.blocks.count(where: { $0.language == "comp-error" }) >= 3)
  }

  /// A block without a language, or with one misspelt, would not be run.
  @Test(arguments: blocks) func theLanguageIsKnown(_ block: Block) {
    #expect(
      ["comp", "comp-error", "console", "swift", "sh", "text", "json"].contains(block.language))
  }

  @Test(arguments: blocks.filter { $0.language == "comp" }) func runs(_ block: Block) throws {
    let folder =
      NSTemporaryDirectory() + "comp-documentation-tests/"
      + block.testDescription.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let options = RunOptions(threads: 2, outputDirectory: folder).unconfined
    let program = Comp.compile(block.text, name: block.testDescription, options: options)
    for diagnostic in program.diagnostics where diagnostic.severity == .error {
      Issue.record("\(DiagnosticRenderer().render(diagnostic))")
    }
    do {
      _ = try Comp.run(program, options: options, in: Transcript().environment)
    } catch let diagnostic as Diagnostic {
      Issue.record("\(DiagnosticRenderer().render(diagnostic))")
    }
  }

  @Test(arguments: blocks.filter { $0.language == "comp-error" })
  func reportsItsCode(_ block: Block) throws {
    let first = block.text.prefix { $0 != "\n" }
    let named = try #require(
      DiagnosticCode.allCases.first(where: { first.hasPrefix("// \($0.rawValue)") }),
      "the first line of a program that fails is a comment with its code")
    #expect(try ExplainTests.reported(block.text).contains(named))
  }

  /// Links to other pages lead somewhere.
  @Test(arguments: files) func linksLeadSomewhere(_ file: String) throws {
    let url = root.appendingPathComponent(file)
    let page = try String(contentsOf: url, encoding: .utf8)
    for piece in page.components(separatedBy: "](").dropFirst() {
      let target = piece.prefix { $0 != ")" && $0 != "#" }
      guard target.hasSuffix(".md") else { continue }
      let place = url.deletingLastPathComponent().appendingPathComponent(String(target))
      #expect(FileManager.default.fileExists(atPath: place.path), "\(file) links to \(target)")
    }
  }

  /// The files and folders of the repository that a page names exist.
  @Test(arguments: files) func namedFilesExist(_ file: String) throws {
    let page = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
    let all = Set(Self.swiftFiles)
    for match in page.matches(of: /`([A-Za-z][\w\/+.-]*(?:\.swift|\/))`/) {
      let name = String(match.1)
      let isThere =
        FileManager.default.fileExists(atPath: root.path + "/" + name)
        || all.contains { $0.hasSuffix("/" + name) || $0.contains("/" + name) }
      #expect(isThere, "\(file) names \(name)")
    }
  }

  /// The Swift files of the repository, by their paths in it.
  private static let swiftFiles: [String] = ["Sources", "Tests", "stdlib", "examples"].flatMap {
    folder -> [String] in
    let paths = FileManager.default.enumerator(atPath: root.path + "/" + folder)
    return (paths?.compactMap { $0 as? String } ?? []).filter {
      $0.hasSuffix(".swift") && !$0.contains(".build/")
    }.map { "/" + folder + "/" + $0 }
  }
}
