import CompIR
import CompSemantics

/// Candidates for the start of a chain.
private let attempts = 100

extension ChainDriver {
  /// Starts with a finite energy, tried up to 100 times for each chain. Where each chain gives a
  /// draw or a few, chains 2k and 2k + 1 start at one place: that tells whether they forget it.
  ///
  /// A chain that finds none where others have found theirs starts where one of them does.
  ///
  /// - Parameters:
  ///   - round: how often these chains have been started before.
  ///   - tuning: the scales in which they go on.
  func startBlocks(
    _ chain: SamplerProgram.Chain, _ request: ChainRequest, round: Int = 0,
    _ tuning: Tuning = Tuning(parameters: [])
  ) throws -> [ChainBlock] {
    let ranges = chainBlocks(request.chains)
    let sharesStarts = request.drawsPerChain < 4 && !chain.weighs
    let tried = forEachBlock(ranges.count, threads: request.threads) { index in
      isInterrupted()
        ? nil
        : startBlock(
          ranges[index], chain, seed: request.seed, round: round, sharesStarts: sharesStarts)
    }
    if tried.contains(where: { $0 == nil }) { throw ChainFailure.interrupted }
    let started = tried.compactMap { $0 }
    var blocks = started.map(\.block)
    if let scales = tuning.scales {
      for index in blocks.indices {
        blocks[index].position = blocks[index].position.multiplied(by: scales.map { 1 / $0 })
          .rounded(to: backend.precision)
      }
    }
    let missing = started.indices.flatMap { block in
      started[block].missing.sorted().map { (block: block, index: $0) }
    }
    guard !missing.isEmpty else { return blocks }
    let found = started.indices.flatMap { block in
      ranges[block].indices.map { $0 - ranges[block].lowerBound }
        .filter { !started[block].missing.contains($0) }.map { (block: block, index: $0) }
    }
    if found.isEmpty, let failure = started.lazy.compactMap(\.failure).first { throw failure }
    for (number, (block, index)) in missing.enumerated() {
      let source = found[(sharesStarts ? number / 2 : number) % found.count]
      blocks[block].position.copyChain(
        index, from: blocks[source.block].position, ofChain: source.index)
      blocks[block].discrete.copyChain(
        index, from: blocks[source.block].discrete, ofChain: source.index)
    }
    return blocks
  }

  /// Some chains at their starts; those that found none, counted within the block, and why.
  private func startBlock(
    _ range: Range<Int>, _ chain: SamplerProgram.Chain, seed: UInt64, round: Int,
    sharesStarts: Bool
  ) -> (block: ChainBlock, missing: Set<Int>, failure: ChainFailure?) {
    let (start, energy) = (ReferenceProgram(chain.start), ReferenceProgram(chain.energy))
    let count = range.count
    var block = ChainBlock(
      range: range, dimension: chain.dimension, discreteCount: chain.discreteCount,
      watched: chain.watched.count, carried: chain.carried)
    var waiting = Array(0..<count)
    var failure: ChainFailure?
    for attempt in 0..<attempts where !waiting.isEmpty {
      // Steps from the top, which no transition reaches.
      let key = RandomKey(seed: seed, step: UInt64(UInt32.max) - UInt64(attempts * round + attempt))
      let drawn =
        sharesStarts
        ? start.run([], chains: (range.lowerBound / 2)..<((range.upperBound + 1) / 2), key: key)
          .map { $0.repeatingChains(count) }
        : start.run([], chains: range, key: key)
      let candidate = drawn.map { $0.rounded(to: backend.precision) }
      let energies = energy.run([.varying(candidate[0]), .varying(candidate[1])], chains: range)
      waiting = waiting.filter { index in
        // A base's draws are all taken: what lies outside the support weighs nothing.
        guard energies[0].values[index].isFinite || chain.weighs else { return true }
        block.position.copyChain(index, from: candidate[0])
        block.discrete.copyChain(index, from: candidate[1])
        return false
      }
      if attempt == attempts - 1, let index = waiting.first {
        failure = noValidStart(chain, candidate, energies, index)
      }
    }
    return (block, Set(waiting), failure)
  }

  /// What stood in the way of a candidate for a start.
  private func noValidStart(
    _ chain: SamplerProgram.Chain, _ candidate: [Columns], _ energies: [Columns], _ index: Int
  ) -> ChainFailure {
    let unit = chain.watched.indices.first { !energies[$0 + 1].values[index].isFinite }
    return .noValidStart(
      component: unit.map { chain.watched[$0].component } ?? "the composition",
      place: unit.map { chain.watched[$0].place } ?? "",
      logDensity: unit.map { energies[$0 + 1].values[index] } ?? -energies[0].values[index],
      at: coordinates(chain, candidate[0].column(index), candidate[1].column(index)))
  }
}
