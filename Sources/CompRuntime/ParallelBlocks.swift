import CompPlatform

extension Backend {
  /// Chains in blocks, in order.
  func blocks(of chains: Range<Int>) -> [Range<Int>] {
    stride(from: chains.lowerBound, to: chains.upperBound, by: blockSize).map {
      $0..<min($0 + blockSize, chains.upperBound)
    }
  }

  /// Those that a warmup learns from, and then the others.
  func blocks(of request: ChainRequest) -> [Range<Int>] {
    blocks(of: 0..<request.learners) + blocks(of: request.learners..<request.chains)
  }
}

/// Runs a task for each index on some threads; the results in the order of the indices.
func forEachBlock<T: Sendable>(
  _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> T
) -> [T] {
  let results = BlockResults<T>(count: count)
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
    while let index = results.take() { results.set(index, body(index)) }
  }
  return results.values
}

/// Blocks of chains that tasks of several threads take out, advance and put back.
final class ChainBlockStore: @unchecked Sendable {
  private let lock = Mutex<Void>()
  private var blocks: [ChainBlock?]

  let count: Int

  init(_ blocks: [ChainBlock]) {
    self.blocks = blocks
    count = blocks.count
  }

  /// A block that no one else holds; the store keeps nothing of it.
  func take(_ index: Int) -> ChainBlock? {
    lock.withLock {
      var taken: ChainBlock?
      swap(&taken, &blocks[index])
      return taken
    }
  }

  func put(_ block: ChainBlock, at index: Int) { lock.withLock { blocks[index] = block } }

  /// Looks at all blocks, or changes them, in their order.
  func change(_ body: (inout ChainBlock) -> Void) {
    for index in 0..<count {
      guard var block = take(index) else { continue }
      body(&block)
      put(block, at: index)
    }
  }
}

/// Hands out indices, each once, and takes their results.
private final class BlockResults<T>: @unchecked Sendable {
  private let lock = Mutex<Void>()
  private var next = 0
  private var results: [T?]
  init(count: Int) { results = Array(repeating: nil, count: count) }

  func take() -> Int? {
    lock.withLock {
      guard next < results.count else { return nil }
      next += 1
      return next - 1
    }
  }
  func set(_ index: Int, _ value: T) { lock.withLock { results[index] = value } }
  var values: [T] { results.compactMap { $0 } }
}

/// Counts transitions over all threads and tells how far they have come.
final class ProgressTally: Sendable {
  private let state: Mutex<SamplingProgress>
  private let tell: @Sendable (SamplingProgress) -> Void

  init(tell: @escaping @Sendable (SamplingProgress) -> Void) {
    self.tell = tell
    state = Mutex(SamplingProgress(phase: .sampling))
  }

  func begin(_ phase: SamplingProgress.Phase, totalTransitions: Int) {
    state.withLock { state in
      state.phase = phase
      state.transitions = 0
      state.totalTransitions = totalTransitions
    }
  }

  func add(transitions: Int, divergences: Int) {
    let now = state.withLock { state in
      state.transitions += transitions
      state.divergences += divergences
      return state
    }
    tell(now)
  }
}
