import CompKit
import CompPlatform

#if !Readline
  /// Lines as the terminal gives them, where GNU readline is left out: no history and no completion.
  final class LineEditor {
    /// What edits lines, as people call it.
    static let kind = "plain lines, since it was built without GNU readline"

    private let graphics: TerminalGraphics
    private let stop: StopFlag
    private let isReading = StopFlag()
    private let interrupts: InterruptSignal
    /// What was typed and not yet taken.
    private var typed: [UInt8] = []
    /// Whether the next line was begun behind a prompt that is there.
    private var hasPrompt = false

    /// - Parameters:
    ///   - graphics: what asks the terminal; what was typed meanwhile is read first.
    ///   - stop: raised by Ctrl-C; lowered before each line.
    init(history: HistoryFile, _ graphics: TerminalGraphics, stop: StopFlag) {
      (self.graphics, self.stop) = (graphics, stop)
      interrupts = InterruptSignal { [isReading] in
        stop.set(true)
        // The terminal has shown ^C and forgotten the line.
        if isReading.isRaised {
          Descriptor.standardOutput.say("\n\(ReplLoop.prompt)")
        }
      }
    }

    func remember(_ entry: String) {}
    func restoreTerminal() {}

    /// A line without its break. Ctrl-C gives up what was typed, the lines before it too.
    func line(prompt: String, completions: @escaping (String, String) -> [Completion])
      -> EditedLine
    {
      stop.set(false)
      if !hasPrompt { Descriptor.standardOutput.say(prompt) }
      hasPrompt = false
      // What was typed while the terminal was asked comes first, up to its first break.
      typed += graphics.takeTyped()
      if let end = typed.firstIndex(of: UInt8(ascii: "\n")) {
        defer { typed.removeFirst(end + 1) }
        return .text(String(decoding: typed[..<end], as: UTF8.self))
      }
      isReading.set(true)
      let line = readLine()
      isReading.set(false)
      guard let line else { return .end }
      if stop.isRaised {
        // It was typed behind the interrupt, and begins another entry.
        (typed, hasPrompt) = (Array((line + "\n").utf8), true)
        return .interrupted
      }
      defer { typed = [] }
      return .text(String(decoding: typed, as: UTF8.self) + line)
    }
  }
#endif
