import CompIR
import CompPlot
import CompRuntime
import CompSemantics
import CompSource
import CompStdlib
import CompSyntax
import Foundation

/// How a program is run.
public struct RunOptions: Sendable {
  /// The seed of calls of `sample` that give none.
  public var seed: UInt64
  public var threads: Int
  /// Values of the program's inputs.
  public var inputs: [String: InputValue]
  /// Where saved files go.
  public var outputDirectory: String
  /// The arithmetic in which chains run.
  public var precision: Precision
  /// Whether chains run on the reference evaluator, which is slow and needs no compiler.
  public var usesReference: Bool
  /// The text of files that the program imports, by their paths relative to the program's folder.
  /// What is not here is read from the disk.
  public var imports: [String: String]
  public init(
    seed: UInt64 = 0, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    inputs: [String: InputValue] = [:], outputDirectory: String = ".",
    precision: Precision = .float, usesReference: Bool = false, imports: [String: String] = [:]
  ) {
    self.seed = seed
    self.threads = threads
    self.inputs = inputs
    self.outputDirectory = outputDirectory
    self.precision = precision
    self.usesReference = usesReference
    self.imports = imports
  }
}

public typealias Precision = CompIR.Precision

/// How far a call of `sample` has come.
public typealias SamplingProgress = CompRuntime.SamplingProgress

/// What running a program writes to and asks of its surroundings.
public struct Surroundings: Sendable {
  /// Receives each line that the program prints.
  public var print: @Sendable (String) -> Void
  /// Receives the values of each call of `print`, instead of their text, where it is given.
  public var printValues: (@Sendable ([OutputValue]) -> Void)?
  /// Makes a PNG file of a plot; without it plots are written as SVG alone.
  package var renderPNG: (@Sendable (DisplayList) throws -> [UInt8])?
  /// How wide a plot in the terminal may be, and whether it may be coloured.
  package var terminal: (columns: Int, usesColor: Bool) = (80, false)
  /// Receives each diagnostic, as it is found.
  public var report: @Sendable (Diagnostic) -> Void
  /// Asked between transitions; true ends the present call of `sample` with the draws that are
  /// finished. Where there are none the program ends with `Interruption`.
  public var isInterrupted: @Sendable () -> Bool
  /// Told how far the present call of `sample` has come; by several threads, often.
  public var progress: @Sendable (SamplingProgress) -> Void
  public init(
    print: @escaping @Sendable (String) -> Void = { Swift.print($0) },
    report: @escaping @Sendable (Diagnostic) -> Void = { _ in },
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (SamplingProgress) -> Void = { _ in }
  ) {
    self.print = print
    self.report = report
    self.isInterrupted = isInterrupted
    self.progress = progress
  }
}

/// A program that was read and checked.
public struct Program: Sendable {
  public let source: SourceFile
  /// What the parser and the checker had to say, in source order.
  public let diagnostics: [Diagnostic]
  package let tree: SyntaxTree
  package let typeNotes: [(span: Span, text: String)]

  /// Its inputs, in their order.
  public var inputs: [ProgramInput] { tree.inputs }

  /// Whether nothing stands against running it.
  public var isValid: Bool { !diagnostics.contains { $0.severity == .error } }
}

/// The whole pipeline, top to bottom: source → tree → checked program → draws.
public enum Comp {
  /// The version of the language and of this library.
  public static let version = "0.1.0"

  /// Parses and checks a program; nothing is sampled.
  public static func compile(
    _ text: String, name: String = "<string>", options: RunOptions = .init()
  )
    -> Program
  {
    let source = SourceFile(name: name, text: text)
    let tree = SyntaxTree.parse(source)
    let syntaxErrors = tree.diagnostics
    guard !syntaxErrors.contains(where: { $0.severity == .error }) else {
      return Program(source: source, diagnostics: syntaxErrors, tree: tree, typeNotes: [])
    }
    let interpreter = interpreter(
      .check, options, Surroundings(print: { _ in }), program: source)
    _ = try? interpreter.execute(tree)
    return Program(
      source: source, diagnostics: syntaxErrors + interpreter.diagnostics, tree: tree,
      typeNotes: interpreter.typeNotes)
  }

  /// The inputs that a program declares, read without checking it.
  public static func inputs(of text: String) -> [ProgramInput] {
    SyntaxTree.parse(SourceFile(name: "", text: text)).inputs
  }

  /// Runs a program.
  ///
  /// - Returns: its names and their values when it ended.
  /// - Throws: the diagnostic that ended it. Each was also reported to the surroundings.
  @discardableResult
  public static func run(
    _ program: Program, options: RunOptions = .init(), in surroundings: Surroundings = .init()
  ) throws -> RunResult {
    if let error = program.diagnostics.first(where: { $0.severity == .error }) { throw error }
    let interpreter = interpreter(.run, options, surroundings, program: program.source)
    try interpreter.execute(program.tree)
    return RunResult(interpreter: interpreter)
  }

  /// The interpreter of a mode, with the standard library and all builtins.
  ///
  /// - Parameter program: the main file, which saved draws are to tell; nil where statements are
  ///   given one by one.
  package static func interpreter(
    _ mode: Interpreter.Mode, _ options: RunOptions, _ surroundings: Surroundings,
    program: SourceFile? = nil,
    compiled: @escaping @Sendable (SamplerProgram) -> Void = { _ in }
  ) -> Interpreter {
    let backend = Backend(
      options.usesReference ? .reference : .native, precision: options.precision)
    let record = RunRecord(program: program)
    let running = Running(
      options: options, surroundings: surroundings, backend: backend, record: record,
      compiled: compiled)
    let imports = Imports(program: program, texts: options.imports, record: record)
    let library = Library(
      builtins: Builtin.math + Builtin.densities + Builtin.samplers + Builtin.evaluation
        + running.builtins, files: StandardLibrary.files)
    return Interpreter(
      mode: mode, library: library,
      effects: Effects(
        print: surroundings.print, report: surroundings.report,
        checkInterruption: {
          if surroundings.isInterrupted() { throw Interruption() }
        }, inputs: options.inputs.mapValues(\.value), importSource: imports.source,
        seed: options.seed,
        evaluate: { function, arguments, chains in
          backend.run(function, arguments, chains: chains, threads: options.threads)
        }))
  }
}

/// The user asked to stop.
public struct Interruption: Error {}

/// The names of a program that has run.
public struct RunResult: @unchecked Sendable {
  private let interpreter: Interpreter

  init(interpreter: Interpreter) { self.interpreter = interpreter }

  /// How many calls of `assert` held.
  public var assertionCount: Int { interpreter.assertionCount }

  /// A value as the language would print it; nil if there is no such name.
  public func description(of name: String) -> String? {
    interpreter.globals.own(name).map { interpreter.describe($0.value) }
  }

  /// A number or tensor, flattened row-major; nil if the name stands for none.
  public func numbers(_ name: String) -> [Double]? {
    switch interpreter.globals.own(name)?.value {
    case .integer(let value)?: [Double(value)]
    case .tensor(let tensor)?: tensor.values
    default: nil
    }
  }

  /// Draws by the name to which they are bound; nil if the name stands for none.
  public func draws(_ name: String) -> Draws? {
    guard case .samples(let samples)? = interpreter.globals.own(name)?.value else { return nil }
    return Draws(samples)
  }
}
