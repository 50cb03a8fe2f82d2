import CompIR
import CompPlatform

/// How a program is run.
public struct RunOptions: Sendable {
  /// The seed of calls of `sample` that give none.
  public var seed: UInt64
  public var threads: Int
  /// Values of the program's inputs.
  public var inputs: [String: InputValue]
  /// Whether values for inputs that the program does not declare are left aside, as where one file of
  /// data serves several programs. Otherwise they are an error: a misspelt one would have no effect.
  public var ignoresUnknownInputs: Bool
  /// Where saved files go.
  public var outputDirectory: String
  /// The arithmetic in which chains run.
  public var precision: Precision
  /// Whether chains run on the reference evaluator, which is slow and needs no compiler.
  public var usesReference: Bool
  /// Whether samplers evaluate the product of factors in closed form as one, as the plan has it;
  /// otherwise they evaluate each factor as it is written. The draws are of the same distribution. What
  /// is known of a density, and exact draws, do not depend on it.
  public var foldsFactors: Bool
  /// The text of files that the program imports, by their paths relative to the program's folder.
  /// What is not here is read from the disk, as far as `readAccess` allows.
  public var imports: [String: String]
  /// Paths of files that the options were read from: `save` and `plot` overwrite them no more than what
  /// the program reads.
  public var sources: [String] = []
  /// Functions of the embedding program that the program may call.
  public var functions: [HostFunction]
  /// The files that the program may read by `data`, `load` and `import`. By default none.
  public var readAccess: FileAccess
  /// The files that the program may write by `save` and `plot`. By default none.
  public var writeAccess: FileAccess
  /// How much of the machine a check or a run may use.
  public var limits: Limits
  public init(
    seed: UInt64 = 0, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    inputs: [String: InputValue] = [:], ignoresUnknownInputs: Bool = false,
    outputDirectory: String = ".",
    precision: Precision = .float, usesReference: Bool = false, foldsFactors: Bool = true,
    imports: [String: String] = [:], functions: [HostFunction] = [],
    readAccess: FileAccess = .none, writeAccess: FileAccess = .none, limits: Limits = .embedded
  ) {
    self.seed = seed
    self.threads = threads
    self.inputs = inputs
    self.ignoresUnknownInputs = ignoresUnknownInputs
    self.outputDirectory = outputDirectory
    self.precision = precision
    self.usesReference = usesReference
    self.foldsFactors = foldsFactors
    self.imports = imports
    self.functions = functions
    self.readAccess = readAccess
    self.writeAccess = writeAccess
    self.limits = limits
  }

  /// The folder for results, where the program may write into it.
  var writableOutputDirectory: String? {
    writeAccess.admitted(outputDirectory) == nil ? nil : outputDirectory
  }

  /// The same options for a program that is trusted: it reads and writes whatever the process may,
  /// and has no limits but the machine's memory.
  public var unconfined: RunOptions {
    var options = self
    options.readAccess = .everything
    options.writeAccess = .everything
    options.limits = .unlimited(memory: Int(clamping: ProcessInfo.processInfo.physicalMemory))
    return options
  }
}

public typealias Precision = CompIR.Precision
public typealias Limits = CompIR.Limits
