import ArgumentParser
import CompKit
import Foundation

/// `comp-bench cancellation`: how soon a check ends once it is cancelled.
struct Cancellation: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancellation",
    abstract: "Cancel checks of long programs at several moments.",
    discussion: """
      A row holds a program, the seconds of its whole check, the median and the largest time in milliseconds \
      from a cancellation to the end of the check, and the ratio of the largest to 50 ms.
      """)

  @Option(help: "How long the programs are.")
  var size = 16_000

  @Option(help: "Cancellations of each program, spread over its check.")
  var times = 12

  /// Checks shorter than this, in seconds, end before they could be cancelled.
  private static let shortest = 0.1

  func run() throws {
    print("| program | check, s | median, ms | largest, ms | of 50 ms |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name in CheckedProgram.all.keys.sorted() {
      guard let text = CheckedProgram.all[name]?(size) else { continue }
      let start = Date()
      _ = Comp.compile(text, name: name)
      let whole = Date().timeIntervalSince(start)
      guard whole >= Self.shortest else { continue }
      let delays = (1...max(times, 1)).compactMap {
        delay(of: text, cancelledAfter: whole * Double($0) / Double(times + 1))
      }.sorted()
      guard let largest = delays.last else { continue }
      print(
        String(
          format: "| %@ | %.3f | %.1f | %.1f | %.2f |", name, whole,
          delays[delays.count / 2] * 1e3, largest * 1e3, largest / 0.05))
      fflush(nil)
    }
  }

  /// The seconds from a cancellation to the end of the check; nil where it ended before.
  private func delay(of text: String, cancelledAfter seconds: Double) -> Double? {
    let moment = Date().addingTimeInterval(seconds)
    do {
      _ = try Comp.compile(text, name: "cancelled", isInterrupted: { Date() >= moment })
      return nil
    } catch {
      return Date().timeIntervalSince(moment)
    }
  }
}
