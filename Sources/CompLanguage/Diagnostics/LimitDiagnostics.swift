import CompIR
import CompSource

extension Diagnostic {
  /// A limit of the run that was reached.
  package static func exceeded(_ limit: ExceededLimit, at span: Span) -> Diagnostic {
    let limits = limit.limits
    func diagnostic(
      _ code: DiagnosticCode, _ message: String, _ name: String, option: String? = nil,
      _ help: String
    ) -> Diagnostic {
      let command = option.map { ", and the option \($0) of comp" } ?? ""
      return Diagnostic(
        code, message, at: [Label(span, "the limit is reached here")],
        notes: ["the limit is Limits.\(name) of the program that runs this one\(command)"],
        help: help)
    }
    switch limit.resource {
    case .memory:
      return diagnostic(
        .memoryLimit, "the values of the program take more than \(bytes(limits.memory)) of memory",
        "memory", option: "--memory", "keep fewer or smaller values at a time, or raise the limit")
    case .instructions:
      return diagnostic(
        .instructionLimit,
        "a formula comes to more than \(limits.instructions) instructions", "instructions",
        "write loops over random values with repeat, use whole tensors, or raise the limit")
    case .time:
      return diagnostic(
        .timeLimit, "the program takes longer than \(formatReal(limits.seconds)) seconds",
        "seconds", option: "--seconds", "ask for less work, or raise the limit")
    case .text:
      return diagnostic(
        .textLimit, "the program makes and prints more than \(bytes(limits.text)) of text", "text",
        "print less, or raise the limit")
    case .files:
      return diagnostic(
        .fileLimit, "the program writes more than \(limits.files) files", "files",
        "save values together, or raise the limit")
    case .fileBytes:
      return diagnostic(
        .fileLimit, "the program writes more than \(bytes(limits.fileBytes)) to files", "fileBytes",
        "save less, or raise the limit")
    case .draws:
      return diagnostic(
        .drawLimit, "the draws of one call take more than \(bytes(limits.draws))", "draws",
        "ask for fewer draws, or raise the limit")
    }
  }

  private static let limitCodes: Set<DiagnosticCode> = [
    .limitExceeded, .memoryLimit, .instructionLimit, .timeLimit, .textLimit, .fileLimit, .drawLimit,
  ]

  /// Whether it reports a limit, after which nothing else in the statement is checked.
  var isLimit: Bool {
    Self.limitCodes.contains(code)
  }
}

/// `512 MiB`, `3 GiB`, `1000 bytes`
private func bytes(_ count: Int) -> String {
  for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] where count >> shift > 0 {
    return formatReal(Double(count) / Double(1 << shift)) + " " + unit
  }
  return "\(count) bytes"
}
