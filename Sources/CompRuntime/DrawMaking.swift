import CompIR
import CompProgram

/// How blocks of chains make their draws after the warmup, each for itself.
struct DrawMaking: Sendable {
  let table: DrawTable
  let counts: RunCounts
  private let driver: ChainDriver
  private let chain: SamplerProgram.Chain
  private let transition: ChainTransition
  private let course: WarmupCourse
  private let request: ChainRequest
  private let tally: ProgressTally
  /// The number of the first transition after the warmup.
  private let firstStep: Int
  private let plan: EvidencePlan
  private let (constrain, energy): (ReferenceProgram, ReferenceProgram)
  private let gradient: ReferenceProgram?
  private let measure: EnergyMeasure

  init(
    _ driver: ChainDriver, _ chain: SamplerProgram.Chain, _ transition: ChainTransition,
    _ course: WarmupCourse, _ request: ChainRequest, _ tally: ProgressTally, firstStep: Int
  ) {
    self.firstStep = firstStep
    plan = EvidencePlan(chain, request)
    (self.driver, self.chain, self.transition) = (driver, chain, transition)
    (self.course, self.request, self.tally) = (course, request, tally)
    (constrain, energy) = (ReferenceProgram(chain.constrain), ReferenceProgram(chain.energy))
    measure = EnergyMeasure(chain.energy, driver.backend.precision)
    gradient = chain.gradient.map { ReferenceProgram($0) }
    // The log weights, if there are any, are a coordinate more.
    table = DrawTable(
      coordinates: request.program.space.coordinates.count + (chain.weighs ? 1 : 0),
      chains: request.chains, drawsPerChain: request.drawsPerChain)
    counts = RunCounts(
      blocks: driver.backend.blocks(of: request).count, watched: chain.watched.count,
      blockSize: driver.backend.blockSize)
  }

  /// All draws of a block of chains, or as many as are finished when the run is stopped; of a block that
  /// is not there none.
  func make(_ started: ChainBlock?, _ index: Int) {
    guard var block = started else { return }
    var evidence = ChainEvidence(block, plan)
    let draws = makeDraws(&block, &evidence)
    evidence.finish(block)
    counts.add(block.counts, draws: draws, evidence, ofBlock: index)
  }

  /// A warmup that others have made, and then all draws of a block of chains.
  private func makeAfterWarmup(_ started: ChainBlock, _ index: Int) {
    var block = started
    for transition in 0..<course.count {
      if driver.isInterrupted() { return }
      course.make(transition, &block)
      tally.add(transitions: block.range.count, divergences: block.counts.divergences)
    }
    course.finish(&block)
    make(block, index)
  }

  /// - Returns: how many draws each chain has made.
  private func makeDraws(_ block: inout ChainBlock, _ evidence: inout ChainEvidence) -> Int {
    var step = firstStep
    var interval = PollingInterval()
    for draw in 0..<request.drawsPerChain {
      var left = chain.transitionsPerDraw
      while left > 0 {
        if driver.isInterrupted() { return draw }
        // At the glance and at the draw a step ends.
        let ahead = chain.transitionsPerDraw - left
        if plan.glance == ahead { glance(block, &evidence) }
        let stop = plan.glance.map { ahead < $0 ? $0 - ahead : left } ?? left
        let count = min(stop, interval.steps)
        let divergences = block.counts.divergences
        interval.measure {
          transition.advance(&block, step: step, count: count, tuning: course.tuned)
        }
        step += count
        left -= count
        tally.add(
          transitions: block.range.count * count,
          divergences: block.counts.divergences - divergences)
      }
      keep(draw, &block, &evidence)
      // What has gone this far wrong is not worth the wait for the others.
      if block.counts.isHopeless(rejects: chain.rejects) { return draw + 1 }
    }
    return request.drawsPerChain
  }

  private func glance(_ block: ChainBlock, _ evidence: inout ChainEvidence) {
    evidence.glance(course.tuned.unscaled(block.position), block, energy: measure.energies)
  }

  /// Writes the coordinates that users see into the table.
  private func keep(_ draw: Int, _ block: inout ChainBlock, _ evidence: inout ChainEvidence) {
    let position = course.tuned.unscaled(block.position)
    if !chain.rejects {
      // The energy comes first, then the log density of each watched factor.
      block.counts.count(
        Array(
          energy.run([.varying(position), .varying(block.discrete)], chains: block.range)
            .dropFirst()), from: (block.position, block.discrete))
    }
    evidence.observe(draw, position, block, energy: measure)
    if let gradient {
      evidence.observeSlopes(draw, position, block) { position, discrete, chains in
        gradient.run([.varying(position), .varying(discrete)], chains: chains).last?.values ?? []
      }
    }
    let seen = constrain.run([.varying(position), .varying(block.discrete)], chains: block.range)
    table.write(seen[0].values, of: block.range, draw: draw)
    if chain.weighs {
      table.write(
        block.logWeights(base: chain.baseLogNormalizer), of: block.range, draw: draw,
        first: request.program.space.coordinates.count)
    }
  }

  /// The draws of chains that begin where they are started, of a few blocks at a time. Chains that find no
  /// start of their own wait until it is known which others have found one.
  ///
  /// - Parameter known: for each of the first blocks, which are left out, the chains that found no start.
  /// - Throws: `ChainFailure` where no chain finds a start.
  func make(from starts: ChainStarts, after known: [[Int]]) throws {
    let left = starts.ranges.count - known.count
    let missing = forEachBlock(left, threads: request.threads) { place -> [Int] in
      if driver.isInterrupted() { return [] }
      let found = starts.find(known.count + place)
      if found.missing.isEmpty { makeAfterWarmup(found.block, known.count + place) }
      return found.missing
    }
    if driver.isInterrupted() { return }
    let shared = try ChainStarts.SharedStarts(starts, missing: known + missing)
    let waiting = shared.blocks.filter { $0 >= known.count }
    _ = forEachBlock(waiting.count, threads: request.threads) { place in
      if driver.isInterrupted() { return }
      var block = starts.find(waiting[place]).block
      shared.settle(&block, waiting[place])
      makeAfterWarmup(block, waiting[place])
    }
  }
}
