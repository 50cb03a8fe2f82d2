/// What a line that begins with a colon asks for.
enum ReplCommand: String, CaseIterable {
  case help, type, doc, source, plan, ir, plot, load, reload, browse, time, set, save, undo, quit

  /// What stands behind it, as help shows it.
  var usage: String {
    switch self {
    case .help: ":help [command]"
    case .type: ":type EXPRESSION"
    case .doc: ":doc NAME"
    case .source: ":source NAME"
    case .plan: ":plan DENSITY"
    case .ir: ":ir DENSITY"
    case .plot: ":plot DRAWS"
    case .load: ":load FILE"
    case .reload: ":reload"
    case .browse: ":browse [NAME]"
    case .time: ":time ENTRY"
    case .set: ":set seed|threads|precision|graphics VALUE"
    case .save: ":save FILE"
    case .undo: ":undo"
    case .quit: ":quit"
    }
  }

  var meaning: String {
    switch self {
    case .help: "what can be asked"
    case .type: "the type of an expression, without running it"
    case .doc: "what stands about a name"
    case .source: "the Comp code that declares a name, of the standard library too"
    case .plan: "how a density is composed, and how it would be sampled"
    case .ir: "the functions of a density and of its gradient"
    case .plot: "draws, in the terminal"
    case .load: "enters a file, statement by statement as one entry"
    case .reload: "enters the last file again"
    case .browse: "the names of this session, or the standard ones that begin so"
    case .time: "runs an entry and says how long it took"
    case .set: "how what follows is run"
    case .save: "writes a program that does what this session did, seeds included"
    case .undo: "goes back to before the last entry"
    case .quit: "leaves, as Ctrl-D does"
    }
  }

  /// The command that a word, or the beginning of one, stands for.
  init?(named word: String) {
    if let exact = ReplCommand(rawValue: word) {
      self = exact
      return
    }
    let fitting = ReplCommand.allCases.filter { !word.isEmpty && $0.rawValue.hasPrefix(word) }
    guard fitting.count == 1 else { return nil }
    self = fitting[0]
  }
}
