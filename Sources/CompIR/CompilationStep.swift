/// The steps in which a density and a sampler are compiled, as a user reads them.
public enum CompilationStep: String, Sendable {
  /// Closed forms are sought.
  case analysing
  case differentiating
  case simplifying
  case machineCode = "machine code"

  /// Receives the steps of what this thread compiles; nil where they are not followed.
  @TaskLocal package static var follower: CompilationFollower?

  /// Reports that this step begins.
  package func begin() { Self.follower?.begin(self) }
}

/// Receives the steps of a compilation.
///
/// A class, since machine code of a task-local function crashes when it is optimised by Swift 6.3.
package final class CompilationFollower: Sendable {
  fileprivate let begin: @Sendable (CompilationStep) -> Void

  /// - Parameter begin: called where a step begins.
  package init(begin: @escaping @Sendable (CompilationStep) -> Void) { self.begin = begin }
}
