import CompIR

/// How far a sampler's compilation has come, before its chains run. How much is left of a step is not known.
public struct CompilationProgress: Sendable {
  public typealias Step = CompIR.CompilationStep

  /// The name of the density, as plans and diagnostics give it.
  public var density: String
  public var sampler: String
  public var step: Step
  /// Since the call began.
  public var seconds: Double

  package init(density: String, sampler: String, step: Step, seconds: Double) {
    self.density = density
    self.sampler = sampler
    self.step = step
    self.seconds = seconds
  }
}
