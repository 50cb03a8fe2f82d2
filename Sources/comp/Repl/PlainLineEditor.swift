import CompKit
import Foundation

#if !Readline
  /// Lines as the terminal gives them, where GNU readline is left out: no history, no completion, and
  /// Ctrl-C is looked at while an entry runs alone.
  final class LineEditor {
    /// What edits lines, as people call it.
    static let kind = "plain lines, since it was built without GNU readline"

    private let interrupts: InterruptSignal
    private let stop: StopFlag
    private let graphics: TerminalGraphics

    init(history: HistoryFile, _ graphics: TerminalGraphics, stop: StopFlag) {
      (self.graphics, self.stop) = (graphics, stop)
      interrupts = InterruptSignal { stop.set(true) }
    }

    private var typed: [UInt8] = []

    func remember(_ entry: String) {}
    func restoreTerminal() {}

    func line(prompt: String, completions: @escaping (String, String) -> [Completion])
      -> EditedLine
    {
      stop.set(false)
      FileHandle.standardOutput.write(Data(prompt.utf8))
      // What was typed while the terminal was asked comes first, up to its first break.
      typed += graphics.takeTyped()
      if let end = typed.firstIndex(of: UInt8(ascii: "\n")) {
        defer { typed.removeFirst(end + 1) }
        return .text(String(decoding: typed[..<end], as: UTF8.self))
      }
      let begun = String(decoding: typed, as: UTF8.self)
      typed = []
      return readLine().map { .text(begun + $0) } ?? .end
    }
  }
#endif
