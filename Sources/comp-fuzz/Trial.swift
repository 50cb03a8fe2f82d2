import CompGrammar
import CompKit
import CompSyntax
import Foundation

/// Pushes a program through each stage, and holds what comes out to what must always be true.
struct Trial {
  struct Outcome {
    var isParsed = false
    var isChecked = false
    var hasEnded = false
    var complaints: [String] = []
  }

  private let recognizer: Recognizer
  private let folder: String

  init(_ options: FuzzOptions) throws {
    let grammar = try String(contentsOfFile: options.root + "/grammar/comp.ebnf", encoding: .utf8)
    recognizer = Recognizer(try Grammar(reading: grammar))
    folder = options.out + "/files"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func run(_ program: FuzzedProgram) -> Outcome {
    var outcome = Outcome()
    // The command refuses what is no UTF-8; here it is mended, so that all of it is read.
    let text = String(decoding: program.bytes, as: UTF8.self)
    let tree = SyntaxTree.parse(SourceFile(name: "fuzzed.comp", text: text))
    outcome.isParsed = tree.diagnostics.isEmpty
    outcome.complaints += complaints(of: tree)
    // The grammar has no limit on nesting.
    let isTooDeep = tree.diagnostics.contains { $0.code == .nestingTooDeep }
    if program.isOfWholeTokens, !isTooDeep, text.utf8.count < 4_000,
      recognizer.accepts(text) != tree.diagnostics.isEmpty
    {
      outcome.complaints.append("parser and grammar disagree")
    }
    let options = RunOptions(
      threads: 2, outputDirectory: folder, usesReference: !program.isNative,
      readAccess: .folder(folder), writeAccess: .folder(folder))
    let checked = Comp.compile(text, name: "fuzzed.comp", options: options)
    outcome.complaints += complaints(of: checked.diagnostics)
    guard checked.isValid else { return outcome }
    outcome.isChecked = true
    if program.isListed {
      _ = checked.tokenListing + checked.treeListing + checked.typeListing
      _ = checked.graphListing + checked.functionListing
    }
    let reported = Reported()
    let deadline = Date() + 0.5
    do {
      try Comp.run(
        checked, options: options,
        in: RunEnvironment(
          print: { reported.add(line: $0) }, report: { reported.add($0) },
          isInterrupted: { Date() > deadline }))
      outcome.hasEnded = true
    } catch let diagnostic as Diagnostic {
      reported.add(diagnostic)
    } catch {
      if !(error is Interruption) { outcome.complaints.append("the run threw \(error)") }
    }
    outcome.complaints += complaints(of: reported.diagnostics)
    return outcome
  }

  /// The tree keeps every byte; what is formatted is the same program, and stays as it is.
  private func complaints(of tree: SyntaxTree) -> [String] {
    var complaints = complaints(of: tree.diagnostics)
    let kept = tree.tokens.flatMap { token in
      tree.source.bytes[token.triviaStart..<token.span.range.upperBound]
    }
    if kept != tree.source.bytes { complaints.append("the tree is not lossless") }
    guard tree.diagnostics.isEmpty else { return complaints }
    guard let formatted = tree.formatted() else {
      return complaints + ["a program without a mistake is not formatted"]
    }
    let again = SyntaxTree.parse(SourceFile(name: "fuzzed.comp", text: formatted))
    if !again.isSameProgram(as: tree) { complaints.append("formatted it is another program") }
    if again.formatted() != formatted { complaints.append("formatting does not come to an end") }
    return complaints
  }

  /// Each diagnostic says something of a place within its file, and can be shown.
  private func complaints(of diagnostics: [Diagnostic]) -> [String] {
    diagnostics.flatMap { diagnostic -> [String] in
      var complaints: [String] = []
      let what = diagnostic.code.rawValue
      if diagnostic.message.isEmpty { complaints.append("\(what) has no message") }
      if diagnostic.labels.isEmpty { complaints.append("\(what) has no place") }
      for label in diagnostic.labels {
        let (span, count) = (label.span, label.span.source.bytes.count)
        if label.message.isEmpty { complaints.append("a label of \(what) is empty") }
        if span.range.lowerBound < 0 || span.range.upperBound > count {
          complaints.append("\(what) stands outside of its file")
        }
      }
      if let help = diagnostic.help, help.isEmpty { complaints.append("\(what) helps by nothing") }
      if DiagnosticRenderer(usesColor: true).render(diagnostic).isEmpty
        || diagnostic.jsonLine.isEmpty
      {
        complaints.append("\(what) cannot be shown")
      }
      return complaints
    }
  }
}

/// What a run reports, by several threads.
private final class Reported: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [Diagnostic] = []
  private var length = 0
  var diagnostics: [Diagnostic] { lock.withLock { found } }
  func add(_ diagnostic: Diagnostic) { lock.withLock { found.append(diagnostic) } }
  func add(line: String) { lock.withLock { length += line.utf8.count } }
}
