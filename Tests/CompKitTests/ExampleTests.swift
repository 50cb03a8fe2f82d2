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
}
