import CompIR
import CompSemantics
import Foundation

/// What is asked of a run of chains.
package struct ChainRequest: Sendable {
  package var program: SamplerProgram
  package var chains: Int
  package var drawsPerChain: Int
  package var warmup: Int
  package var seed: UInt64
  package var threads: Int
  /// Where chains start: for each coordinate a column of constrained values; nil for the default.
  package init(
    program: SamplerProgram, chains: Int, drawsPerChain: Int, warmup: Int, seed: UInt64,
    threads: Int
  ) {
    self.program = program
    self.chains = chains
    self.drawsPerChain = drawsPerChain
    self.warmup = warmup
    self.seed = seed
    self.threads = threads
  }
}

/// What chains made.
package struct ChainOutcome: Sendable {
  /// Column-major: for each coordinate `chains × drawsPerChain` values, chain after chain.
  package var columns: [[Double]]
  package var acceptance: Double?
  package var divergences: Int
  package var rejections: [Samples.Rejection]
  package var tuned: [(name: String, value: Double)]
}

/// Why chains stopped.
package enum ChainFailure: Error {
  /// No start with a finite energy; the component in whose log density it was lacking.
  case noValidStart(component: String, place: String, value: Double)
  /// More than one proposal in a hundred was not a number, or a value that cannot be rejected was.
  case mostlyNaN(component: String, place: String, share: Double)
  case interrupted
}

/// Runs many chains of a compiled sampler.
///
/// Chains meet only between transitions: in the warmup their acceptances are pooled, in the order
/// of the chains, to tune the step size. So the bits depend on the seed alone.
package struct ChainDriver: Sendable {
  let backend: Backend
  /// Asked between blocks; true stops the run.
  let isInterrupted: @Sendable () -> Bool
  /// Told the share of the run that is done.
  let progress: @Sendable (Double) -> Void

  package init(
    backend: Backend, isInterrupted: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (Double) -> Void
  ) {
    self.backend = backend
    self.isInterrupted = isInterrupted
    self.progress = progress
  }

  package func run(_ request: ChainRequest) throws -> ChainOutcome {
    switch request.program.method {
    case .exact(let function): return try drawExactly(function, request)
    case .chain(let chain): return try runChains(chain, request)
    }
  }

  // MARK: Blocks

  /// The chains of each block, in order.
  private func blocks(of chains: Int) -> [Range<Int>] {
    stride(from: 0, to: chains, by: Backend.blockSize).map {
      $0..<min($0 + Backend.blockSize, chains)
    }
  }

  /// Runs a task for each block on some threads; the results in the order of the blocks.
  private func forEach<T: Sendable>(
    _ blocks: [Range<Int>], threads: Int, _ body: @escaping @Sendable (Int, Range<Int>) -> T?
  ) -> [T?] {
    let results = BlockResults<T>(count: blocks.count)
    let next = BlockCounter()
    let workers = max(1, min(threads, blocks.count))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let index = next.take(below: blocks.count) {
        results.set(index, body(index, blocks[index]))
      }
    }
    return results.values
  }

  private func drawExactly(_ function: IRFunction, _ request: ChainRequest) throws -> ChainOutcome {
    let total = request.chains * request.drawsPerChain
    let blocks = blocks(of: total)
    let done = BlockCounter()
    let results = forEach(blocks, threads: request.threads) { _, range -> [Double]? in
      if isInterrupted() { return nil }
      let values = backend.run(
        function, [], chains: range, key: RandomKey(seed: request.seed, step: 0))[0].values
      progress(Double(done.next()) / Double(blocks.count))
      return values
    }
    let width = request.program.space.coordinates.count
    var columns = Array(repeating: [Double](), count: width)
    for (range, values) in zip(blocks, results) {
      guard let values else { throw ChainFailure.interrupted }
      for coordinate in 0..<width {
        columns[coordinate] += values[(coordinate * range.count)..<((coordinate + 1) * range.count)]
      }
    }
    return ChainOutcome(
      columns: columns, acceptance: nil, divergences: 0, rejections: [], tuned: [])
  }

  // MARK: Markov chains

  /// The state of one block of chains.
  private struct Block: Sendable {
    var range: Range<Int>
    var position: Columns
    var discrete: Columns
    var acceptance = 0.0
    var transitions = 0
    var divergences = 0
    var infinite: [Int]
    var notANumber: [Int]
  }

  private func runChains(_ chain: SamplerProgram.Chain, _ request: ChainRequest) throws
    -> ChainOutcome
  {
    var blocks = try startBlocks(chain, request)
    var tuned = chain.adapted.map { $0.adaptation.initial }
    if request.warmup > 0, !chain.adapted.isEmpty {
      try warmUp(chain, request, &blocks, &tuned)
    } else if request.warmup > 0 {
      blocks = try advance(
        chain, request, blocks, tuned, transitions: request.warmup, firstStep: 1)
    }
    for index in blocks.indices {
      blocks[index].acceptance = 0
      blocks[index].transitions = 0
      blocks[index].divergences = 0
    }
    let width = request.program.space.coordinates.count
    var columns = Array(
      repeating: [Double](repeating: 0, count: request.chains * request.drawsPerChain),
      count: width)
    var step = request.warmup + 1
    for draw in 0..<request.drawsPerChain {
      blocks = try advance(
        chain, request, blocks, tuned, transitions: chain.transitionsPerDraw, firstStep: step)
      step += chain.transitionsPerDraw
      try checkNaN(chain, blocks)
      for block in blocks {
        let values = backend.run(
          chain.constrain, [.varying(block.position), .varying(block.discrete)],
          chains: block.range)[0].values
        for coordinate in 0..<width {
          for (offset, number) in block.range.enumerated() {
            columns[coordinate][number * request.drawsPerChain + draw] =
              values[coordinate * block.range.count + offset]
          }
        }
      }
      progress(Double(draw + 1) / Double(request.drawsPerChain))
    }
    let transitions = blocks.reduce(0) { $0 + $1.transitions }
    let rejections = chain.watched.indices.map { index in
      Samples.Rejection(
        component: chain.watched[index].component, place: chain.watched[index].place,
        infinite: blocks.reduce(0) { $0 + $1.infinite[index] },
        notANumber: blocks.reduce(0) { $0 + $1.notANumber[index] })
    }.filter { $0.infinite + $0.notANumber > 0 }
    return ChainOutcome(
      columns: columns,
      acceptance: chain.rejects && transitions > 0
        ? blocks.reduce(0) { $0 + $1.acceptance } / Double(transitions) : nil,
      divergences: blocks.reduce(0) { $0 + $1.divergences }, rejections: rejections,
      tuned: zip(chain.adapted, tuned).map { ($0.name, $1) })
  }

  /// Some transitions of all blocks.
  private func advance(
    _ chain: SamplerProgram.Chain, _ request: ChainRequest, _ blocks: [Block], _ tuned: [Double],
    transitions: Int, firstStep: Int
  ) throws -> [Block] {
    let program = ReferenceProgram(chain.transition)
    let parameters = tuned.map { ReferenceProgram.Argument.uniform(Tensor($0)) }
    let results = forEach(blocks.map(\.range), threads: request.threads) { index, range -> Block? in
      var block = blocks[index]
      for offset in 0..<transitions {
        if isInterrupted() { return nil }
        let output = program.run(
          [.varying(block.position), .varying(block.discrete)] + parameters, chains: range,
          key: RandomKey(seed: request.seed, step: UInt64(firstStep + offset)))
        block.position = output[0]
        block.discrete = output[1]
        for value in output[2].values { block.acceptance += value }
        block.transitions += range.count
        for value in output[3].values where value != 0 { block.divergences += 1 }
        for unit in chain.watched.indices {
          for value in output[4 + unit].values where !value.isFinite {
            if value.isNaN {
              block.notANumber[unit] += 1
            } else {
              block.infinite[unit] += 1
            }
          }
        }
      }
      return block
    }
    guard results.allSatisfy({ $0 != nil }) else { throw ChainFailure.interrupted }
    return results.compactMap { $0 }
  }

  private func checkNaN(_ chain: SamplerProgram.Chain, _ blocks: [Block]) throws {
    let transitions = blocks.reduce(0) { $0 + $1.transitions }
    for (index, watched) in chain.watched.enumerated() {
      let count = blocks.reduce(0) { $0 + $1.notANumber[index] }
      let infinite = blocks.reduce(0) { $0 + $1.infinite[index] }
      let share = Double(count) / Double(max(transitions, 1))
      if share > 0.01 || (!chain.rejects && count + infinite > 0) {
        throw ChainFailure.mostlyNaN(
          component: watched.component, place: watched.place, share: share)
      }
    }
  }

  /// Starts with a finite energy, tried up to 100 times for each chain.
  private func startBlocks(_ chain: SamplerProgram.Chain, _ request: ChainRequest) throws -> [Block]
  {
    let units = chain.watched.count
    var blocks: [Block] = []
    for range in blocks_(request.chains) {
      if isInterrupted() { throw ChainFailure.interrupted }
      let count = range.count
      var position = [Double](repeating: 0, count: chain.dimension * count)
      var discrete = [Double](repeating: 0, count: chain.discreteCount * count)
      var waiting = Set(0..<count)
      var culprit: (component: String, place: String, value: Double)?
      for attempt in 0..<100 where !waiting.isEmpty {
        // Steps from the top, which no transition reaches.
        let key = RandomKey(seed: request.seed, step: UInt64(UInt32.max) - UInt64(attempt))
        let candidate = backend.run(chain.start, [], chains: range, key: key)
        let energies = backend.run(
          chain.energy, [.varying(candidate[0]), .varying(candidate[1])], chains: range)
        for index in waiting.sorted() {
          guard energies[0].values[index].isFinite else {
            for unit in 0..<units where !energies[unit + 1].values[index].isFinite {
              culprit = (
                chain.watched[unit].component, chain.watched[unit].place,
                energies[unit + 1].values[index]
              )
              break
            }
            continue
          }
          for element in 0..<chain.dimension {
            position[element * count + index] = candidate[0].values[element * count + index]
          }
          for element in 0..<chain.discreteCount {
            discrete[element * count + index] = candidate[1].values[element * count + index]
          }
          waiting.remove(index)
        }
      }
      if !waiting.isEmpty {
        let known = culprit ?? ("the composition", "", .nan)
        throw ChainFailure.noValidStart(
          component: known.0, place: known.1, value: known.2)
      }
      blocks.append(
        Block(
          range: range,
          position: Columns(shape: [chain.dimension], chains: count, values: position),
          discrete: Columns(shape: [chain.discreteCount], chains: count, values: discrete),
          infinite: Array(repeating: 0, count: units),
          notANumber: Array(repeating: 0, count: units)))
    }
    return blocks
  }

  private func blocks_(_ chains: Int) -> [Range<Int>] { blocks(of: chains) }

  /// Tunes the first adapted parameter by dual averaging of the acceptance pooled over chains
  /// (Hoffman and Gelman 2014, section 3.2.1; their constants γ = 0.05, t₀ = 10, κ = 0.75).
  private func warmUp(
    _ chain: SamplerProgram.Chain, _ request: ChainRequest, _ blocks: inout [Block],
    _ tuned: inout [Double]
  ) throws {
    let target = chain.adapted[0].adaptation
    let mu = log(10 * target.initial)
    var logStep = log(target.initial)
    var averaged = 0.0
    var error = 0.0
    for iteration in 1...request.warmup {
      tuned[0] = exp(logStep)
      for index in blocks.indices {
        blocks[index].acceptance = 0
        blocks[index].transitions = 0
      }
      blocks = try advance(
        chain, request, blocks, tuned, transitions: 1, firstStep: iteration)
      let acceptance =
        blocks.reduce(0) { $0 + $1.acceptance }
        / Double(max(blocks.reduce(0) { $0 + $1.transitions }, 1))
      let m = Double(iteration)
      error += (target.accept - acceptance - error) / (m + 10)
      logStep = mu - m.squareRoot() / 0.05 * error
      let weight = pow(m, -0.75)
      averaged = weight * logStep + (1 - weight) * averaged
    }
    tuned[0] = exp(averaged)
  }
}

/// Hands out numbers, each once.
private final class BlockCounter: @unchecked Sendable {
  private let lock = NSLock()
  private var value = 0
  func take(below limit: Int) -> Int? {
    lock.lock()
    defer { lock.unlock() }
    guard value < limit else { return nil }
    value += 1
    return value - 1
  }
  func next() -> Int {
    lock.lock()
    defer { lock.unlock() }
    value += 1
    return value
  }
}

/// Results by block.
private final class BlockResults<T: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var values: [T?]
  init(count: Int) { values = Array(repeating: nil, count: count) }
  func set(_ index: Int, _ value: T?) {
    lock.lock()
    values[index] = value
    lock.unlock()
  }
}
