import CompKit
import Foundation
import Testing

/// The page of every diagnostic: its first program reports the code, its second one runs.
@Suite struct ExplainTests {
  /// Those that no program triggers by itself: the user interrupts a run, the embedding program has
  /// functions that fail.
  static let withoutPrograms: Set<DiagnosticCode> = [
    .interrupted, .noCompiler, .compilationFailed, .hostFunctionFailed,
  ]

  /// What only a host's limits trigger is tried with limits that small programs reach.
  private static let limitCodes: Set<DiagnosticCode> = [
    .memoryLimit, .instructionLimit, .textLimit, .fileLimit, .drawLimit,
  ]
  private static let smallLimits = Limits(
    memory: 100 << 20, instructions: 2_000, text: 1 << 20, files: 10, draws: 1 << 20)

  @Test(arguments: DiagnosticCode.allCases) func thePageHolds(_ code: DiagnosticCode) throws {
    let page = try #require(DiagnosticPage.text(of: code.rawValue))
    #expect(page.hasPrefix("# \(code.rawValue): "))
    if Self.withoutPrograms.contains(code) { return }
    let wrong = try #require(block("```comp fails\n", of: page))
    let mended = try #require(block("```comp\n", of: page))
    let limits =
      code == .timeLimit
      ? Limits(seconds: 2) : Self.limitCodes.contains(code) ? Self.smallLimits : .embedded
    let isConfined = code == .accessDenied
    let reported = try Self.reported(wrong, limits: limits, isConfined: isConfined)
    #expect(reported.first == code, "\(reported)")
    let left = try Self.reported(mended, limits: limits, isConfined: isConfined).filter {
      $0 != .rejectedEnergies
    }
    #expect(left.isEmpty, "\(left)")
  }

  /// The codes that checking and running a program reports, each once.
  static func reported(
    _ text: String, limits: Limits = .embedded, isConfined: Bool = false
  ) throws -> [DiagnosticCode] {
    let folder = NSTemporaryDirectory() + "comp-explain-tests"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("x,y\n1,2\n3,oops\n".utf8).write(
      to: URL(fileURLWithPath: folder + "/malformed.csv"))
    try Data("x,y\n1,2\n3,NA\n".utf8).write(
      to: URL(fileURLWithPath: folder + "/incomplete.csv"))
    let name = folder + "/page.comp"
    let access = isConfined ? FileAccess.folder(folder) : .everything
    let options = RunOptions(
      threads: 2, outputDirectory: folder, readAccess: access, writeAccess: access, limits: limits)
    let program = Comp.compile(text, name: name, options: options)
    var codes = program.diagnostics.map(\.code)
    if program.isValid {
      let transcript = Transcript()
      _ = try? Comp.run(program, options: options, in: transcript.environment)
      codes += transcript.diagnostics.map(\.code)
    }
    var seen: Set<DiagnosticCode> = []
    return codes.filter { seen.insert($0).inserted }
  }

  private func block(_ fence: String, of page: String) -> String? {
    guard let start = page.range(of: fence),
      let end = page.range(of: "\n```", range: start.upperBound..<page.endIndex)
    else { return nil }
    return String(page[start.upperBound..<end.lowerBound])
  }
}
