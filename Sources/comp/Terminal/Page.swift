import CompKit
import CompPlatform

/// The standard output as it is now, whenever it is asked.
func page(_ color: ColorChoice, _ graphics: TerminalGraphics) -> @Sendable () -> TerminalPage {
  {
    TerminalPage(
      columns: terminalColumns(), usesColor: color.colors(STDOUT_FILENO),
      isTerminal: isatty(STDOUT_FILENO) != 0
    ) { graphics.drawing($0, columns: $1) }
  }
}
