import CompRuntime
import CompSemantics
import CompSource
import CompSyntax

/// A program that comes statement by statement, each compiled against what is already defined.
///
/// An entry that fails, or is stopped, leaves everything as it was. Names may be defined again. `_` is
/// the last value. A session belongs to one thread at a time.
public final class Session {
  /// What became of an entry.
  public enum Outcome {
    /// Nothing, or what a reader is shown of its value.
    case done(echo: String?)
    /// It was not run, for it was reported what is wrong with it.
    case refused
    /// It ended early, which was reported.
    case failed(any Error)
    /// It was stopped before a draw was finished.
    case interrupted
  }

  private(set) var interpreter: Interpreter
  let surroundings: Surroundings
  /// How what is entered from now on is run. The seed is that of the session from here on.
  public var options: RunOptions {
    didSet {
      if options.seed != oldValue.seed { seeds.restart(options.seed) }
      let old = interpreter
      interpreter = Comp.interpreter(.run, options, surroundings, globals: old.globals)
      interpreter.takeOver(from: old)
    }
  }
  private let seeds: SessionSeeds
  /// What was entered and went well, in its order, and what stood before each.
  private(set) var entries: [SessionEntry] = []
  private var snapshots: [Interpreter.Snapshot] = []
  /// Entries so far, failed ones too: they are numbered in diagnostics.
  private var entryCount = 0

  /// The name of the last value.
  static let lastValueName = "_"

  public init(options: RunOptions = .init(), in surroundings: Surroundings = .init()) {
    seeds = SessionSeeds(options.seed)
    var surroundings = surroundings
    surroundings.chooseSeed = { [seeds] in seeds.next(for: $0) }
    self.surroundings = surroundings
    self.options = options
    interpreter = Comp.interpreter(.run, options, surroundings)
    interpreter.isRedefinitionAllowed = true
  }

  /// Whether a text breaks off where more could follow, as the parser sees it.
  public static func isUnfinished(_ text: String) -> Bool {
    SyntaxTree.parse(SourceFile(name: "", text: text)).isUnfinished
  }

  /// Checks an entry and runs it. Diagnostics go to the surroundings.
  public func enter(_ text: String) -> Outcome {
    entryCount += 1
    let tree = SyntaxTree.parse(SourceFile(name: "entry \(entryCount)", text: text))
    return onDeepStack { run(tree) }
  }

  private func run(_ tree: SyntaxTree) -> Outcome {
    let before = interpreter.snapshot
    let (_, found) = check(tree)
    for diagnostic in found { surroundings.report(diagnostic) }
    guard !found.contains(where: { $0.severity == .error }) else { return .refused }
    interpreter.know(found)
    interpreter.goesOnInterrupted = false
    seeds.begin()
    let value: Value
    do { value = try interpreter.execute(tree) } catch {
      interpreter.restore(before)
      return error is Interruption ? .interrupted : .failed(error)
    }
    let entry = SessionEntry(tree: tree, value: value, seeds: seeds.given)
    tellOfOldValues(entry)
    snapshots.append(before)
    entries.append(entry)
    guard entry.showsValue else { return .done(echo: nil) }
    interpreter.globals.define(Self.lastValueName, .init(value))
    return .done(echo: Echo(interpreter, surroundings.page()).text(of: value))
  }

  /// The value of a text as far as a check knows it, and what the parser and the checker have to say.
  /// Nothing is changed by it.
  func check(_ tree: SyntaxTree) -> (value: Value, diagnostics: [Diagnostic]) {
    let before = interpreter.snapshot
    defer { interpreter.restore(before) }
    var effects = interpreter.effects
    effects.print = { _ in }
    effects.report = { _ in }
    let checker = interpreter.checker(effects)
    let value = (try? checker.execute(tree)) ?? .poison
    return (value, tree.diagnostics + checker.diagnostics)
  }

  /// Goes back to before the last entry that went well.
  ///
  /// - Returns: its text; nil where there is none.
  public func undo() -> String? {
    guard let snapshot = snapshots.popLast(), let entry = entries.popLast() else { return nil }
    interpreter.restore(snapshot)
    return entry.text
  }

  /// A redefinition says which values still hold what the name stood for.
  private func tellOfOldValues(_ entry: SessionEntry) {
    for name in entry.definedNames {
      guard let last = entries.lastIndex(where: { $0.definedNames.contains(name) }) else {
        continue
      }
      var holders: [String] = []
      for other in entries[(last + 1)...] where other.mentions.contains(name) {
        for holder in other.valueNames
        where !entry.definedNames.contains(holder) && !holders.contains(holder) {
          holders.append(holder)
        }
      }
      guard !holders.isEmpty else { continue }
      surroundings.print(
        holders.map { "'\($0)'" }.joined(separator: ", ")
          + " still \(holders.count == 1 ? "holds" : "hold") the old '\(name)'")
    }
  }
}
