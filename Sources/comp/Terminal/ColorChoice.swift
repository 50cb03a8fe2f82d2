import ArgumentParser
import CompPlatform

/// Whether text is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case auto, always, never

  /// Whether what goes to a stream is coloured. By itself it is on a terminal that is not dumb, unless
  /// `NO_COLOR` is set (no-color.org) or `CLICOLOR` is 0; with `CLICOLOR_FORCE` elsewhere too.
  func colors(_ stream: Int32) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      let environment = ProcessInfo.processInfo.environment
      if !environment["NO_COLOR", default: ""].isEmpty { return false }
      if !["", "0"].contains(environment["CLICOLOR_FORCE", default: ""]) { return true }
      return isatty(stream) != 0 && !isTerminalDumb && environment["CLICOLOR"] != "0"
    }
  }
}

/// Whether the terminal shows characters and obeys none: no colours, no pictures, no line rewritten.
var isTerminalDumb: Bool {
  ["", "dumb"].contains(ProcessInfo.processInfo.environment["TERM", default: ""])
}

/// How many characters a line of the terminal holds now; 80 where the stream is none.
func terminalColumns(_ stream: Int32 = STDOUT_FILENO) -> Int {
  var size = winsize()
  guard ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return min(max(Int(size.ws_col), 20), 120)
}

/// The option of all commands that show what may be coloured.
struct ColorOptions: ParsableArguments {
  @Option(help: "Colours: auto, always or never.")
  var color: ColorChoice = .auto
}
