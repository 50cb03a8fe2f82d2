import CompFiles
import CompKit
import Foundation
import Testing

/// Whole numbers beyond 2⁵³ keep all digits on their way through files, or are refused.
@Suite struct WholeNumberFileTests {
  private static let exact = 9_007_199_254_740_993

  private static func name(_ name: String) -> String { "whole-" + name }

  @Test(arguments: ["json", "npz"]) func savedIntsAreLoadedExactly(_ ending: String) throws {
    let lines = try FileTests.run(
      """
      save({i: \(Self.exact), j: -9_223_372_036_854_775_807, k: 3}, to: "whole.\(ending)")
      let r = load("whole.\(ending)")
      print(r.i, r.j, r.k, r.i - \(Self.exact - 1))
      """
    ).lines
    #expect(lines == ["\(Self.exact) -9223372036854775807 3 1"])
  }

  @Test func listsOfThemAreListsOfInts() throws {
    try FileTests.write("{\"ids\": [\(Self.exact), 2], \"n\": [1, 2]}", Self.name("list.json"))
    #expect(
      try FileTests.run(
        "let r = load(\"\(Self.name("list.json"))\")\nprint(r.ids[0] - 1, mean(r.n))"
      ).lines == ["\(Self.exact - 1) 1.5"])
    try writeWhole(
      .npy(.array(FileArray(shape: [2], values: .integers([Self.exact, 2])))),
      to: FileTests.path(Self.name("ids.npy")))
    #expect(
      try FileTests.run("print(load(\"\(Self.name("ids.npy"))\")[0])").lines == ["\(Self.exact)"])
  }

  /// A column of data is a tensor of Reals, which would round them.
  @Test func dataOfThemIsRefused() throws {
    let text = "{\"id\": [\(Self.exact), 2], \"y\": [1, 2]}"
    try FileTests.write(text, Self.name("data.json"))
    try FileTests.write("id,y\n\(Self.exact),1\n2,2\n", Self.name("data.csv"))
    for ending in ["json", "csv"] {
      let file = Self.name("data.\(ending)")
      let error = FileTests.error("print(data(\"\(file)\"))")
      #expect(error?.code == .fileMalformed)
      #expect(error?.labels[0].message.contains("\(Self.exact)") == true)
      // The other columns can be had.
      #expect(try FileTests.run("print(data(\"\(file)\", as: {y: Real}).y)").lines == ["[1, 2]"])
    }
  }

  /// A literal of them stays a list of Ints, and so is saved with all digits.
  @Test func literalsOfThemAreLists() throws {
    let lines = try FileTests.run(
      """
      save({ids: [\(Self.exact), 1]}, to: "whole-list.json")
      print(load("whole-list.json").ids[0], [1, 2] + 0)
      """
    ).lines
    #expect(lines == ["\(Self.exact) [1, 2]"])
  }

  /// Of a file of Stan's data, sizes and all, the variables that are wanted are read.
  @Test func wantedVariablesOfOtherFiles() throws {
    try FileTests.write("{\"N\": 2, \"y\": [1, 2], \"z\": [1, 2, 3]}", Self.name("stan.json"))
    let file = "data(\"\(Self.name("stan.json"))\""
    #expect(try FileTests.run("print(\(file), as: {y: Real}).y)").lines == ["[1, 2]"])
    #expect(FileTests.error("print(\(file)))")?.help?.contains("as:") == true)
    let error = FileTests.error("print(\(file), as: {Y: Real}))")
    #expect(error?.labels[0].message.contains("'N', 'y', 'z'") == true)
  }
}
