import Foundation
import Testing

/// What is told where machine code cannot be made: without LLVM, with a library that is none, and where
/// a kernel does not compile.
@Suite struct NativeCodeTests {
  static let program =
    "let d = sample(gaussian(), count: 4, using: ula(0.1, 3))\nprint(mean(d.x) < 100)"

  /// Libraries that cannot be used: `COMP_LLVM`, and what is said of each.
  static let libraries: [(path: String, reason: String)] = {
    let folder = CommandTests.folder
    let broken = folder.appendingPathComponent("libLLVM.so").path
    try? Data("no library\n".utf8).write(to: URL(fileURLWithPath: broken))
    var libraries = [
      (folder.appendingPathComponent("nowhere.so").path, "it cannot be opened"),
      (broken, "it cannot be opened"),
    ]
    // A library, but not LLVM: the executable's own folder has none, the system's C library is one.
    for path in ["/lib/x86_64-linux-gnu/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6"]
    where FileManager.default.fileExists(atPath: path) {
      libraries.append((path, "it lacks a function"))
    }
    return libraries
  }()

  @Test(arguments: libraries)
  func withoutLLVMItIsSaidWhatToInstall(_ library: (path: String, reason: String)) throws {
    let environment = ["COMP_LLVM": library.path]
    let failed = try CommandTests.comp("run", "-", input: Self.program, environment: environment)
    #expect(failed.status == 1 && failed.output.isEmpty)
    #expect(failed.errors.contains("C0514") && failed.errors.contains(library.reason))
    #expect(failed.errors.contains("libllvm19") && failed.errors.contains("--reference"))
    // What needs no machine code does without.
    let slow = try CommandTests.comp(
      "run", "-", "--reference", input: Self.program, environment: environment)
    #expect(slow.status == 0 && slow.output == "true\n", "\(slow.errors)")
    let checked = try CommandTests.comp("check", "-", input: Self.program, environment: environment)
    #expect(checked.status == 0 && checked.errors.isEmpty)
    let doctor = try CommandTests.comp("doctor", environment: environment)
    #expect(doctor.status == 0 && doctor.output.contains("install LLVM"))
    let listing = try CommandTests.comp(
      "ir", "-", "--stage", "asm", input: Self.program, environment: environment)
    #expect(listing.status == 1 && listing.errors.contains("C0514"))
  }

  /// Passes that LLVM does not know keep every kernel from being compiled.
  static let unknownPasses = ["COMP_PASSES": "no-such-pass"]

  private func expectModule(_ file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("define void @comp_kernel("))
  }

  @Test func aKernelThatDoesNotCompileIsSaved() throws {
    let folder = CommandTests.folder.appendingPathComponent("kernels")
    let outcome = try CommandTests.comp(
      "run", "-", "--out", folder.path, input: Self.program, environment: Self.unknownPasses)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("C0515") && outcome.errors.contains("no-such-pass"))
    let file = folder.appendingPathComponent("comp-kernel.ll")
    #expect(outcome.errors.contains("the code was saved as \(file.path)"), "\(outcome.errors)")
    try expectModule(file)
    let slow = try CommandTests.comp(
      "run", "-", "--reference", input: Self.program, environment: Self.unknownPasses)
    #expect(slow.status == 0 && slow.output == "true\n")
    // Where nothing can be written the failure is told all the same.
    let unwritable = try CommandTests.comp(
      "run", "-", "--out", "/proc/no", input: Self.program, environment: Self.unknownPasses)
    #expect(unwritable.status == 1 && unwritable.errors.contains("C0515"))
    #expect(!unwritable.errors.contains("was saved"))
  }

  @Test(arguments: ["llvm", "asm"]) func listingsTellItToo(_ stage: String) throws {
    let outcome = try CommandTests.comp(
      "ir", "-", "--stage", stage, input: Self.program, environment: Self.unknownPasses)
    #expect(outcome.status == 1 && outcome.errors.contains("C0515"))
  }

  /// A session whose statements come from a pipe ends as a run does; at a prompt it goes on.
  @Test func theSessionTellsItToo() throws {
    let outcome = try CommandTests.comp(
      "repl", input: "print(20 + 1)\n\(Self.program)\n", environment: Self.unknownPasses)
    #expect(outcome.status == 1 && outcome.output.contains("21"), "\(outcome.errors)")
    #expect(outcome.errors.contains("C0515") && outcome.errors.contains("/comp-kernel.ll"))
    try expectModule(CommandTests.folder.appendingPathComponent("comp-kernel.ll"))
  }
}
