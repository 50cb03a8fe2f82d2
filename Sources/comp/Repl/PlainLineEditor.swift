import CompKit
import Foundation

#if !Readline
  /// Lines as the terminal gives them, where GNU readline is left out: no history, no completion, and
  /// Ctrl-C is looked at while an entry runs alone.
  final class LineEditor {
    /// What edits lines, as people call it.
    static let kind = "plain lines, since it was built without GNU readline"

    private let signals: any DispatchSourceSignal

    init(historyPath: String, onInterrupt: @escaping @Sendable () -> Void) {
      signal(SIGINT, SIG_IGN)
      signals = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
      signals.setEventHandler(handler: onInterrupt)
      signals.resume()
    }

    func remember(_ entry: String) {}

    func line(prompt: String, completions: @escaping (String, String) -> [Completion])
      -> EditedLine
    {
      FileHandle.standardOutput.write(Data(prompt.utf8))
      return readLine().map { .text($0) } ?? .end
    }
  }
#endif
