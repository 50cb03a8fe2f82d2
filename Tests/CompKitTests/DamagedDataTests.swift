import CompFiles
import CompKit
import Foundation
import Testing

/// Files of draws and data, damaged at places of a fixed generator, are read or refused in words.
@Suite struct DamagedDataTests {
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  static let pieces = [
    "-1", "0", "1e999", "99999999999", "null", "[]", "{}", "\"\"", "[0]", ",", "\n", "nan",
    "[1][2]",
    "x", "true", "\"", ":",
  ]

  static func damaged(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, at + Int.random(in: 1...12, using: &generator))
      let piece = Array((pieces.randomElement(using: &generator) ?? "").utf8)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.removeSubrange(at..<end)
      case 2: bytes.insert(contentsOf: piece, at: at)
      case 3: bytes.replaceSubrange(at..<end, with: piece)
      default: bytes.removeSubrange(at...)
      }
    }
    return bytes
  }

  private static func folder(_ name: String) throws -> String {
    let folder =
      NSTemporaryDirectory() + "comp-damaged-\(name)-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test(arguments: ["csv", "npz", "json"]) func savedDraws(_ ending: String) throws {
    let folder = try Self.folder("draws-" + ending)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let program = Comp.compile(
      """
      variable c: {red, green}
      variable m: R[3, 2]
      component p = categorical([0.5, 0.5]) on c * gaussian(mean: 0) on m * poisson(rate: 2) on k
      save(sample(p | {m[1]: [0, 0]}, count: 12), to: "draws.\(ending)")
      """, options: RunOptions(threads: 1, outputDirectory: folder).unconfined)
    #expect(program.isValid)
    try Comp.run(program)
    let path = folder + "/draws.\(ending)"
    let (draws, beside) = (try readWhole(path), try readWhole(path + ".json"))
    #expect(try Draws(contentsOf: path).count == 12)
    var generator = Generator(state: 5)
    var refused = 0
    for round in 0..<600 {
      let isBeside = round % 2 == 0
      try Data(isBeside ? draws : Self.damaged(draws, &generator)).write(
        to: URL(fileURLWithPath: path))
      try Data(isBeside ? Self.damaged(beside, &generator) : beside).write(
        to: URL(fileURLWithPath: path + ".json"))
      do {
        let read = try Draws(contentsOf: path)
        _ = read.summaryText
        _ = read.svg()
        for name in read.variableNames { _ = read.tensor(of: name) }
      } catch let error as FileError {
        refused += 1
        #expect(!error.description.isEmpty)
      }
      _ = try? RecordedRun(contentsOf: path + ".json").changedFiles
    }
    #expect(refused > 50)
  }

  @Test func tables() throws {
    let folder = try Self.folder("tables")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let files = [
      ("csv", Array("x[0],x[1],c,k\n1,2.5,red,3\n-1,1e-3,green,0\n".utf8)),
      (
        "json",
        Array(
          "{\"x\": [[1, 2], [3, 4]], \"c\": [\"red\", \"green\"], \"k\": [1, 2]}".utf8)
      ),
    ]
    var generator = Generator(state: 6)
    for (ending, bytes) in files {
      for round in 0..<200 {
        try Data(Self.damaged(bytes, &generator)).write(
          to: URL(fileURLWithPath: folder + "/table.\(ending)"))
        let space = round % 2 == 0 ? "" : ", as: {x: R[2], c: {red, green}, k: Natural}"
        let program = Comp.compile(
          "let d = data(\"table.\(ending)\"\(space))\nprint(d)\nlet l = load(\"table.json\")\nprint(l)",
          name: folder + "/script.comp", options: RunOptions().unconfined)
        for diagnostic in program.diagnostics {
          #expect(!diagnostic.message.isEmpty && !diagnostic.labels.isEmpty)
        }
        if program.isValid { _ = try? Comp.run(program, in: RunEnvironment(print: { _ in })) }
      }
    }
  }
}
