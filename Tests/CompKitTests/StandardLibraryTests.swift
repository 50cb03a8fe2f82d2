import CompKit
import CompStdlib
import Foundation
import Testing

/// The distributions against reference values of 30 digits, and their exact draws against their
/// moments. The references are made by `Tests/reference/distributions.py`.
@Suite struct StandardLibraryTests {
  struct Row: Codable, Sendable {
    let density: String
    let at: String
    let logDensity: String
    enum CodingKeys: String, CodingKey {
      case density, at
      case logDensity = "log_density"
    }
  }
  struct References: Codable, Sendable {
    let logDensities: [Row]
    enum CodingKeys: String, CodingKey { case logDensities = "log_densities" }
  }

  static let rows: [String: [Row]] = {
    let path = root.path + "/Tests/CompKitTests/Fixtures/distributions.json"
    guard let bytes = FileManager.default.contents(atPath: path),
      let references = try? JSONDecoder().decode(References.self, from: bytes)
    else { return [:] }
    return Dictionary(grouping: references.logDensities, by: \.density)
  }()

  @Test func thereAreReferences() { #expect(Self.rows.count > 60) }

  /// 1e-11 of the value, or of one. A point that no double stands for exactly, seen from a narrow
  /// density, is compared to 1e-9.
  @Test(arguments: rows.keys.sorted()) func logDensities(_ density: String) throws {
    let rows = Self.rows[density] ?? []
    let points = rows.map { "log_density(p, at: \($0.at))" }.joined(separator: ",\n")
    let found =
      try run("let p = \(density)\nlet result = [\(points)]").result.numbers("result") ?? []
    #expect(found.count == rows.count)
    for (value, row) in zip(found, rows) {
      guard let expected = Double(row.logDensity) else { continue }
      #expect(
        value == expected || abs(value - expected) < 1e-9 * max(1, abs(expected)),
        "\(density) at \(row.at): \(value), not \(expected)")
    }
  }

  /// Each file of the library has a name of its own, and the list names them all.
  @Test func theListIsTheFolder() throws {
    let folder = root.path + "/Sources/CompStdlib/stdlib"
    let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let names = found.filter { $0.hasSuffix(".comp") }.map {
      URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent
    }
    #expect(names.sorted() == StandardLibrary.files.map(\.name).sorted())
  }

  /// The examples in the files' own documentation.
  @Test(arguments: StandardLibrary.files.map(\.name)) func examplesRun(_ name: String) throws {
    guard let file = StandardLibrary.files.first(where: { $0.name == name }) else { return }
    var block: [String]?
    for line in file.source.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("///") else { continue }
      let text = String(line.dropFirst(line.hasPrefix("/// ") ? 4 : 3))
      if text == "```comp" {
        block = []
      } else if text == "```", let lines = block {
        try run(lines.joined(separator: "\n"), name: "\(name).comp example")
        block = nil
      } else {
        block?.append(text)
      }
    }
  }
}
