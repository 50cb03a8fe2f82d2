import CompIR

/// Numbers are added up over the chains of a group, and then over groups, so that the order of a sum does
/// not depend on the size of blocks, which is a multiple of this.
let chainsPerGroup = 64

/// A chain without acceptance for more transitions than this is no guide for the step size. By then one
/// that only needs shorter steps has had steps a thousand times shorter.
private let longStill = 25

/// What has happened to some chains.
struct ChainCounts: Sendable {
  /// For each group of chains the sum of the acceptances of all transitions.
  private(set) var acceptances: [Double]
  /// For each group the sum over all transitions of 1 / max(acceptance, a tenth), for a harmonic mean;
  /// without those that ended beyond a support, which say nothing of the error of the steps.
  private(set) var inverseAcceptances: [Double]
  var beyondSupport = 0
  /// For each chain how many times in a row an observation held no acceptance at all.
  var still: [Int]
  /// Chains left out of `inverseAcceptances` and `beyondSupport`, since they have long been still.
  private(set) var leftOut = 0
  var transitions = 0
  var divergences = 0
  /// How often a watched factor's log density was infinite, or not a number, at a proposal.
  var infinite: [Int]
  var notANumber: [Int]
  /// For each watched factor a state from which a proposal was made where it was not finite.
  var firstBadState: [(position: [Double], discrete: [Double])?]

  init(chains: Int, watched: Int) {
    let groups = (chains + chainsPerGroup - 1) / chainsPerGroup
    acceptances = Array(repeating: 0, count: groups)
    inverseAcceptances = acceptances
    still = Array(repeating: 0, count: chains)
    infinite = Array(repeating: 0, count: watched)
    notANumber = Array(repeating: 0, count: watched)
    firstBadState = Array(repeating: nil, count: watched)
  }

  /// Counts what is not finite among the log densities of each watched factor, at proposals made from
  /// these states.
  mutating func count(
    _ logDensities: [Columns], from states: (position: Columns, discrete: Columns)
  ) {
    for (unit, columns) in logDensities.enumerated() {
      for (chain, value) in columns.values.enumerated() where !value.isFinite {
        if firstBadState[unit] == nil {
          firstBadState[unit] = (states.position.column(chain), states.discrete.column(chain))
        }
        if value.isNaN {
          notANumber[unit] += 1
        } else {
          infinite[unit] += 1
        }
      }
    }
  }

  mutating func observe(acceptances: [Double], divergences: [Double]) {
    for (chain, (acceptance, divergence)) in zip(acceptances, divergences).enumerated() {
      let group = chain / chainsPerGroup
      // Of what has run off the acceptance may be no number.
      if acceptance.isFinite { self.acceptances[group] += acceptance }
      still[chain] = acceptance > 0 ? 0 : still[chain] + 1
      if still[chain] > longStill {
        leftOut += 1
        continue
      }
      if acceptance == 0, divergence == 0 {
        beyondSupport += 1
      } else {
        inverseAcceptances[group] += 1 / max(acceptance, 0.1)
      }
    }
  }

  /// Sets everything to zero but how long chains have been still.
  mutating func forget() {
    let still = still
    self = ChainCounts(chains: still.count, watched: infinite.count)
    self.still = still
  }

  /// Whether the run will be refused whatever the other blocks do: a value that cannot be rejected,
  /// or, after a thousand transitions, more NaN than the limit of one in a hundred many times over.
  func isHopeless(rejects: Bool) -> Bool {
    let bad = notANumber.max() ?? 0
    if !rejects { return bad + (infinite.max() ?? 0) > 0 }
    return transitions >= 1_000 && bad * 2 > transitions
  }
}
