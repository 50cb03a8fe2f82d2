import CompIR
import CompRuntime
import CompSemantics
import CompSource
import CompSyntax
import Foundation

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
    /// It was reported why it ended early.
    case failed
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
  /// What was entered and went well, in its order.
  private(set) var entries: [SessionEntry] = []
  /// What stood before each entry.
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
    let source = SourceFile(name: "entry \(entryCount)", text: text)
    let tree = SyntaxTree.parse(source)
    guard !tree.statements.isEmpty || !tree.diagnostics.isEmpty else { return .done(echo: nil) }
    return onDeepStack { run(tree) }
  }

  private func run(_ tree: SyntaxTree) -> Outcome {
    let before = interpreter.snapshot
    let (_, found) = check(tree)
    for diagnostic in found { surroundings.report(diagnostic) }
    guard !found.contains(where: { $0.severity == .error }) else { return .refused }
    seeds.begin()
    do {
      interpreter.goesOnInterrupted = false
      let value = try interpreter.execute(tree)
      let entry = SessionEntry(
        tree: tree, seeds: seeds.given, showsValue: showsValue(tree, value))
      tellOfOldValues(entry)
      snapshots.append(before)
      entries.append(entry)
      return .done(echo: try echo(of: tree, value))
    } catch is Interruption {
      interpreter.restore(before)
      return .interrupted
    } catch {
      interpreter.restore(before)
      return .failed
    }
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

  /// What a reader is shown of the value of an entry's last statement, which is `_` from now on.
  private func echo(of tree: SyntaxTree, _ value: Value) throws -> String? {
    guard showsValue(tree, value) else { return nil }
    interpreter.globals.define(Self.lastValueName, .init(value))
    return try Echo(interpreter, surroundings.terminal).text(of: value)
  }

  private func showsValue(_ tree: SyntaxTree, _ value: Value) -> Bool {
    guard case .expression? = tree.statements.last?.kind else { return false }
    if case .void = value { return false }
    return true
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
      let holders = entries[(last + 1)...].filter { $0.mentions.contains(name) }
        .flatMap(\.valueNames).filter { $0 != name && !entry.definedNames.contains($0) }
      guard !holders.isEmpty else { continue }
      surroundings.print(
        "\(listed(Array(NSOrderedSet(array: holders)) as? [String] ?? holders)) still "
          + "\(Set(holders).count == 1 ? "holds" : "hold") the old '\(name)'")
    }
  }

  private func listed(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}

/// Seeds of calls that name none: small numbers, so that a script can name them.
final class SessionSeeds: @unchecked Sendable {
  private let lock = NSLock()
  private var run: UInt64
  private var count: UInt64 = 0
  private var list: [(span: Span, seed: UInt64)] = []

  init(_ run: UInt64) { self.run = run }

  /// What was given since `begin`.
  var given: [(span: Span, seed: UInt64)] { lock.withLock { list } }

  func restart(_ run: UInt64) { lock.withLock { (self.run, count) = (run, 0) } }

  func begin() { lock.withLock { list = [] } }

  func next(for span: Span) -> UInt64 {
    lock.withLock {
      count += 1
      let seed = SplitMix64.mixed(SplitMix64.mixed(run) ^ count) >> 33
      list.append((span, seed))
      return seed
    }
  }
}
