import CompKit
import CompStdlib
import Foundation
import Testing

/// The files of the standard library: their names, and the examples in them.
@Suite struct StandardLibraryTests {
  /// Each file of the library has a name of its own, and the list names them all.
  @Test func theListIsTheFolder() throws {
    let folder = root.path + "/stdlib"
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
