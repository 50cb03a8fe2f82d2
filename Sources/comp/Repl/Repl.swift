import ArgumentParser
import CompFiles
import CompKit
import Foundation

/// `comp repl`, and `comp` alone.
struct Repl: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compose, look, compose again: statements are run as they are typed.",
    discussion: """
      Commands begin with a colon; :help names them. Under a pipe statements are read without \
      prompts, and the first that fails ends it, with the exit code of a script.
      """)

  @Option(help: "The seed of calls of sample that give none.")
  var seed: UInt64 = 0

  @Option(help: "How many threads may work.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var colors: ColorOptions
  @OptionGroup var pictures: GraphicsOptions

  func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads must be from 1 to 1024")
    }
  }

  func run() throws {
    let isInteractive = isatty(STDIN_FILENO) != 0
    let stop = StopFlag()
    let progress = ProgressLine(
      isShown: isInteractive && isatty(STDERR_FILENO) != 0 && !isTerminalDumb)
    let graphics = TerminalGraphics(pictures.graphics, readsOn: isInteractive)
    let reporter = Reporter(colors.color)
    var surroundings = Surroundings(
      print: { line in
        progress.clear()
        print(line)
      },
      report: { diagnostic in
        progress.clear()
        reporter.report(diagnostic)
      }, isInterrupted: { stop.isRaised }, progress: { progress.show($0) })
    surroundings.renderPNG = { try $0.png() }
    surroundings.page = page(colors.color, graphics)
    let session = Session(
      options: RunOptions(seed: seed, threads: threads), in: surroundings)
    if isInteractive {
      ReplLoop(session, stop, progress, graphics).run()
    } else {
      try runPipe(session, progress)
    }
  }

  /// Statements from a pipe: results without prompts, until one fails.
  private func runPipe(_ session: Session, _ progress: ProgressLine) throws {
    var entry = ""
    func finish() throws {
      defer { entry = "" }
      switch session.enter(entry) {
      case .done(let echo): if let echo { print(echo) }
      case .refused: throw ExitCode(2)
      case .failed(let error): throw Run.exitCode(of: error)
      case .interrupted: throw ExitCode(130)
      }
    }
    while let line = readLine() {
      entry += entry.isEmpty ? line : "\n" + line
      if !Session.isUnfinished(entry) { try finish() }
    }
    if !entry.isEmpty { try finish() }
  }
}

/// Raised by Ctrl-C, lowered before each entry.
final class StopFlag: @unchecked Sendable {
  private let lock = NSLock()
  private var raised = false
  var isRaised: Bool { lock.withLock { raised } }
  func set(_ flag: Bool) { lock.withLock { raised = flag } }
}
