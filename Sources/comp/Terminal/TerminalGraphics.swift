import ArgumentParser
import CompFiles
import CompKit
import CompPlatform
import CompPlot

extension GraphicsChoice: ExpressibleByArgument {}

/// Pictures in a terminal that says that it can draw them. It is asked when the first one is shown.
final class TerminalGraphics: @unchecked Sendable {
  private let lock = Mutex<Void>()
  private var choice: GraphicsChoice
  private var replies = TerminalReplies()
  private var isAsked = false
  private var typed: [UInt8] = []

  /// Whether what is typed while the terminal is asked is read here afterwards, late answers included.
  private let readsOn: Bool

  /// - Parameter readsOn: whether there is an editor of lines that takes what was typed meanwhile. Where
  ///   there is none, nothing is asked while something waits to be read by another program.
  init(_ choice: GraphicsChoice, readsOn: Bool = false) {
    self.choice = choice
    self.readsOn = readsOn
  }

  /// How long a terminal has to answer, in seconds: less where late answers do no harm.
  private var patience: Double { readsOn ? 0.3 : 1 }

  var setting: GraphicsChoice {
    get { lock.withLock { choice } }
    set { lock.withLock { choice = newValue } }
  }

  /// What was typed while the terminal was asked: it comes before what is read next.
  func takeTyped() -> [UInt8] {
    lock.withLock {
      defer { typed = [] }
      return typed
    }
  }

  /// Takes late answers out of what was read.
  func withoutReplies(_ bytes: [UInt8]) -> [UInt8] {
    lock.withLock { isAsked && !replies.isComplete ? replies.take(bytes) : bytes }
  }

  /// Whether what was read may be the beginning of an answer.
  var isHolding: Bool { lock.withLock { replies.isHolding } }

  /// What was held back as the beginning of an answer that did not come.
  func release() -> [UInt8] { lock.withLock { replies.release() } }

  /// The text that draws a picture of at most so many columns of characters; nil where it has to be
  /// put into characters.
  func drawing(_ list: DisplayList, columns: Int) -> String? {
    lock.withLock { lockedDrawing(list, columns: columns) }
  }

  private func lockedDrawing(_ list: DisplayList, columns: Int) -> String? {
    guard choice != .text, isatty(STDOUT_FILENO) != 0, !isTerminalDumb else { return nil }
    if !isAsked { ask() }
    let isKitty: Bool
    switch choice {
    case .text: return nil
    case .kitty: isKitty = true
    case .sixel: isKitty = false
    case .auto:
      guard replies.hasKitty || replies.hasSixel else { return nil }
      isKitty = replies.hasKitty
    }
    var list = list
    if list.theme == nil, let lightness = replies.lightness, lightness < 0.5 { list.theme = .dark }
    let size = Self.windowSize
    let cell = replies.cell ?? size.cell ?? (10, 20)
    // Letters are as high as those around the picture, if there is room.
    let scale = min(
      Double(cell.height) / 14, Double(columns * cell.width) / list.width,
      max(Double((size.rows - 2) * cell.height), list.height * 0.5) / list.height)
    if isKitty { return (try? list.png(scale: scale)).map { TerminalImage.kitty(png: $0) } }
    return (try? list.pixels(scale: scale)).map(TerminalImage.sixel)
  }

  private static var windowSize: (rows: Int, cell: (width: Int, height: Int)?) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0
    else { return (24, nil) }
    let cell = (Int(size.ws_xpixel) / Int(size.ws_col), Int(size.ws_ypixel) / Int(size.ws_row))
    return (Int(size.ws_row), cell.0 > 0 && cell.1 > 0 ? cell : nil)
  }

  // MARK: Asking

  /// Whether asking by kitty's protocol would do harm: multiplexers take such strings for titles, and
  /// draw no such pictures.
  private static var isKittyOutOfReach: Bool {
    let environment = ProcessInfo.processInfo.environment
    let kind = environment["TERM", default: ""]
    return !environment["TMUX", default: ""].isEmpty || !environment["STY", default: ""].isEmpty
      || kind.hasPrefix("screen")
      || kind.hasPrefix("tmux")
  }

  /// Asks what the terminal can and waits for its answers. Every terminal answers the last question.
  private func ask() {
    isAsked = true
    var before = termios()
    guard isatty(STDIN_FILENO) != 0, ProcessInfo.processInfo.environment["TERM"] != "linux",
      tcgetattr(STDIN_FILENO, &before) == 0
    else { return }
    var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    if !readsOn, poll(&waiting, 1, 0) > 0 { return }
    // Answers come letter by letter and unseen; Ctrl-C stays what it is.
    var raw = before
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return }
    defer { tcsetattr(STDIN_FILENO, TCSANOW, &before) }
    let kitty = Self.isKittyOutOfReach ? "" : "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\"
    fflush(nil)
    Descriptor.standardOutput.say(kitty + "\u{1B}[16t\u{1B}]11;?\u{1B}\\\u{1B}[c")
    let deadline = Date().addingTimeInterval(patience)
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !replies.isComplete {
      let left = Int32(deadline.timeIntervalSinceNow * 1_000)
      guard left > 0 else { return }
      guard poll(&waiting, 1, left) > 0 else { continue }
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      guard count > 0 else { return }
      typed += replies.take(buffer[..<count])
    }
    typed += replies.release()
  }
}

/// The options of commands that show pictures.
struct GraphicsOptions: ParsableArguments {
  @Option(help: "Pictures in the terminal: auto, kitty, sixel or text.")
  var graphics: GraphicsChoice = .auto
}
