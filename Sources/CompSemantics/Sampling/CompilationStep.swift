/// The steps in which a density and a sampler are compiled, as a user reads them.
public enum CompilationStep: String, Sendable {
  /// Closed forms are sought.
  case analysing
  case differentiating
  case simplifying
  case machineCode = "machine code"

  /// Called where a step begins, by whatever compiles on this thread; nil where nobody follows.
  @TaskLocal package static var follower: (@Sendable (CompilationStep) -> Void)?

  /// Reports that this step begins.
  package func begin() { Self.follower?(self) }
}
