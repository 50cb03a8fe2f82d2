import CompIR
import CompProgram

/// Candidates for the start of a chain.
private let attempts = 100

/// Candidates of which a chain takes none that it could not leave.
private let choosyAttempts = 20

/// The share of an untuned step that leaves a start, unless the score there is beyond all use.
private let probingShare = 1e-6

/// Starts with a finite energy, tried up to 100 times for each chain, and with a finite score where there
/// is one among the first 20. Where each chain gives a draw
/// or a few, chains 2k and 2k + 1 start at one place: that tells whether they forget it.
///
/// A block's starts are made whenever they are asked for, and are the same each time, so that they need
/// not be kept.
struct ChainStarts: Sendable {
  /// A block of chains, and those of them, counted within it, that found no start, with the reason.
  struct Found: Sendable {
    var block: ChainBlock
    var missing: [Int]
    var failure: ChainFailure?
  }

  let ranges: [Range<Int>]
  private let driver: ChainDriver
  private let chain: SamplerProgram.Chain
  private let seed: UInt64
  private let round: Int
  private let tuning: Tuning
  private let sharesStarts: Bool
  private let transition: ChainTransition
  private let (start, energy): (ReferenceProgram, ReferenceProgram)
  private let gradient: ReferenceProgram?
  /// Chains with a fixed step whose scores are looked at.
  private static let probed = 1 << 14

  /// - Parameters:
  ///   - round: how often these chains have been started before.
  ///   - tuning: the scales in which they go on.
  init(
    _ driver: ChainDriver, _ chain: SamplerProgram.Chain, _ request: ChainRequest,
    _ transition: ChainTransition, round: Int = 0, _ tuning: Tuning = Tuning(parameters: [])
  ) {
    ranges = driver.backend.blocks(of: request)
    self.driver = driver
    self.chain = chain
    self.transition = transition
    seed = request.seed
    self.round = round
    self.tuning = tuning
    sharesStarts = request.drawsPerChain < 4 && !chain.weighs
    gradient = chain.gradient.map { ReferenceProgram($0) }
    (start, energy) = (ReferenceProgram(chain.start), ReferenceProgram(chain.energy))
  }

  /// One block of chains at their starts.
  func find(_ index: Int) -> Found {
    let range = ranges[index]
    let precision = driver.backend.precision
    var block = ChainBlock(
      range: range, dimension: chain.dimension, discreteCount: chain.discreteCount,
      watched: chain.watched.count, carried: chain.carried)
    var waiting = Array(0..<range.count)
    var failure: ChainFailure?
    for attempt in 0..<attempts where !waiting.isEmpty {
      // Steps from the top, which no transition reaches.
      let key = RandomKey(seed: seed, step: UInt64(UInt32.max) - UInt64(attempts * round + attempt))
      let drawn =
        sharesStarts
        ? start.run([], chains: (range.lowerBound / 2)..<((range.upperBound + 1) / 2), key: key)
          .map { $0.repeatingChains(range.count) }
        : start.run([], chains: range, key: key)
      let candidate = drawn.map { $0.rounded(to: precision) }
      let energies = energy.run([.varying(candidate[0]), .varying(candidate[1])], chains: range)
      let canLeave =
        attempt < choosyAttempts ? probe(candidate, range, step: Int(key.step)) : nil
      waiting = waiting.filter { index in
        // A base's draws are all taken: what lies outside the support weighs nothing.
        guard energies[0].values[index].isFinite || chain.weighs else { return true }
        if let canLeave, !canLeave[index] { return true }
        block.position.copyChain(index, from: candidate[0])
        block.discrete.copyChain(index, from: candidate[1])
        return false
      }
      if attempt == attempts - 1, let index = waiting.first {
        failure = noValidStart(candidate, energies, index)
      }
    }
    if sharesStarts, range.lowerBound < EvidencePlan.reference { block.memories = [block.position] }
    if let scales = tuning.scales {
      block.position = block.position.multiplied(by: scales.map { 1 / $0 }).rounded(to: precision)
    }
    return Found(block: block, missing: waiting, failure: failure)
  }

  /// Returns for each chain whether a tiny step from a candidate has any acceptance: where the score is
  /// not finite in the precision of the chains it has none, and a chain would stay there for good. Where
  /// the length of steps is given, it is whether the score is finite there, of as many chains as take no time.
  private func probe(_ candidate: [Columns], _ range: Range<Int>, step: Int) -> [Bool]? {
    guard !chain.weighs else { return nil }
    if chain.adapted.isEmpty { return haveScore(candidate, range) }
    var block = ChainBlock(
      range: range, dimension: chain.dimension, discreteCount: chain.discreteCount,
      watched: chain.watched.count, carried: chain.carried)
    (block.position, block.discrete) = (candidate[0], candidate[1])
    let tiny = Tuning(
      parameters: chain.adapted.map { $0.adaptation.initial * probingShare },
      scales: chain.isScaled ? Array(repeating: 1, count: chain.dimension) : nil)
    return transition.advance(&block, step: step, tuning: tiny).map { $0 > 0 }
  }

  private func haveScore(_ candidate: [Columns], _ range: Range<Int>) -> [Bool]? {
    guard let gradient, range.lowerBound < ChainStarts.probed else { return nil }
    let slopes = gradient.run([.varying(candidate[0]), .varying(candidate[1])], chains: range).last
    let largest = driver.backend.precision.greatestFinite
    return slopes.map { slopes in
      (0..<range.count).map { slopes.column($0).allSatisfy { abs($0) <= largest } }
    }
  }

  /// What stood in the way of a candidate for a start.
  private func noValidStart(
    _ candidate: [Columns], _ energies: [Columns], _ index: Int
  ) -> ChainFailure {
    let unit = chain.watched.indices.first { !energies[$0 + 1].values[index].isFinite }
    return .noValidStart(
      component: unit.map { chain.watched[$0].component } ?? "the composition",
      place: unit.map { chain.watched[$0].place } ?? "",
      logDensity: unit.map { energies[$0 + 1].values[index] } ?? -energies[0].values[index],
      at: driver.coordinates(chain, candidate[0].column(index), candidate[1].column(index)))
  }

  /// Chains that found no start where others have found theirs, each of which starts where one of those
  /// does, in turn.
  struct SharedStarts {
    private let starts: ChainStarts
    /// For each block the chains that found no start.
    private let missing: [[Int]]
    /// How many found none, and how many found one, in the blocks before each, and in all.
    private var (missingBefore, foundBefore): ([Int], [Int]) = ([0], [0])

    /// - Throws: `ChainFailure.noValidStart` where no chain has found a start.
    init(_ starts: ChainStarts, missing: [[Int]]) throws {
      self.starts = starts
      self.missing = missing
      for (range, absent) in zip(starts.ranges, missing) {
        missingBefore.append((missingBefore.last ?? 0) + absent.count)
        foundBefore.append((foundBefore.last ?? 0) + range.count - absent.count)
      }
      if foundBefore.last == 0, !missing.isEmpty, let failure = starts.find(0).failure {
        throw failure
      }
    }

    /// The blocks in which chains found no start.
    var blocks: [Int] { missing.indices.filter { !missing[$0].isEmpty } }

    /// Gives each chain of a block that has found none a start.
    func settle(_ block: inout ChainBlock, _ index: Int) {
      guard let total = foundBefore.last, total > 0 else { return }
      var lender: (index: Int, block: ChainBlock)?
      for (offset, chain) in missing[index].enumerated() {
        let number = missingBefore[index] + offset
        let wanted = (starts.sharesStarts ? number / 2 : number) % total
        let source = blockHolding(wanted)
        if lender?.index != source { lender = (source, starts.find(source).block) }
        let own = chainHolding(wanted - foundBefore[source], in: source)
        guard let lender else { continue }
        block.position.copyChain(chain, from: lender.block.position, ofChain: own)
        block.discrete.copyChain(chain, from: lender.block.discrete, ofChain: own)
      }
    }

    /// The last block before which there are so few chains that found a start.
    private func blockHolding(_ wanted: Int) -> Int {
      var (low, high) = (0, missing.count - 1)
      while low < high {
        let middle = (low + high + 1) / 2
        if foundBefore[middle] <= wanted { low = middle } else { high = middle - 1 }
      }
      return low
    }

    /// The chain of a block, counted within it, that found a start after so many others.
    private func chainHolding(_ wanted: Int, in block: Int) -> Int {
      missing[block].reduce(wanted) { $1 <= $0 ? $0 + 1 : $0 }
    }
  }
}

extension ChainDriver {
  /// The first blocks of chains at their starts, and for each the chains that found none of their own.
  ///
  /// - Throws: `ChainFailure` where no chain finds a start.
  func startBlocks(_ count: Int, _ starts: ChainStarts, threads: Int) throws
    -> (blocks: ChainBlockStore, missing: [[Int]])
  {
    let tried = forEachBlock(count, threads: threads) { index in
      isInterrupted() ? nil : starts.find(index)
    }
    if tried.contains(where: { $0 == nil }) { throw ChainFailure.interrupted }
    var found = tried.compactMap { $0 }
    let missing = found.map(\.missing)
    let shared = try ChainStarts.SharedStarts(starts, missing: missing)
    for index in shared.blocks { shared.settle(&found[index].block, index) }
    return (ChainBlockStore(found.map(\.block)), missing)
  }
}
