import ArgumentParser
import CompFiles
import CompKit
import CompPlatform

/// `comp repl`, and `comp` alone.
struct Repl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Compose, look, compose again: statements are run as they are typed.",
    discussion: """
      Commands begin with a colon; :help names them. Under a pipe statements and commands are read \
      without prompts, and the first that fails ends it, with the exit code of a script. At a terminal \
      comp/startup.comp in $XDG_CONFIG_HOME (~/.config) is entered first.
      """)

  @Option(help: "The seed of calls of sample that give none.")
  var seed: UInt64 = 0

  @Option(help: "How many threads may work.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Flag(name: .customLong("no-startup"), help: "Enter no startup file.")
  var skipsStartup = false

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
    let interrupt = isInteractive ? nil : Interrupt.watch()
    let progress = ProgressLine(
      isShown: isInteractive && isatty(STDERR_FILENO) != 0 && !isTerminalDumb)
    let graphics = TerminalGraphics(pictures.graphics, readsOn: isInteractive)
    let reporter = Reporter(colors.color)
    var environment = RunEnvironment(
      print: { line in
        progress.clear()
        print(line)
      },
      report: { diagnostic in
        progress.clear()
        reporter.report(diagnostic)
      }, isInterrupted: { interrupt?.isNoticed() ?? stop.isRaised },
      progress: { state in
        interrupt?.note(isSampling: state.transitions < state.totalTransitions)
        progress.show(state)
      })
    environment.page = page(colors.color, graphics)
    let session = Session(
      SessionSettings(
        RunOptions(seed: seed, threads: threads).unconfined, graphics: pictures.graphics),
      in: environment)
    let conversation = Conversation(session, progress, graphics)
    if isInteractive {
      ReplLoop(conversation, stop, graphics).run(startsUp: !skipsStartup)
    } else {
      try runPipe(conversation, interrupt)
    }
  }

  /// Statements from a pipe: results without prompts, until one fails.
  private func runPipe(_ conversation: Conversation, _ interrupt: Interrupt?) throws {
    var entries = PipedEntries(STDIN_FILENO)
    while let entry = entries.next() {
      // A program that waits for the answer is to have it.
      defer { fflush(nil) }
      switch conversation.answer(entry) {
      case .well: break
      case .ended: return
      case .failed(let code): throw code
      }
      // It went on with the draws that were finished.
      if interrupt?.isRequested == true { throw ExitCode(130) }
    }
  }
}

/// Raised by Ctrl-C, lowered before each line that is read.
final class StopFlag: Sendable {
  private let raised = Mutex(false)
  var isRaised: Bool { raised.withLock { $0 } }
  func set(_ flag: Bool) { raised.withLock { $0 = flag } }
}
