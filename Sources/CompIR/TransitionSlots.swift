/// The indices of a transition's parameters and results.
///
/// The first parameters are the states of the chain: the position, the discrete variables, and the values that the
/// sampler carries from step to step. Tuned parameters follow them. The first results are the next states, at the
/// same indices. They are followed by the acceptance, by 1 or 0 for a divergence, and by the values that are watched
/// for infinities and NaNs.
package struct TransitionSlots: Hashable, Sendable {
  package static let position = 0
  package static let discrete = 1
  private static let firstCarried = 2

  /// The number of states.
  package let states: Int

  package init(states: Int) { self.states = states }

  /// Creates the slots of a sampler.
  ///
  /// - Parameter carried: the number of states besides the position and the discrete variables.
  package init(carried: Int) { states = Self.firstCarried + carried }

  package var carried: Range<Int> { Self.firstCarried..<states }
  package var acceptance: Int { states }
  package var diverged: Int { states + 1 }

  /// Returns the indices of the watched values among a transition's results.
  ///
  /// - Parameter results: the number of results.
  package func watched(of results: Int) -> Range<Int> { (states + 2)..<results }
}

/// The indices of the sums that a kernel returns for several transitions, each with one real for each chain.
package enum AdvanceSums {
  package static let acceptance = 0
  package static let diverged = 1
  /// The number of transitions in which a watched value was infinite.
  package static func infinite(_ watched: Int) -> Int { 2 + 2 * watched }
  /// The number of transitions in which a watched value was NaN.
  package static func notANumber(_ watched: Int) -> Int { 3 + 2 * watched }
  /// The number of sums.
  package static func count(watched: Int) -> Int { 2 + 2 * watched }
}
