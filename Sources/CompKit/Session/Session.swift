import CompLanguage
import CompPlatform
import CompRuntime
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
    /// It was stopped before a draw was finished; how far its last call of `sample` had come.
    case interrupted(at: SamplingProgress?)
  }

  private(set) var interpreter: Interpreter
  let environment: RunEnvironment
  /// How what is entered from now on is run and shown. The seed is that of the session from here on.
  /// Setting it can be undone.
  public var settings: SessionSettings {
    get { current }
    set {
      steps.append(step(isEntry: false, Self.changes(current, newValue)))
      if newValue.options.seed != current.options.seed { seeds.restart(newValue.options.seed) }
      adopt(newValue)
    }
  }
  private var current: SessionSettings
  /// The options among the settings.
  public var options: RunOptions {
    get { settings.options }
    set { settings.options = newValue }
  }
  private let seeds: SessionSeeds
  private let progress = LastProgress()
  /// What was entered and went well, in its order.
  private(set) var entries: [SessionEntry] = []
  private var steps: [SessionStep] = []
  /// Entries so far, failed ones too: they are numbered in diagnostics.
  private var entryCount = 0

  /// The name of the last value.
  static let lastValueName = "_"

  public convenience init(
    options: RunOptions = .init(), in environment: RunEnvironment = .init()
  ) {
    self.init(SessionSettings(options), in: environment)
  }

  public init(_ settings: SessionSettings, in environment: RunEnvironment = .init()) {
    seeds = SessionSeeds(settings.options.seed)
    var known = environment
    known.chooseSeed = { [seeds] in seeds.next(for: $0) }
    known.progress = { [progress] in
      progress.note($0)
      environment.progress($0)
    }
    self.environment = known
    current = settings
    interpreter = Comp.interpreter(.run, settings.options, known)
    interpreter.isRedefinitionAllowed = true
  }

  /// Whether a text breaks off where more could follow, as the parser sees it.
  public static func isUnfinished(_ text: String) -> Bool {
    SyntaxTree.parse(SourceFile(name: "", text: text)).isUnfinished
  }

  /// Whether further lines go on with the last statement of a text, as one that begins with `*` does.
  public static func goesOn(_ text: String, with lines: String) -> Bool {
    func count(_ text: String) -> Int {
      SyntaxTree.parse(SourceFile(name: "", text: text)).statements.count
    }
    return count(text + "\n" + lines) == count(text)
  }

  /// Checks an entry and runs it. Diagnostics go to the host.
  ///
  /// - Parameter name: of the file that it was read from, beside which imports are looked for.
  public func enter(_ text: String, name: String? = nil) -> Outcome {
    entryCount += 1
    let tree = SyntaxTree.parse(SourceFile(name: name ?? "entry \(entryCount)", text: text))
    interpreter.effects.allowance.restart()
    return onDeepStack(interpreter.effects.allowance) { run(tree) }
  }

  private func run(_ tree: SyntaxTree) -> Outcome {
    let before = step(isEntry: true, tree.source.text)
    let (_, found) = check(tree)
    report(found)
    guard !found.contains(where: { $0.severity == .error }) else { return .refused }
    interpreter.know(found)
    interpreter.endAfterInterruption = nil
    seeds.begin()
    progress.forget()
    let value: Value
    do { value = try interpreter.execute(tree) } catch {
      goBack(to: before)
      return error is Interruption ? .interrupted(at: progress.last) : .failed(error)
    }
    let entry = SessionEntry(
      tree: tree, value: value, seeds: seeds.given,
      precision: progress.last == nil ? nil : current.options.precision,
      wasStopped: interpreter.endAfterInterruption != nil)
    tellOfOldValues(entry)
    steps.append(before)
    entries.append(entry)
    guard entry.showsValue else { return .done(echo: nil) }
    interpreter.globals.define(Self.lastValueName, .init(value))
    return .done(echo: echo(of: value))
  }

  /// How long the table of draws may take after an interrupt has ended the sampling, in seconds.
  private static let patience = 0.15

  /// What is shown of a value. An interrupt does without the table of draws.
  private func echo(of value: Value) -> String {
    let echo = Echo(interpreter, environment.page())
    guard case .samples(let samples) = value else { return echo.text(of: value) }
    // What is computed apart reads the draws and the page alone.
    nonisolated(unsafe) let apart = echo
    let sketched = try? AbandonedWork.wait(
      for: { apart.sketched(samples) }, in: interpreter,
      within: samples.isPartial ? Self.patience : .infinity)
    return sketched.map(echo.text(of:)) ?? echo.headingAlone(of: samples)
  }

  /// How many errors of one entry are told.
  private static let toldErrors = 20

  /// Of very many errors the first ones: something else was pasted than a program.
  private func report(_ found: [Diagnostic]) {
    for diagnostic in found.prefix(Self.toldErrors) { environment.report(diagnostic) }
    if found.count > Self.toldErrors {
      environment.print("… and \(found.count - Self.toldErrors) more")
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

  /// Goes back to before the last entry that went well, or before the last change of settings, whichever
  /// was later. What is then entered gets the seeds that it would have got there.
  ///
  /// - Returns: what is undone: the entry's text, or the settings as `:set` takes them; nil where there is
  ///   nothing.
  public func undo() -> String? {
    guard let step = steps.popLast() else { return nil }
    if step.isEntry { entries.removeLast() }
    goBack(to: step)
    return step.text
  }

  private func step(isEntry: Bool, _ text: String) -> SessionStep {
    SessionStep(
      snapshot: interpreter.snapshot, settings: current, seeds: seeds.state, isEntry: isEntry,
      text: text)
  }

  private func goBack(to step: SessionStep) {
    adopt(step.settings)
    interpreter.restore(step.snapshot)
    seeds.state = step.seeds
  }

  /// Runs what is entered from now on with some settings, over the names that there are.
  private func adopt(_ settings: SessionSettings) {
    current = settings
    let old = interpreter
    interpreter = Comp.interpreter(.run, settings.options, environment, globals: old.globals)
    interpreter.takeOver(from: old)
  }

  /// What was set, as one would type it.
  private static func changes(_ old: SessionSettings, _ new: SessionSettings) -> String {
    let changed = SessionSetting.allCases.filter { $0.value(in: old) != $0.value(in: new) }
    return changed.isEmpty
      ? "a change of options"
      : changed.map { ":set \($0.rawValue) \($0.value(in: new))" }.joined(separator: ", ")
  }

  /// A redefinition says which values still hold what the name stood for: those made from it, and those
  /// made from these.
  private func tellOfOldValues(_ entry: SessionEntry) {
    let earlier = entries.flatMap(\.definitions)
    for name in entry.definedNames {
      guard let last = earlier.lastIndex(where: { $0.name == name }) else { continue }
      var holders: [String] = []
      for other in earlier[(last + 1)...] {
        let holdsOld = other.isValue && !other.mentions.isDisjoint(with: [name] + holders)
        holders.removeAll { $0 == other.name }
        if holdsOld { holders.append(other.name) }
      }
      holders.removeAll { entry.definedNames.contains($0) }
      guard !holders.isEmpty else { continue }
      environment.print(
        holders.map { "'\($0)'" }.joined(separator: ", ")
          + " still \(holders.count == 1 ? "holds" : "hold") the old '\(name)'")
    }
  }
}

/// How far the last call of `sample` of an entry has come, as several threads tell.
private final class LastProgress: Sendable {
  private let told = Mutex<SamplingProgress?>(nil)
  var last: SamplingProgress? { told.withLock { $0 } }
  func note(_ progress: SamplingProgress) { told.withLock { $0 = progress } }
  func forget() { told.withLock { $0 = nil } }
}
