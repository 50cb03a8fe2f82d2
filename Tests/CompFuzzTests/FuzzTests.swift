import Foundation
import Testing

/// Half a minute of damaged programs; `make fuzz` is the same for longer.
@Suite struct FuzzTests {
  /// The root of the package.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The executable beside the test bundle.
  static let executable: URL = {
    let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      .deletingLastPathComponent()
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return (folder ?? beside).appendingPathComponent("comp-fuzz")
  }()

  /// No program ends the process or keeps it busy; each that is refused is told why and where.
  @Test func damagedProgramsAreToldWhatIsWrong() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("comp-fuzz-tests")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let log = folder.appendingPathComponent("log")
    try Data().write(to: log)
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = [
      "--seconds", "30", "--seed", "20", "--root", Self.root.path, "--out", folder.path,
    ]
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOf: log, encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(text)")
    // The programs at fault, for the log of a machine whose files are not kept.
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for name in kept.sorted() where name.hasSuffix(".comp") && name != "present.comp" {
      let program = try Data(contentsOf: folder.appendingPathComponent(name))
      Issue.record("\(name):\n\(String(decoding: program.prefix(4_000), as: UTF8.self))")
    }
    let count = text.split(separator: " programs:").first?.split(separator: "\n").last.flatMap {
      Int($0)
    }
    #expect(count ?? 0 > 20, "\(text)")
  }
}
