import CompIR
import CompModel
import CompPlatform
import CompSource
import CompSyntax

/// How many statements, calls and elements of lists a check follows in full: some tenths of a second.
private let checkBudget = 200_000

/// Checks and runs programs: one abstract interpreter, in two modes.
///
/// In check mode everything that can be known before running is computed — shapes, spaces, grades,
/// closed forms — and what only running can tell is an unknown of a type. So every rule of the
/// language stands once, and what passes the check fails no rule when it runs.
package final class Interpreter {
  package enum Mode: Sendable { case check, run }

  package let mode: Mode
  package let effects: Effects
  /// Whether samplers evaluate products of factors in closed form as one, or each factor as written.
  package let foldsFactors: Bool
  /// The names of the program, over those of the standard library.
  package let globals: Scope
  /// What was reported so far.
  package private(set) var diagnostics: [Diagnostic] = []
  private var reportedPlaces: Set<ReportedPlace> = []
  /// Random variables: declared, or made by being placed on.
  package var variables: [String: Variable] = [:]
  /// The whole of each variable that was used, so that its elements are listed once.
  private var wholeVariables: [String: VariablePart] = [:]
  /// The components being instantiated, to find recursion.
  var instantiating: [(name: String, span: Span)] = []
  var callDepth = 0
  /// The results of calls that a check has followed, each with the closure that identifies it.
  var checkedCalls: [CheckedCall: (result: Value, closure: Scope)] = [:]
  private var formulaDepth = 0
  /// How many branches and loops are being checked that only running tells whether they are taken.
  private var uncertainDepth = 0
  /// How many bodies are being evaluated in which random numbers may be drawn: of components, of
  /// functions that are checked before they are called.
  private var drawingDepth = 0
  /// Overloads being tried, whose failures are not reported as they happen.
  package var trialDepth = 0
  /// The scopes of imported files, by their resolved paths.
  var modules: [String: Scope] = [:]
  /// Statements, calls and iterations so far, by which a run knows when to ask for its cancellation.
  private var executedStatements = 0
  /// What a check has done so far: statements and calls, and as much for each 128 numbers of a list's elements.
  private var checkedWork = 0
  /// The draws of each call of `sample`, counted, for seeds by the place of the call.
  package var sampleCalls: [String: Int] = [:]
  /// How many calls of `assert` held.
  package var assertionCount = 0
  /// When a run ends whose call of `sample` was cancelled: until then it processes the draws that
  /// were finished. nil where nothing was cancelled.
  package var endAfterInterruption: Date?
  /// The density of the sampler whose body is being evaluated.
  package var activeTarget: SamplerTarget?
  /// Whether a `for` over many whole numbers that changes symbols becomes a loop of the IR, as `repeat` does.
  package var rollsLoops = false
  /// What stands for the number of a pass in the body of such a loop: it serves as an Int.
  var passNumber: Expr?
  /// For each loop being built, innermost last, the random numbers that its body has drawn.
  var randomNodes: [[Expr]] = []
  /// How often the loops being built may run what is being evaluated, in all.
  var iterationsAround = 1
  /// The names of the inputs that were declared so far, in imported files too.
  package internal(set) var declaredInputs: Set<String> = []
  /// The quotients that were warned of, which may be no densities.
  var warnedQuotients: Set<String> = []
  /// Where random indices stand that are not rows of their tables for all values of their variables.
  var lookUpPlaces: [LookUpPlace] = []
  /// The factors of covariances that were checked.
  var factoredMatrices = FactoredMatrices()
  /// The sums over discrete variables, counted, for names of their own.
  var sumCount = 0
  /// How densities of plain component calls came to be, so that a placement can give them shapes.
  var calls: [ObjectIdentifier: (call: ComponentCall, density: Density)] = [:]
  /// The components whose compositions are being evaluated.
  var namesInDefinition: [(name: String, span: Span)] = []
  /// The branches not taken whose names were looked up.
  var checkedBranches: Set<Span> = []
  /// The components that were reported as defined by themselves.
  var recursiveComponents: Set<Span> = []
  /// What the rest of the program will define.
  var later = LaterDefinitions()
  /// The files being imported, from the program on; empty while none is.
  var importing: [String] = []
  /// Whether a name may be declared again, as in an interactive session.
  package var isRedefinitionAllowed = false
  /// Types of declarations and statements, for `--stage types`.
  package var typeNotes: [(span: Span, text: String)] {
    unwrittenNotes.map { ($0.span, $0.text(self)) }
  }
  /// Written where they are asked for: a density's takes its analysis.
  private var unwrittenNotes: [(span: Span, text: (Interpreter) -> String)] = []
  private let library: Library

  package init(
    mode: Mode, library: Library, foldsFactors: Bool = true, effects: Effects,
    globals: Scope = Scope(parent: nil)
  ) {
    self.mode = mode
    self.foldsFactors = foldsFactors
    self.effects = effects
    self.library = library
    self.globals = globals
  }

  /// One that checks what this one is about to run, knowing the values that this one knows. It defines
  /// names in the same global scope: take a snapshot of that first.
  package func checker(_ effects: Effects) -> Interpreter {
    let checker = Interpreter(
      mode: .check, library: library, foldsFactors: foldsFactors, effects: effects,
      globals: globals)
    checker.takeOver(from: self)
    return checker
  }

  /// Goes on where another one over the same global scope stands.
  package func takeOver(from other: Interpreter) {
    variables = other.variables
    modules = other.modules
    calls = other.calls
    isRedefinitionAllowed = other.isRedefinitionAllowed
  }

  /// What statements change beside what they print, to go back to.
  package struct Snapshot {
    fileprivate let globals: Scope.Snapshot
    fileprivate let variables: [String: Variable]
    fileprivate let modules: [String: Scope]
  }

  package var snapshot: Snapshot {
    Snapshot(globals: globals.snapshot, variables: variables, modules: modules)
  }

  package func restore(_ snapshot: Snapshot) {
    globals.restore(snapshot.globals)
    (variables, modules) = (snapshot.variables, snapshot.modules)
  }

  /// A statement's outcome.
  package enum Flow {
    case next(Value)
    case returned(Value, Span)
  }

  package func report(_ diagnostic: Diagnostic) {
    guard reportedPlaces.insert(ReportedPlace(diagnostic)).inserted else { return }
    diagnostics.append(diagnostic)
    effects.report(diagnostic)
  }

  /// Records diagnostics that were reported elsewhere, so that they are not reported again.
  package func know(_ reported: [Diagnostic]) {
    diagnostics += reported
    reportedPlaces.formUnion(reported.map(ReportedPlace.init))
  }

  /// The names among which a misspelt one is sought; none after many diagnostics, since each search
  /// visits every name.
  func candidates(_ names: @autoclosure () -> [String]) -> [String] {
    diagnostics.count < 100 ? names() : []
  }

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  func note(_ span: Span, _ text: @escaping (Interpreter) -> String) {
    if mode == .check { unwrittenNotes.append((span, text)) }
  }

  /// The whole of the variable of a name; nil where there is none.
  func wholeVariable(_ name: String) -> VariablePart? {
    guard let variable = variables[name] else { return nil }
    if let known = wholeVariables[name], known.variable == variable { return known }
    let whole = variable.whole
    wholeVariables[name] = whole
    return whole
  }

  /// Random numbers of a shape: new ones at each call, and in each pass of the loops around it.
  func random(_ operation: Operation, _ shape: Shape) -> Expr {
    let node = Expr(.operation(operation, []), type: .real(shape))
    for depth in randomNodes.indices { randomNodes[depth].append(node) }
    return node
  }

  /// The standard library's or a builtin's meaning of a name.
  package func standard(_ name: String) throws -> Value? {
    try library.value(name, for: self)
  }

  package var standardNames: [String] { library.names }
  /// The builtins, in alphabetical order.
  package var builtinRows: [Builtin] { library.builtinRows }
  /// The names that the library declares in Comp.
  package var libraryNames: [String] { library.declaredNames }

  func isStandard(_ source: SourceFile) -> Bool { library.isStandard(source) }

  /// Whether what is being evaluated is a formula, for all draws at once, so that nothing can happen
  /// beside its value.
  var isUndecided: Bool { formulaDepth > 0 || activeTarget != nil }

  /// Whether random numbers may be drawn here: in the body of a sampler or of a component, and in
  /// functions that they call.
  var admitsRandomness: Bool { drawingDepth > 0 || activeTarget != nil }

  /// Evaluates what may draw random numbers.
  package func whileDrawing<T>(_ body: () throws -> T) rethrows -> T {
    drawingDepth += 1
    defer { drawingDepth -= 1 }
    return try body()
  }

  /// Whether a check has done so much that it looks into each loop once more alone, and into calls no
  /// longer: what they would give is then unknown.
  var isCheckExhausted: Bool { mode == .check && checkedWork > checkBudget }

  /// Evaluates a part of a formula.
  func whileUndecided<T>(_ body: () throws -> T) rethrows -> T {
    formulaDepth += 1
    defer { formulaDepth -= 1 }
    return try body()
  }

  /// Evaluates what may not be evaluated when the program runs, such as a branch whose condition is not known yet.
  func whileUncertain<T>(_ body: () throws -> T) rethrows -> T {
    uncertainDepth += 1
    defer { uncertainDepth -= 1 }
    return try body()
  }

  /// Whether what is being evaluated may not be evaluated when the program runs.
  var isUncertain: Bool { uncertainDepth > 0 }

  /// Runs the statements of a file in the global scope.
  ///
  /// In check mode a statement that fails is reported and the next one is checked; in run mode the
  /// first failure ends the run and is thrown after being reported.
  /// - Returns: the value of the last statement.
  @discardableResult
  package func execute(_ tree: SyntaxTree) throws -> Value { try execute(tree, in: globals) }

  /// The same in a scope of its own, for imported files.
  @discardableResult
  func execute(_ tree: SyntaxTree, in scope: Scope) throws -> Value {
    try declare(tree.statements, in: scope)
    var last = Value.void
    let outer = later
    later = LaterDefinitions(of: tree)
    defer { later = outer }
    for statement in tree.statements {
      do { try checkInterruption() } catch let limit as ExceededLimit {
        let diagnostic = Diagnostic.exceeded(limit, at: statement.span)
        report(diagnostic)
        throw diagnostic
      }
      later.reach(statement)
      switch try executeReporting(statement, in: scope) {
      case .next(let value)?:
        last = value
        warnOfUnused(value, of: statement)
      case .returned?:
        let diagnostic = Diagnostic.misplacedReturn(at: statement.span)
        report(diagnostic)
        if mode == .run { throw diagnostic }
      case nil: break
      }
    }
    return last
  }

  /// Executes a statement; where it fails that is reported, and what it would have defined is known
  /// to be broken. In run mode the failure is then thrown.
  /// - Returns: nil where it failed.
  func executeReporting(_ statement: Statement, in scope: Scope) throws -> Flow? {
    // Only this thread asks.
    nonisolated(unsafe) let asked = self
    let probe = CancellationProbe { try asked.checkInterruption() }
    do {
      return try CancellationProbe.$current.withValue(probe) { try execute(statement, in: scope) }
    } catch {
      guard let diagnostic = try reportFailure(error, of: statement, in: scope) else { return nil }
      if mode == .run { throw diagnostic }
      return nil
    }
  }

  /// Reports what went wrong in a statement, and notes that what it would have defined is broken.
  /// - Returns: what was reported; nil where that had been done before.
  /// - Throws: the error, where it is no mistake in the program, or ends the check.
  func reportFailure(_ error: Error, of statement: Statement, in scope: Scope) throws
    -> Diagnostic?
  {
    let diagnostic: Diagnostic?
    switch error {
    case is Poisoned:
      checkNames(besidePoison: statement, in: scope)
      diagnostic = nil
    case let known as Diagnostic: diagnostic = known
    case let limit as ExceededLimit:
      let diagnostic = Diagnostic.exceeded(limit, at: statement.span)
      report(diagnostic)
      throw diagnostic
    case let known as Diagnostic where known.code == .timeLimit:
      report(known)
      throw known
    case let broken as ShapeError:
      diagnostic = .shapeMismatch("a value", at: statement.span, reason: broken.description)
    default: throw error
    }
    if let diagnostic { report(diagnostic) }
    poisonNames(of: statement, in: scope)
    return diagnostic
  }

  /// Names that a failed statement would have defined stand for poison, so that their uses are not
  /// reported again.
  func poisonNames(of statement: Statement, in scope: Scope) {
    switch statement.kind {
    case .let(let name, _, _):
      scope.define(name.name, .init(.poison, span: name.span))
    case .var(let name, _, _):
      scope.define(name.name, .init(.poison, isMutable: true, span: name.span))
    case .declaration(let declaration):
      scope.define(declaration.name.name, .init(.poison, span: declaration.name.span))
    case .assign(let target, _):
      if case .name(let name) = target.kind, !scope.assign(name, .poison) {
        scope.define(name, .init(.poison, isMutable: true, span: target.span))
      }
    case .expression, .return, .conditional, .for, .repeat, .missing: break
    }
  }

  /// A value that nothing takes is most often a 'print' that was forgotten.
  func warnOfUnused(_ value: Value, of statement: Statement) {
    guard mode == .check, !isRedefinitionAllowed, case .expression = statement.kind else { return }
    switch value {
    case .void, .poison, .unknown(.any), .unknown(.void): return
    default:
      report(
        .unusedValue(describeType(value), at: statement.span, isComparison: statement.isComparison))
    }
  }

  /// Counts work of a check, in statements.
  func spend(_ work: Int) { checkedWork &+= work }

  /// Counts a statement, a call, or an iteration of a loop. Every so often checks for cancellation.
  func countPass() throws {
    executedStatements += 1
    spend(1)
    if executedStatements % 256 == 0 {
      try checkInterruption()
    } else {
      try effects.allowance.checkNoted()
    }
  }

  /// Throws where the run is cancelled, unless draws that were finished before are still processed,
  /// or where it has reached one of its limits.
  package func checkInterruption() throws {
    try effects.allowance.check()
    if let end = endAfterInterruption, Date() < end { return }
    try effects.checkInterruption()
  }
}

/// What identifies a diagnostic: the same one is reported once.
private struct ReportedPlace: Hashable {
  let code: DiagnosticCode
  let span: Span?

  init(_ diagnostic: Diagnostic) {
    code = diagnostic.code
    span = diagnostic.labels.first?.span
  }
}

/// Thrown where a poisoned value is used: it was reported before.
package struct Poisoned: Error {}

/// What the interpreter asks of the world around it.
package struct Effects: Sendable {
  package var print: @Sendable (String) -> Void
  package var report: @Sendable (Diagnostic) -> Void
  /// Throws where the user has asked to stop.
  package var checkInterruption: @Sendable () throws -> Void
  /// The values of the program's inputs that were given from outside.
  package var inputs: [String: Value]
  /// The text of an imported file, and its resolved path.
  package var importSource: @Sendable (_ path: String, _ from: SourceFile) throws -> SourceFile
  /// The seed of the run, where a call gives none.
  package var seed: UInt64
  /// What the run may use of the machine.
  package var allowance: Allowance
  /// Carries out a function of the IR for some chains, on whichever evaluator there is.
  package var evaluate: @Sendable (IRFunction, [ReferenceProgram.Argument], Range<Int>) -> [Columns]

  package init(
    print: @escaping @Sendable (String) -> Void, report: @escaping @Sendable (Diagnostic) -> Void,
    checkInterruption: @escaping @Sendable () throws -> Void, inputs: [String: Value],
    importSource: @escaping @Sendable (String, SourceFile) throws -> SourceFile, seed: UInt64,
    allowance: Allowance,
    evaluate: @escaping @Sendable (IRFunction, [ReferenceProgram.Argument], Range<Int>) -> [Columns]
  ) {
    self.print = print
    self.report = report
    self.checkInterruption = checkInterruption
    self.inputs = inputs
    self.importSource = importSource
    self.seed = seed
    self.allowance = allowance
    self.evaluate = evaluate
  }
}
