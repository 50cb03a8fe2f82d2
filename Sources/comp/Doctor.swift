import ArgumentParser
import CompFiles
import CompKit
import CompPlatform
import CompPlot

/// `comp doctor`
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is installed, what is missing, and how to get it.")

  func run() throws {
    print("comp \(Comp.version)")
    print("system     \(ProcessInfo.processInfo.operatingSystemVersionString)")
    print("processors \(ProcessInfo.processInfo.activeProcessorCount)")
    print(
      "chains     "
        + (NativeCode.compiler.map { "machine code by \($0)" }
          ?? "the reference evaluator alone (--reference): \(NativeCode.advice)"))
    if let advice = NativeCode.upgradeAdvice { print("           \(advice)") }
    print(
      "files      CSV, NPY, NPZ, JSON, PNG; "
        + (Zlib.version.map { "compressed ones by zlib \($0)" }
          ?? "compressed ones not: \(Zlib.advice)"))
    print(
      "plots      SVG; "
        + (Cairo.version.map { "PNG by cairo \($0)" }
          ?? "PNG not, for want of cairo: \(Cairo.advice)"))
    print("prompt     \(LineEditor.kind)")
    print("terminal   \(terminalColumns()) columns, \(colors)")
  }

  private var colors: String {
    if ColorChoice.auto.colors(STDOUT_FILENO) { return "coloured" }
    if isatty(STDOUT_FILENO) == 0 { return "plain, since it is none" }
    return isTerminalDumb
      ? "plain, since it shows characters alone" : "plain, since NO_COLOR or CLICOLOR says so"
  }
}
