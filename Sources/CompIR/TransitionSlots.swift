/// Where the parameters and results of a transition stand.
///
/// Its first parameters are the chain's states: the position, the discrete variables, and what it carries beside them.
/// Its first results are the states after the transition, in the same places; then come its acceptance, whether it
/// diverged, and values that are watched for infinities and NaNs. Parameters that are tuned follow the states.
package struct TransitionSlots: Hashable, Sendable {
  package static let position = 0
  package static let discrete = 1
  private static let firstCarried = 2

  /// How many states there are.
  package let states: Int

  package init(states: Int) { self.states = states }

  /// The slots of a chain that carries so many values beside position and discrete variables.
  package init(carried: Int) { states = Self.firstCarried + carried }

  package var carried: Range<Int> { Self.firstCarried..<states }
  package var acceptance: Int { states }
  package var diverged: Int { states + 1 }

  /// The watched values among the results of a transition.
  package func watched(of results: Int) -> Range<Int> { (states + 2)..<results }
}

/// Where an advance of several transitions adds up what it reports: one real for each chain.
package enum AdvanceSums {
  package static let acceptance = 0
  package static let diverged = 1
  /// How often a watched value was infinite.
  package static func infinite(_ watched: Int) -> Int { 2 + 2 * watched }
  /// How often it was not a number.
  package static func notANumber(_ watched: Int) -> Int { 3 + 2 * watched }
  /// How many there are.
  package static func count(watched: Int) -> Int { 2 + 2 * watched }
}
