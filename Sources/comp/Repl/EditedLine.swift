/// What comes of waiting for a line.
enum EditedLine {
  /// What was typed, without its break.
  case text(String)
  /// Ctrl-C: what was typed is given up.
  case interrupted
  /// The end of the input.
  case end
}
