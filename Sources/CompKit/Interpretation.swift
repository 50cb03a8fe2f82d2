import CompIR
import CompLanguage
import CompPlatform
import CompProgram
import CompRuntime
import CompSource
import CompStdlib
import CompSyntax

/// The whole pipeline, top to bottom: source → tree → checked program → draws.
public enum Comp {
  /// The version of the language and of this library.
  public static let version = "0.1.0"

  /// Parses and checks a program; nothing is sampled.
  ///
  /// - Parameters:
  ///   - name: of the program's file. Imports and files of data are looked for beside it; diagnostics
  ///     tell it.
  ///   - options: with which the program is to be run: shapes may depend on its inputs.
  public static func compile(
    _ text: String, name: String = "<string>", options: RunOptions = .init()
  )
    -> Program
  {
    let allowance = Allowance(options.limits)
    let program = checkedWork(
      allowance, isInterrupted: { false },
      { check(SourceFile(name: name, text: text), options, allowance) })
    return program ?? unchecked(SourceFile(name: name, text: text), options, allowance)
  }

  /// Parses and checks a program, which can be cancelled; nothing is sampled.
  ///
  /// - Parameters:
  ///   - name: of the program's file. Imports and files of data are looked for beside it; diagnostics
  ///     name it.
  ///   - options: those with which the program is to be run: shapes may depend on its inputs.
  ///   - isInterrupted: is asked a hundred times a second; true cancels the check.
  /// - Throws: `Interruption` where the check was cancelled, within 50 milliseconds.
  public static func compile(
    _ text: String, name: String = "<string>", options: RunOptions = .init(),
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> Program {
    let allowance = Allowance(options.limits)
    let interruption = Mutex(false)
    let program = checkedWork(
      allowance,
      isInterrupted: {
        let isNow = isInterrupted()
        if isNow { interruption.withLock { $0 = true } }
        return isNow
      }, { check(SourceFile(name: name, text: text), options, allowance) })
    if interruption.withLock({ $0 }) { throw Interruption() }
    return program ?? unchecked(SourceFile(name: name, text: text), options, allowance)
  }

  private static func unchecked(
    _ source: SourceFile, _ options: RunOptions, _ allowance: Allowance
  ) -> Program {
    let limit = allowance.takeExceeded() ?? ExceededLimit(.time, options.limits)
    return Program(unchecked: source, options, limit)
  }

  private static func check(_ source: SourceFile, _ options: RunOptions, _ allowance: Allowance)
    -> Program
  {
    guard
      allowance.admits(source.bytes.count.multipliedReportingOverflow(by: treeSize).partialValue)
    else {
      let limit = ExceededLimit(.memory, options.limits)
      return Program(
        source: source, diagnostics: [.exceeded(limit, at: Span(source, 0..<0))], options: options,
        tree: SyntaxTree.parse(SourceFile(name: source.name, text: "")),
        data: ReadData(), inputNames: [])
    }
    let tree = SyntaxTree.parse(source)
    let data = ReadData()
    let interpreter = interpreter(
      .check, options, RunEnvironment(print: { _ in }), program: source, data: data,
      allowance: allowance)
    // What stands in a statement with a mistake is unknown; the others are checked.
    _ = try? interpreter.execute(tree)
    let inputNames = interpreter.declaredInputs.union(tree.inputs.map(\.name))
    return Program(
      source: source,
      diagnostics: options.unknownInputs(in: source, among: inputNames)
        + inSourceOrder(
          tree.diagnostics, inSourceOrder(tree.divisionComments, interpreter.diagnostics)),
      options: options, tree: tree, data: data, inputNames: inputNames)
  }

  /// About how many bytes the tree takes for each byte of the source.
  private static let treeSize = 200

  /// The parser's diagnostics, which are in source order, among the checker's.
  private static func inSourceOrder(_ syntax: [Diagnostic], _ checks: [Diagnostic])
    -> [Diagnostic]
  {
    func offset(_ diagnostic: Diagnostic) -> Int {
      diagnostic.labels.first?.span.range.lowerBound ?? 0
    }
    var rest = syntax[...]
    var merged: [Diagnostic] = []
    for check in checks {
      let before = rest.prefix { offset($0) <= offset(check) }
      merged += before
      rest = rest.dropFirst(before.count)
      merged.append(check)
    }
    return merged + rest
  }

  /// The names of the standard library that programs may use.
  package static var standardNames: [String] {
    interpreter(.check, RunOptions(), RunEnvironment(print: { _ in })).standardNames
  }

  /// The inputs that a program declares, read without checking it.
  public static func inputs(of text: String) -> [ProgramInput] {
    SyntaxTree.parse(SourceFile(name: "", text: text)).inputs
  }

  /// Runs a program; what its check had to say is not said again. It works on a thread of its own, for which this one waits, and on
  /// `options.threads` others, and shares nothing with other runs.
  ///
  /// - Parameter options: those that it was checked with, where none are given.
  /// - Returns: its names and their values when it ended.
  /// - Throws: the `Diagnostic` that ended it, which was also reported to the host;
  ///   `Interruption` where it was stopped before a draw was finished; what a host function throws.
  @discardableResult
  public static func run(
    _ program: Program, options: RunOptions? = nil, in environment: RunEnvironment = .init()
  ) throws -> RunResult {
    if let error = program.errors.first { throw error }
    let options = options ?? program.options
    let unknown = options.unknownInputs(in: program.source, among: program.inputNames)
    if let error = unknown.first {
      unknown.forEach(environment.report)
      throw error
    }
    let allowance = Allowance(options.limits)
    let gate = EffectGate()
    let interpreter = Allowance.$current.withValue(allowance) {
      Self.interpreter(
        .run, options, gate.guarding(environment), program: program.source, data: program.data,
        allowance: allowance)
    }
    interpreter.know(program.diagnostics)
    // A run that is left to itself is the only one that goes on using its interpreter.
    nonisolated(unsafe) let apart = interpreter
    let outcome = watchedRun(allowance, environment) {
      Result { try apart.execute(program.tree) }
    }
    guard let outcome else {
      gate.close()
      let limit = allowance.lateness ?? allowance.takeExceeded()
      allowance.cancel()
      guard let limit else { throw Interruption() }
      let diagnostic = Diagnostic.exceeded(limit, at: Span(program.source, 0..<0))
      environment.report(diagnostic)
      throw diagnostic
    }
    _ = try outcome.get()
    return RunResult(interpreter)
  }

  /// The interpreter of a mode, with the standard library and all builtins.
  ///
  /// - Parameter program: the main file, which saved draws are to tell; nil where statements are
  ///   given one by one.
  package static func interpreter(
    _ mode: Interpreter.Mode, _ options: RunOptions, _ environment: RunEnvironment,
    program: SourceFile? = nil, data: ReadData = ReadData(), globals: Scope = Scope(parent: nil),
    allowance: Allowance? = nil, list: (@Sendable (SamplerProgram) -> Void)? = nil
  ) -> Interpreter {
    let allowance = allowance ?? Allowance(options.limits)
    let backend = Backend(
      options.usesReference ? .reference : .native, precision: options.precision,
      isInterrupted: { environment.isInterrupted() || allowance.isExceeded })
    let record = RunRecord(program: program, files: options.sources)
    let running = Running(
      options: options, environment: environment, backend: backend, record: record,
      readData: data, allowance: allowance, list: list)
    let imports = Imports(
      program: program, texts: options.imports, access: options.readAccess, record: record,
      allowance: allowance)
    let library = Library(
      builtins: Builtin.math + Builtin.densities + Builtin.plans + Builtin.samplers
        + Builtin.evaluation
        + running.builtins + options.functions.map(\.builtin), files: StandardLibrary.files)
    return Interpreter(
      mode: mode, library: library, foldsFactors: options.foldsFactors,
      effects: Effects(
        print: environment.print, report: environment.report,
        checkInterruption: {
          if environment.isInterrupted() { throw Interruption() }
        }, inputs: options.inputs.mapValues(\.value), importSource: imports.source,
        seed: options.seed, allowance: allowance,
        evaluate: { function, arguments, chains in
          backend.run(function, arguments, chains: chains, threads: options.threads)
        }), globals: globals)
  }
}

/// The user asked to stop.
public typealias Interruption = CompIR.Interruption
