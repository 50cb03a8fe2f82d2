import CompIR
import CompPlatform
import CompProgram

/// At which kept draws chains are looked at, and which chains.
struct EvidencePlan: Sendable {
  /// The first chains, whose positions are looked at, and whose energies at more draws than two.
  let watched: Int
  /// The chains whose energies are looked at at their first and last draws.
  let measured: Int
  let hasEnergy: Bool
  /// After how many transitions chains that give one draw are looked at once more; nil of others.
  let glance: Int?
  /// The chains that are looked at then.
  let glanced: Int
  /// The chains, and the draws of each, at which slopes are evaluated.
  let scored: ScoredDraws
  private let draws: Int
  private let stride: Int

  /// Chains whose energies tell where the bulk is.
  static let reference = 4_096
  /// Numbers that may be held of one look.
  private static let room = 1 << 20
  /// Transitions beside which the evaluation of an energy costs little.
  private static let longChain = 400

  init(_ chain: SamplerProgram.Chain, _ request: ChainRequest) {
    watched = WatchedChains(chain, learners: request.chains, .double).count
    draws = request.drawsPerChain
    stride = max(1, draws / 16)
    let isLong = draws * chain.transitionsPerDraw >= EvidencePlan.longChain
    measured = isLong ? request.chains : min(request.chains, EvidencePlan.reference)
    hasEnergy = chain.hasEnergy
    scored = ScoredDraws(chain, request)
    glance = draws == 1 && !chain.weighs ? chain.transitionsPerDraw / 2 : nil
    glanced = min(
      request.chains,
      max(watched, min(EvidencePlan.reference, EvidencePlan.room / max(chain.dimension, 1))))
  }

  func isSampled(_ draw: Int) -> Bool { draw % stride == 0 || isAtAnEnd(draw) }
  func isAtAnEnd(_ draw: Int) -> Bool { draw == 0 || draw == draws - 1 }
  func isLate(_ draw: Int) -> Bool { draw >= draws / 2 }
}

/// What a block of chains shows while its draws are kept.
struct ChainEvidence: Sendable {
  /// What is left of it when the block has made its draws.
  struct Record: Sendable {
    var neverMoved = 0
    /// The smallest and the largest energy.
    var energies: ClosedRange<Double>?
    /// Energies in the later half of the draws, of the first chains.
    var lateEnergies: [Double] = []
    /// By how much energies of watched chains were off then, in the arithmetic of the chains.
    var energyErrors: [Resolution.MeasuredError] = []
    /// Unconstrained coordinates of watched chains, each at some draws.
    var coordinates: [[Double]] = []
    /// Energies, and each coordinate, after half of the transitions of chains that give one draw, and at the
    /// draw.
    var (earlier, later): ([[Double]], [[Double]]) = ([], [])
    /// The same where these chains have been long before.
    var memories: [[[Double]]] = []
    /// The largest size of a discrete variable's value.
    var largestCount = 0.0
    var slopes = Slopes()
  }

  private(set) var record = Record()
  private let plan: EvidencePlan
  private let start: Columns

  init(_ block: ChainBlock, _ plan: EvidencePlan) {
    self.plan = plan
    start = block.position
    record.coordinates = Array(repeating: [], count: block.position.shape.count)
  }

  /// Looks at chains on their way to their only draw.
  ///
  /// - Parameters:
  ///   - position: unconstrained coordinates of all chains of the block.
  ///   - energy: the energies of some chains, by their coordinates and discrete variables.
  mutating func glance(
    _ position: Columns, _ block: ChainBlock, energy: (Columns, Columns, Range<Int>) -> [Double]
  ) {
    record.earlier = look(position, block, energy: energy)
    record.memories = block.memories.map { look($0, block, energy: energy) }
  }

  private func look(
    _ position: Columns, _ block: ChainBlock, energy: (Columns, Columns, Range<Int>) -> [Double]
  ) -> [[Double]] {
    let first = block.range.lowerBound
    let count = max(0, min(plan.glanced - first, block.range.count))
    guard count > 0 else { return [] }
    let place = position.chains(0..<count)
    let energies =
      plan.hasEnergy
      ? energy(place, block.discrete.chains(0..<count), first..<(first + count)) : []
    return [energies]
      + record.coordinates.indices.map { Array(place.values[($0 * count)..<(($0 + 1) * count)]) }
  }

  /// Looks at chains at a draw.
  ///
  /// - Parameters:
  ///   - position: unconstrained coordinates of all chains of the block.
  ///   - energy: the energies of some chains, by their coordinates and discrete variables.
  mutating func observe(
    _ draw: Int, _ position: Columns, _ block: ChainBlock, energy: EnergyMeasure
  ) {
    guard plan.isSampled(draw) else { return }
    if plan.glance != nil { record.later = look(position, block, energy: energy.energies) }
    let first = block.range.lowerBound
    let watched = max(0, min(plan.watched - first, block.range.count))
    for element in record.coordinates.indices {
      let row = element * position.chains
      record.coordinates[element] += position.values[row..<(row + watched)]
    }
    for value in block.discrete.values {
      record.largestCount = max(record.largestCount, abs(value))
    }
    let measured = max(0, min(plan.measured - first, block.range.count))
    let count = plan.isAtAnEnd(draw) ? measured : watched
    guard plan.hasEnergy, count > 0 else { return }
    let (place, discrete) = (position.chains(0..<count), block.discrete.chains(0..<count))
    let values = energy.energies(place, discrete, first..<(first + count))
    if plan.isLate(draw), watched > 0 {
      record.energyErrors += energy.errors(
        place.chains(0..<watched), discrete.chains(0..<watched), first..<(first + watched))
    }
    let energies = values.filter(\.isFinite)
    for value in energies {
      let range = record.energies ?? value...value
      record.energies = min(range.lowerBound, value)...max(range.upperBound, value)
    }
    if plan.isLate(draw), first < EvidencePlan.reference { record.lateEnergies += energies }
  }

  /// Takes the slopes of the density at a draw.
  ///
  /// - Parameter gradient: the gradients of the energy, by coordinates and discrete variables of some chains.
  mutating func observeSlopes(
    _ draw: Int, _ position: Columns, _ block: ChainBlock,
    gradient: (Columns, Columns, Range<Int>) -> [Double]
  ) {
    let first = block.range.lowerBound
    let count = min(plan.scored.chains - first, block.range.count)
    guard plan.scored.include(draw), count > 0 else { return }
    let (place, discrete) = (position.chains(0..<count), block.discrete.chains(0..<count))
    record.slopes.chains = count
    record.slopes.positions.append(place.values)
    record.slopes.discrete.append(discrete.values)
    record.slopes.scores.append(gradient(place, discrete, first..<(first + count)).map { -$0 })
  }

  /// Looks at where chains are after their last draw.
  mutating func finish(_ block: ChainBlock) {
    guard block.position.shape.count > 0 else { return }
    for chain in 0..<block.range.count {
      let isStill = (0..<block.position.shape.count).allSatisfy {
        let place = $0 * block.position.chains + chain
        return block.position.values[place] == start.values[place]
      }
      if isStill { record.neverMoved += 1 }
    }
  }

  /// Draws conclusions from what all blocks have shown.
  ///
  /// - Parameter acceptance: the mean over all chains and transitions.
  static func judge(
    _ health: inout ChainHealth, _ records: [Record], acceptance: Double,
    _ chain: SamplerProgram.Chain, _ request: ChainRequest
  ) {
    let still = records.reduce(0) { $0 + $1.neverMoved }
    let late = records.flatMap(\.lateEnergies)
    if !chain.weighs {
      // So many would not have moved by chance, had all chains the same acceptance.
      let transitions = Double(request.drawsPerChain * chain.transitionsPerDraw)
      let expected = Double(request.chains) * pow(1 - min(max(acceptance, 0), 1), transitions)
      let isChance = Double(still) <= 5 * (expected + expected.squareRoot())
      if !isChance || acceptance < 0.01 { health.neverMoved = still }
      if !late.isEmpty {
        let line = EnergyLine(late, chains: 2 * request.chains)
        health.isOutside = records.compactMap(\.energies).contains {
          max($0.upperBound - line.center, line.center - $0.lowerBound) > line.allowance
        }
      }
    }
    func joined(_ quantities: Int, _ columns: (Record) -> [[Double]]) -> [[Double]] {
      (0..<quantities).map { element in
        records.flatMap { columns($0).indices.contains(element) ? columns($0)[element] : [] }
      }
    }
    let coordinates = joined(chain.dimension, \.coordinates)
    let arrival = Arrival(quantities: chain.dimension + 1)
    health.isStillMoving = zip(
      joined(chain.dimension + 1, \.earlier), joined(chain.dimension + 1, \.later)
    ).contains { arrival.drifts(from: $0, to: $1) || arrival.crosses(from: $0, to: $1) }
    let later = joined(chain.dimension + 1, \.later)
    health.remembersStarts = (0..<2).contains { index in
      let memory = joined(chain.dimension + 1) {
        $0.memories.indices.contains(index) ? $0.memories[index] : []
      }
      return zip(memory, later).contains { arrival.remembers($0, at: $1) }
    }
    let isMoving = acceptance > 0.01 && still * 2 < request.chains
    if isMoving { health.misfit = misfit(records.map(\.slopes), chain) }
    health.shortfall = Resolution(health.precision).shortfall(
      coordinates: isMoving ? coordinates : [], energies: late,
      isInBulk: isMoving && !health.isDrifting, errors: records.flatMap(\.energyErrors),
      count: isMoving ? records.map(\.largestCount).max() ?? 0 : 0)
  }
}
