import CompIR
import CompModel
import CompPlatform
import CompProgram

/// Draws of a density with what happened while they were made.
package struct Samples: Sendable {
  package let space: Space
  package let chains: Int
  package let drawsPerChain: Int
  /// Column-major: coordinate after coordinate of the space, each with `chains × drawsPerChain`
  /// values, chain after chain.
  package let columns: [[Double]]
  /// As the user would write it: `mala(step_size: 0.1, steps: 500)`.
  package var sampler: String
  package var isExact: Bool
  /// The mean acceptance over all chains and transitions after the warmup; nil for exact draws.
  package var acceptance: Double?
  package var divergences: Int
  package var rejections: [FactorRejection]
  /// The values to which the warmup tuned parameters.
  package var tuned: [(name: String, value: Double)]
  /// The scales of the unconstrained coordinates in which the chains moved, where the warmup
  /// learned any.
  package var scales: [Double]?
  /// The effective sample size of weighted draws, where these were resampled by their weights.
  package var weightedSize: Double?
  package var seed: UInt64
  package var plan: String
  /// Whether the run was stopped by the user before all draws were made.
  package var isPartial: Bool = false
  /// The transitions of each chain that were thrown away.
  package var warmup = 0
  /// The transitions that each chain made for its draws; nil where that is not known, as of draws read from a
  /// file.
  package var transitions: Int?
  /// Whether each chain made more transitions for its draws than were thrown away.
  package var hasLongChains: Bool { transitions.map { $0 > warmup } ?? true }
  /// What the run saw of its chains beside their draws.
  package var health = ChainHealth(precision: .double)
  /// `file:line:column` of the call that made them.
  package var place = ""
  /// Counts the draws as memory of the run that made them.
  private let charge: MemoryCharge?
  private let arranged = ArrangedDraws()

  package init(
    space: Space, chains: Int, drawsPerChain: Int, columns: [[Double]], sampler: String,
    isExact: Bool, acceptance: Double?, divergences: Int, rejections: [FactorRejection],
    tuned: [(name: String, value: Double)], seed: UInt64, plan: String
  ) {
    self.space = space
    self.chains = chains
    self.drawsPerChain = drawsPerChain
    self.columns = columns
    self.sampler = sampler
    self.isExact = isExact
    self.acceptance = acceptance
    self.divergences = divergences
    self.rejections = rejections
    self.tuned = tuned
    self.seed = seed
    self.plan = plan
    charge = MemoryCharge(columns.reduce(0) { $0 + 8 * $1.count })
  }

  package var count: Int { chains * drawsPerChain }

  /// The draws of one variable as the program sees them.
  package func member(_ name: String) -> Value? {
    guard let tensor = values(of: name) else { return nil }
    guard case .labels(let names)? = space.member(name)?.variable.domain else {
      return .tensor(tensor)
    }
    return .labels(tensor, names: names)
  }

  /// The draws of one variable as a tensor `[count, shape…]`. The tensor of a scalar shares the storage
  /// of its column; others are arranged once, while they are not too large to be kept.
  package func values(of name: String) -> Tensor? {
    var offset = 0
    for member in space.members {
      let width = member.elements.count
      if member.variable.name == name {
        let shape = Shape([count] + member.shape.dimensions)
        if width == 1 { return Tensor(shape: shape, values: columns[offset]) }
        return arranged.tensor(name) { Tensor(shape: shape, values: rows(offset, width)) }
      }
      offset += width
    }
    return nil
  }

  /// Some neighbouring columns, row-major.
  private func rows(_ offset: Int, _ width: Int) -> [Double] {
    var values = [Double](repeating: 0, count: count * width)
    for column in 0..<width {
      let source = columns[offset + column]
      for row in 0..<count { values[row * width + column] = source[row] }
    }
    return values
  }
}

/// The draws of variables as tensors, once they were asked for.
private final class ArrangedDraws: Sendable {
  private let tensors = Mutex<[String: Tensor]>([:])

  /// Larger tensors are not kept beside the columns: a program uses such draws as a whole, a few times.
  private static let largest = 8_000_000

  func tensor(_ name: String, _ make: () -> Tensor) -> Tensor {
    if let known = tensors.withLock({ $0[name] }) { return known }
    let made = make()
    if made.values.count <= Self.largest { tensors.withLock { $0[name] = made } }
    return made
  }
}
