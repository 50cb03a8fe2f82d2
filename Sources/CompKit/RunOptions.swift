import CompIR
import CompPlatform

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
  /// Whether samplers evaluate the product of factors in closed form as one, as the plan has it;
  /// otherwise they evaluate each factor as it is written. The draws are of the same distribution. What
  /// is known of a density, and exact draws, do not depend on it.
  public var foldsFactors: Bool
  /// The text of files that the program imports, by their paths relative to the program's folder.
  /// What is not here is read from the disk.
  public var imports: [String: String]
  /// Paths of files that the options were read from: `save` and `plot` overwrite them no more than what
  /// the program reads.
  public var sources: [String] = []
  /// Functions of the embedding program that the program may call.
  public var functions: [HostFunction]
  public init(
    seed: UInt64 = 0, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    inputs: [String: InputValue] = [:], outputDirectory: String = ".",
    precision: Precision = .float, usesReference: Bool = false, foldsFactors: Bool = true,
    imports: [String: String] = [:], functions: [HostFunction] = []
  ) {
    self.seed = seed
    self.threads = threads
    self.inputs = inputs
    self.outputDirectory = outputDirectory
    self.precision = precision
    self.usesReference = usesReference
    self.foldsFactors = foldsFactors
    self.imports = imports
    self.functions = functions
  }
}

public typealias Precision = CompIR.Precision
