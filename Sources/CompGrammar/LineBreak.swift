/// How a line break between two tokens reads where line breaks count.
enum LineBreak: Sendable {
  /// It is the token `NEWLINE`.
  case endsStatement
  /// It is one where a statement may end; the token before may want a right side.
  case mayEndStatement
  /// It is none.
  case none

  /// - Parameters:
  ///   - isName: whether what stands behind `next` on its line is a name, or a word of the language.
  init(behind previous: String, before next: String, isNameBehindIt isName: Bool) {
    if Self.continuations.contains(next) || (next == "." && isName) {
      self = .none
    } else if Self.openEnds.contains(previous) {
      self = .mayEndStatement
    } else {
      self = .endsStatement
    }
  }

  /// With which a line goes on.
  private static let continuations: Set<String> = [
    "on", "given", "else", "|>", "|", "*", "/", "@", "^", "&&", "||", "==", "!=", "<", "<=", ">",
    ">=",
  ]
  /// Behind which the next line goes on.
  private static let openEnds: Set<String> = continuations.subtracting(["else"]).union([
    "=", ",", "->", "..<", "+", "-", "!",
  ])
}
