import Foundation
import Testing

#if os(Linux)
  /// Hostile programs beside honest ones, in one process of bounded memory.
  @Suite(.serialized) struct HostileTests {
    /// The executable beside the test bundle.
    private static let executable: URL = {
      let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        .deletingLastPathComponent()
      let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      return (folder ?? beside).appendingPathComponent("comp-hostile")
    }()

    /// Some of every family; `make hostile` runs them all. Each may hold 256 MiB of values. The threads of
    /// checks and runs reserve stacks of 512 MiB, which count as address space though they are hardly used.
    @Test(.timeLimit(.minutes(10))) func noneDoesHarm() throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        "prlimit", "--as=\(16 << 30)", Self.executable.path, "--every", "23", "--patience", "60",
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(String(decoding: output, as: UTF8.self))")
    }
  }
#endif
