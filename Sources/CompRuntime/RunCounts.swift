import CompPlatform
import CompProgram

/// What has happened in all blocks of a run, each told when its draws are in the table and its states are
/// gone.
final class RunCounts: @unchecked Sendable {
  private let lock = Mutex<Void>()
  /// For each block how many draws its chains have made.
  private(set) var draws: [Int]
  /// For each group of chains the sum of its acceptances.
  private var acceptances: [Double]
  private let groupsPerBlock: Int
  private(set) var transitions = 0
  private(set) var divergences = 0
  /// Of each watched factor.
  private(set) var infinite: [Int]
  private(set) var notANumber: [Int]
  /// For each block what its chains showed while draws were kept.
  private var evidence: [ChainEvidence.Record?]
  private var firstBadState: [(block: Int, state: (position: [Double], discrete: [Double]))?]

  init(blocks: Int, watched: Int, blockSize: Int) {
    draws = Array(repeating: 0, count: blocks)
    evidence = Array(repeating: nil, count: blocks)
    groupsPerBlock = (blockSize + chainsPerGroup - 1) / chainsPerGroup
    acceptances = Array(repeating: 0, count: blocks * groupsPerBlock)
    (infinite, notANumber) = (
      Array(repeating: 0, count: watched), Array(repeating: 0, count: watched)
    )
    firstBadState = Array(repeating: nil, count: watched)
  }

  func add(
    _ counts: ChainCounts, draws count: Int, _ shown: ChainEvidence, ofBlock block: Int
  ) {
    lock.withLock {
      draws[block] = count
      evidence[block] = shown.record
      for (group, sum) in counts.acceptances.enumerated() {
        acceptances[block * groupsPerBlock + group] = sum
      }
      transitions += counts.transitions
      divergences += counts.divergences
      for unit in infinite.indices {
        infinite[unit] += counts.infinite[unit]
        notANumber[unit] += counts.notANumber[unit]
        guard let state = counts.firstBadState[unit] else { continue }
        if let known = firstBadState[unit], known.block < block { continue }
        firstBadState[unit] = (block, state)
      }
    }
  }

  /// The mean over all transitions; nil where there was none.
  var acceptance: Double? {
    transitions > 0 ? acceptances.reduce(0, +) / Double(transitions) : nil
  }

  /// Draws conclusions from what chains showed while draws were kept.
  func judge(_ health: inout ChainHealth, _ chain: SamplerProgram.Chain, _ request: ChainRequest) {
    ChainEvidence.judge(
      &health, evidence.compactMap { $0 }, acceptance: acceptance ?? 1, chain, request)
  }

  /// A state from which a proposal was made where a watched factor was not finite: the first block's.
  func badState(_ unit: Int) -> (position: [Double], discrete: [Double])? {
    firstBadState[unit]?.state
  }
}
