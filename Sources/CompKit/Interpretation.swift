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
  public init(
    seed: UInt64 = 0, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    inputs: [String: InputValue] = [:], outputDirectory: String = ".",
    precision: Precision = .float, usesReference: Bool = false
  ) {
    self.seed = seed
    self.threads = threads
    self.inputs = inputs
    self.outputDirectory = outputDirectory
    self.precision = precision
    self.usesReference = usesReference
  }
}

/// The value of an input, given from outside.
public enum InputValue: Sendable {
  case integer(Int)
  case real(Double)
  case boolean(Bool)
  case string(String)
  case list([InputValue])

  var value: Value {
    switch self {
    case .integer(let number): return .integer(number)
    case .real(let number): return .real(number)
    case .boolean(let flag): return .boolean(flag)
    case .string(let text): return .string(text)
    case .list(let elements):
      // Numbers of one shape are a tensor, as in the language.
      let values = elements.map(\.value)
      let tensors = values.compactMap { value -> Tensor? in
        switch value {
        case .integer(let number): Tensor(Double(number))
        case .tensor(let tensor): tensor
        default: nil
        }
      }
      if let first = tensors.first, tensors.count == values.count,
        tensors.allSatisfy({ $0.shape == first.shape })
      {
        return .tensor(
          Tensor(
            shape: Shape([tensors.count] + first.shape.dimensions),
            values: tensors.flatMap(\.values)))
      }
      return .list(values)
    }
  }

  /// Reads what stands behind `--set name=`: JSON, or else a plain string.
  public init(parsing text: String) {
    if let data = text.data(using: .utf8),
      let json = try? JSONSerialization.jsonObject(with: data, options: [.fragmentsAllowed]),
      let value = InputValue(json: json)
    {
      self = value
    } else {
      self = .string(text)
    }
  }

  /// - Parameter json: what `JSONSerialization` gives.
  public init?(json: Any) {
    switch json {
    case let list as [Any]:
      let elements = list.compactMap { InputValue(json: $0) }
      guard elements.count == list.count else { return nil }
      self = .list(elements)
    case let text as String: self = .string(text)
    case let number as NSNumber:
      if String(describing: type(of: json)).contains("Bool")
        || CFBooleanLike.isBoolean(number)
      {
        self = .boolean(number.boolValue)
      } else if let exact = Int(exactly: number.doubleValue), abs(exact) < 1 << 53 {
        self = .integer(exact)
      } else {
        self = .real(number.doubleValue)
      }
    default: return nil
    }
  }
}

/// Tells JSON's `true` from its `1`.
private enum CFBooleanLike {
  static func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B"
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

  /// The names of its inputs, in their order.
  public var inputNames: [String] {
    tree.statements.compactMap { statement in
      guard case .declaration(let declaration) = statement.kind,
        case .input = declaration.kind
      else { return nil }
      return declaration.name.name
    }
  }

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
    let interpreter = interpreter(.check, options, Surroundings(print: { _ in }))
    _ = try? interpreter.execute(tree)
    return Program(
      source: source, diagnostics: syntaxErrors + interpreter.diagnostics, tree: tree,
      typeNotes: interpreter.typeNotes)
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
    let interpreter = interpreter(.run, options, surroundings)
    try interpreter.execute(program.tree)
    return RunResult(interpreter: interpreter)
  }

  /// The interpreter of a mode, with the standard library and all builtins.
  package static func interpreter(
    _ mode: Interpreter.Mode, _ options: RunOptions, _ surroundings: Surroundings,
    compiled: @escaping @Sendable (SamplerProgram) -> Void = { _ in }
  ) -> Interpreter {
    let backend = Backend(
      options.usesReference ? .reference : .native, precision: options.precision)
    let running = Running(
      options: options, surroundings: surroundings, backend: backend, compiled: compiled)
    let library = Library(
      builtins: Builtin.math + Builtin.densities + Builtin.samplers + Builtin.evaluation
        + running.builtins, files: StandardLibrary.files)
    return Interpreter(
      mode: mode, library: library,
      effects: Effects(
        print: surroundings.print, report: surroundings.report,
        checkInterruption: {
          if surroundings.isInterrupted() { throw Interruption() }
        }, inputs: options.inputs.mapValues(\.value), importSource: importSource,
        seed: options.seed,
        evaluate: { function, arguments, chains in
          backend.run(function, arguments, chains: chains)
        }))
  }

  /// The file that an import names, relative to the importing one.
  @Sendable private static func importSource(_ path: String, from source: SourceFile) throws
    -> SourceFile
  {
    let folder = URL(fileURLWithPath: source.name).deletingLastPathComponent()
    let file =
      path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path)
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw ShapeError("there is no readable file at \(file.path)")
    }
    return SourceFile(name: file.path, text: String(decoding: data, as: UTF8.self))
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

/// Draws as a caller sees them.
public struct Draws: Sendable {
  let samples: Samples
  init(_ samples: Samples) { self.samples = samples }

  /// The number of draws over all chains.
  public var count: Int { samples.count }
  public var chains: Int { samples.chains }
  /// `x[0]`, `x[1]`, `y`: a name for each free coordinate.
  public var coordinateNames: [String] { samples.space.members.flatMap(\.columnNames) }
  /// All values of one coordinate, chain after chain; nil if there is none of that name.
  public func values(of coordinate: String) -> [Double]? {
    coordinateNames.firstIndex(of: coordinate).map { samples.columns[$0] }
  }
  /// The mean acceptance after the warmup; nil for exact draws.
  public var acceptance: Double? { samples.acceptance }
}
