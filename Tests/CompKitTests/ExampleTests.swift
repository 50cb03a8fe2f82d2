import CompKit
import Foundation
import Testing

@Suite struct ExampleTests {
  static let examples =
    (try? FileManager.default.contentsOfDirectory(atPath: root.path + "/examples"))?
    .filter { $0.hasSuffix(".comp") }.sorted() ?? []

  @Test func thereAreExamples() { #expect(Self.examples.count >= 13) }

  @Test(arguments: examples) func runsWithItsAsserts(_ name: String) throws {
    let path = root.path + "/examples/" + name
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("assert("))
    try run(text, name: path)
  }

  /// Every block of Comp in the README and in docs.
  @Test func blocksOfTheDocumentationRun() throws {
    var files = [root.path + "/README.md"]
    let docs = root.path + "/docs"
    files +=
      (try? FileManager.default.contentsOfDirectory(atPath: docs))?
      .filter { $0.hasSuffix(".md") }.sorted().map { docs + "/" + $0 } ?? []
    for file in files {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for block in text.components(separatedBy: "```comp\n").dropFirst() {
        guard let end = block.range(of: "```") else { continue }
        try run(String(block[..<end.lowerBound]), name: file)
      }
    }
  }
}
