/// What a line that begins with a colon asks for: one row each, from which help, completion and
/// docs/repl.md have their words.
public enum SessionCommand: String, CaseIterable, Sendable {
  case help, type, doc, source, plan, ir, plot, load, reload, browse, time, set, save, edit, undo,
    quit

  /// How it is written.
  public var usage: String {
    switch self {
    case .help: ":help [TOPIC]"
    case .type: ":type EXPRESSION"
    case .doc: ":doc NAME"
    case .source: ":source NAME"
    case .plan: ":plan DENSITY"
    case .ir: ":ir [STAGE] [DENSITY]"
    case .plot: ":plot DRAWS"
    case .load: ":load FILE"
    case .reload: ":reload"
    case .browse: ":browse [NAME]"
    case .time: ":time ENTRY"
    case .set: ":set [SETTING VALUE]"
    case .save: ":save FILE"
    case .edit: ":edit [NAME | *]"
    case .undo: ":undo"
    case .quit: ":quit"
    }
  }

  /// What it does, in a line.
  public var meaning: String {
    switch self {
    case .help: "what can be asked, or what a topic is about"
    case .type: "the type of an expression, without running it"
    case .doc: "what stands about a name, an operator or a keyword"
    case .source: "the Comp code that declares a name, of the standard library too"
    case .plan: "how a density is composed, and how it would be sampled"
    case .ir: "what a stage of the compiler makes of a density"
    case .plot: "draws or a density, in the terminal"
    case .load: "enters a file as one entry"
    case .reload: "enters the last file again"
    case .browse: "the names of this session, or the standard ones that begin so"
    case .time: "runs an entry and says how long it took"
    case .set: "how what follows is run"
    case .save: "writes a program that does what this session did, seeds included"
    case .edit: "opens the last entry in your editor, and enters what you save"
    case .undo: "goes back to before the last entry, or the last change of settings"
    case .quit: "leaves, as Ctrl-D does"
    }
  }

  /// All else that is to be known.
  public var details: String {
    switch self {
    case .help:
      """
      A topic is a command, a subject of the list that ':help' gives, or a name of the language, of \
      which it shows what ':doc' does.
      """
    case .type:
      """
      The expression is checked and not run: nothing is sampled, read or written. Of a density its \
      space, its grade and its factors are told.
      """
    case .doc:
      """
      It shows the signature and the documentation: the comment '///' before a declaration, of your own \
      ones too. ':doc *' and ':doc given' tell of operators and keywords. The same words stand in \
      docs/reference.md.
      """
    case .source:
      """
      The standard library is written in Comp: what it shows can be copied, changed and entered.
      """
    case .plan:
      """
      It tells the factors and what they share, the closed forms that were found, and the sampler that \
      'sample' would choose.
      """
    case .ir:
      """
      The stages are \
      \(SessionStage.allCases.map { "'\($0.rawValue)', \($0.meaning)" }.joined(separator: "; ")). \
      Without one it is 'ir', without a density the last value.
      """
    case .plot: "It takes all that 'plot(…)' takes, as in ':plot draws, kind: \"trace\"'."
    case .load:
      """
      The path may stand in quotes; '~' is your home folder. A file that has an error, or that stops, \
      changes nothing. What it imports is looked for beside it. ':undo' takes the whole file back.
      """
    case .reload: "If the file now has an error, all stays as it was."
    case .browse:
      """
      ':browse' lists what you have defined, with types; ':browse ga' the standard names in 'ga'; of \
      an imported file, of draws or of a record it lists what is in it.
      """
    case .time: "It includes the check and the compilation, not the picture that is shown."
    case .set:
      """
      ':set' alone tells the settings. \
      \(SessionSetting.allCases.map { "\($0.rawValue): \($0.meaning); \($0.values)." }.joined(separator: " ")) \
      ':undo' takes a setting back.
      """
    case .save:
      """
      'comp run FILE' then gives the same draws, bit for bit. Names that were defined again are numbered, \
      what was undone or failed is left out, and commands are, but for the settings that it tells of.
      """
    case .edit:
      """
      The editor is $VISUAL, else $EDITOR, else nano or vi. ':edit NAME' opens what declares a name, \
      ':edit *' all that was entered. What you save is entered as if you had typed it; if you change \
      nothing, or the editor fails, nothing happens. An entry with an error is opened again by ':edit'.
      """
    case .undo:
      """
      Again and again, to the beginning. A loaded file is one entry. What was written to files stays \
      written.
      """
    case .quit: "The history is kept; definitions are not, unless you ':save' them."
    }
  }

  /// All commands as docs/repl.md has them, in Markdown, and the subjects of help.
  package static var manual: String {
    let commands = allCases.map { command in
      "\n### `\(command.usage)`\n\n\(command.meaning.capitalizingFirst). \(command.details)\n"
    }
    let topics = HelpTopic.allCases.map { "| `\($0.rawValue)` | \($0.title) |\n" }
    return commands.joined() + "\n## Subjects of help\n\n| subject | about |\n| --- | --- |\n"
      + topics.joined() + "\n"
  }

  /// The command that a word, or the beginning of one, stands for.
  public init?(named word: String) {
    if let exact = SessionCommand(rawValue: word) {
      self = exact
      return
    }
    let fitting = SessionCommand.allCases.filter { !word.isEmpty && $0.rawValue.hasPrefix(word) }
    guard fitting.count == 1 else { return nil }
    self = fitting[0]
  }
}

/// What `:ir` shows of a density.
public enum SessionStage: String, CaseIterable, Sendable {
  case graph, ir, llvm, asm

  public var meaning: String {
    switch self {
    case .graph: "the composition, before and after closed forms were found"
    case .ir: "its log density and the gradient, as functions of the tensor IR"
    case .llvm: "the chosen sampler as LLVM IR"
    case .asm: "the chosen sampler as assembly"
    }
  }
}

extension String {
  fileprivate var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}
