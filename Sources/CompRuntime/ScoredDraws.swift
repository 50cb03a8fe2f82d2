import CompIR
import CompProgram

/// At which draws, and of which chains, the slope of the density is evaluated.
struct ScoredDraws: Sendable {
  /// The first chains; none where the sampler makes no use of slopes.
  let chains: Int
  private let stride: Int

  /// A slope takes about as long as this many transitions of machine code.
  private static let transitionsPerSlope = 100
  /// More would not tell errors of a tenth from chance more surely.
  private static let most = 4_096
  private static let fewest = 256
  /// Numbers that may be held in all.
  private static let room = 1 << 20

  init(_ chain: SamplerProgram.Chain, _ request: ChainRequest) {
    let transitions = request.drawsPerChain * chain.transitionsPerDraw + request.warmup
    // What is never corrected is looked at more closely.
    let worthwhile =
      chain.rejects
      ? max(
        ScoredDraws.fewest, request.chains * transitions / ScoredDraws.transitionsPerSlope)
      : ScoredDraws.most
    let affordable = ScoredDraws.room / max(chain.dimension, 1)
    let total = min(worthwhile, affordable, ScoredDraws.most)
    let isMade = chain.gradient != nil && !chain.weighs && total > 0
    let least = request.drawsPerChain == 1 ? total : max(4, total / 16)
    chains = isMade ? min(request.chains, least) : 0
    stride = max(1, request.drawsPerChain * max(chains, 1) / max(total, 1))
  }

  /// Returns whether a draw, counted from zero, is one of those.
  func include(_ draw: Int) -> Bool { chains > 0 && (draw + 1) % stride == 0 }
}

extension ChainEvidence {
  /// Positions with their scores, of some chains of a block.
  struct Slopes: Sendable {
    /// How many chains of the block.
    var chains = 0
    /// For each draw, coordinate by coordinate, chain by chain.
    var positions: [[Double]] = []
    var scores: [[Double]] = []
    var discrete: [[Double]] = []

    /// Writes numbers of each draw chain after chain.
    fileprivate func arranged(_ draws: [[Double]], width: Int) -> [[Double]] {
      (0..<width).map { element in
        (0..<chains).flatMap { chain in draws.map { $0[element * chains + chain] } }
      }
    }
  }

  /// Returns what is wrong with draws by the slopes and energies of their density.
  static func misfit(_ slopes: [Slopes], _ chain: SamplerProgram.Chain) -> ChainHealth.Misfit? {
    func joined(_ width: Int, _ part: (Slopes) -> [[Double]]) -> [[Double]] {
      let parts = slopes.map { $0.arranged(part($0), width: width) }
      return (0..<width).map { element in parts.flatMap { $0[element] } }
    }
    // Blocks that were interrupted have fewer draws.
    let length = slopes.map(\.positions.count).max() ?? 0
    let slopes = slopes.filter { $0.positions.count == length }
    let chains = slopes.reduce(0) { $0 + $1.chains }
    guard chains > 0 else { return nil }
    let test = SlopeTest(joined(chain.dimension, \.positions), chains: chains)
    let misfits = test.misfits(scores: joined(chain.dimension, \.scores))
    guard chain.hasEnergy, !misfits.isEmpty else { return misfits.first }
    let discrete = joined(chain.discreteCount, \.discrete)
    let energy = ReferenceProgram(chain.energy)
    return misfits.prefix(4).first { misfit in
      test.confirms(misfit) { positions in
        let count = positions.first?.count ?? 0
        func columns(_ values: [[Double]]) -> ReferenceProgram.Argument {
          .varying(
            Columns(shape: [values.count], chains: count, values: values.flatMap { $0 }))
        }
        return energy.run([columns(positions), columns(discrete)], chains: 0..<count)[0].values
      }
    }
  }
}
