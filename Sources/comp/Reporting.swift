import ArgumentParser
import CompKit
import Foundation

/// The text of a program's file, or of the standard input.
func readProgram(_ file: String) throws -> String {
  if file == "-" {
    return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
  }
  guard let bytes = FileManager.default.contents(atPath: file) else {
    FileHandle.standardError.write(Data("comp: cannot read \(file)\n".utf8))
    throw ExitCode(3)
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Writes diagnostics to the standard error, coloured on a terminal alone.
struct Reporter: Sendable {
  let isQuiet: Bool
  private let renderer = DiagnosticRenderer(
    usesColor: isatty(STDERR_FILENO) != 0 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil)

  init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

  func report(_ diagnostic: Diagnostic) {
    if isQuiet, diagnostic.severity != .error { return }
    say(renderer.render(diagnostic))
  }

  func reportOnce(_ diagnostic: Diagnostic, unlessIn known: [Diagnostic]) {
    let isKnown = known.contains {
      $0.code == diagnostic.code
        && $0.labels.first?.span.range == diagnostic.labels.first?.span.range
    }
    if !isKnown { report(diagnostic) }
  }

  func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

/// One line that tells how far the run is, rewritten in place; on a terminal alone.
final class ProgressLine: @unchecked Sendable {
  private let isShown: Bool
  private let lock = NSLock()
  private var last = Date.distantPast
  private var started = Date()
  private var isVisible = false

  init(isShown: Bool) { self.isShown = isShown }

  func show(_ share: Double) {
    guard isShown else { return }
    lock.lock()
    defer { lock.unlock() }
    let now = Date()
    guard now.timeIntervalSince(last) > 0.1 else { return }
    last = now
    let elapsed = now.timeIntervalSince(started)
    let left = share > 0 ? elapsed * (1 - share) / share : 0
    let text = String(format: "\r\u{1B}[Ksampling %3.0f %%, %.0f s left", share * 100, left)
    FileHandle.standardError.write(Data(text.utf8))
    isVisible = true
  }

  func clear() {
    lock.lock()
    defer { lock.unlock() }
    if isVisible { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    isVisible = false
    started = Date()
  }
}

/// Ctrl-C: the first asks the run to stop, which it does between blocks.
final class Interrupt: @unchecked Sendable {
  private let lock = NSLock()
  private var requested = false
  private var source: (any DispatchSourceSignal)?

  var isRequested: Bool {
    lock.lock()
    defer { lock.unlock() }
    return requested
  }

  static func watch() -> Interrupt {
    let interrupt = Interrupt()
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      interrupt.lock.lock()
      interrupt.requested = true
      interrupt.lock.unlock()
    }
    source.resume()
    interrupt.source = source
    return interrupt
  }
}
