import CompIR
import CompProgram
import CompRuntime

extension IRFunction {
  /// The function with, after its own results, the gradient of the first by the first parameter, and
  /// the gradient of the product of that with a vector of fixed numbers: a combination of all second
  /// derivatives. Functions that have none are handed back as they are.
  package var withDerivatives: IRFunction {
    guard let first = try? gradient(of: 0, withRespectTo: [0]) else { return self }
    var builder = IRBuilder(name: "\(name)_slopes")
    let arguments = parameters.map {
      builder.parameter($0.name, $0.type, isUniform: $0.isUniform)
    }
    guard let values = try? builder.inline(first, arguments), let slope = values.last,
      let projected = try? Self.projected(slope, &builder)
    else { return first }
    let named = zip(first.results.map(\.name), values).map { ($0, $1) }
    let function = builder.finish(results: named + [("projected", projected)])
    guard
      let second = try? function.gradient(
        of: function.results.count - 1, withRespectTo: [0])
    else { return first }
    var all = second
    all.results[all.results.count - 1].name = "second"
    return all
  }

  private static func projected(_ slope: IRValue, _ builder: inout IRBuilder) throws -> IRValue {
    let shape = builder.type(of: slope).shape
    // Numbers of both signs and all sizes, none of which is another's multiple.
    let weights = (0..<shape.count).map { place -> Double in
      let size = 0.3 + Double(place * 7 % 10) / 11
      return place % 2 == 0 ? size : -size
    }
    let weighted = try builder.append(
      .scalar(.multiply), [slope, builder.constant(Tensor(shape: shape, values: weights))])
    return try builder.append(.reduce(.sum, axes: Array(0..<shape.rank)), [weighted])
  }
}

extension Agreement {
  /// All functions that a sampler consists of: for a chain its energy with first and second
  /// derivatives at places near and far, the coordinates that users see, and some steps of its
  /// transition from where it starts.
  package init(
    of program: SamplerProgram, chains: Range<Int>, steps: Int = 3, _ target: VectorTarget
  ) throws {
    switch program.method {
    case .exact(let draw): self = try Agreement(of: draw, [], chains: chains, target)
    case .chain(let chain):
      self = try Agreement(ofEnergyOf: chain, chains: chains, target)
      self += try Agreement(ofTransitionOf: chain, chains: chains, steps: steps, target)
    }
  }

  /// The energy of a chain, and where its states stand.
  ///
  /// - Parameter isSimplified: whether as it runs, or as it was written.
  package init(
    ofEnergyOf chain: SamplerProgram.Chain, chains: Range<Int>, isSimplified: Bool = true,
    _ target: VectorTarget
  ) throws {
    self.init()
    var random = SplitMix64(seed: 17)
    // From the middle to the tails.
    let sizes = [0.1, 0.5, 1, 2, 4, 10]
    var position = Columns(
      shape: [chain.dimension], chains: chains.count,
      values: (0..<(chain.dimension * chains.count)).map { place in
        sizes[place % chains.count % sizes.count] * Double.random(in: -1...1, using: &random)
      })
    var discrete = Columns(
      repeating: Tensor(Array(repeating: 0, count: chain.discreteCount)), chains: chains.count)
    if chain.discreteCount > 0 {
      // Only the start knows which values they have.
      let started = ReferenceProgram(chain.start).run([], chains: chains)
      (position, discrete) = (started[0], started[1])
    }
    let arguments: [ReferenceProgram.Argument] = [.varying(position), .varying(discrete)]
    let energy = chain.dimension > 0 ? chain.energy.withDerivatives : chain.energy
    self += try Agreement(
      of: isSimplified ? try energy.simplified() : energy, arguments, chains: chains, target)
    self += try Agreement(of: chain.constrain, arguments, chains: chains, target)
  }

  package init(
    ofTransitionOf chain: SamplerProgram.Chain, chains: Range<Int>, steps: Int,
    _ target: VectorTarget
  ) throws {
    let started = ReferenceProgram(chain.start).run(
      [], chains: chains, key: RandomKey(seed: 11, step: 1))
    let carried = chain.carried.map { Columns(repeating: $0, chains: chains.count) }
    let tuned = chain.adapted.map { Tensor($0.adaptation.initial) }
    let scales = chain.isScaled ? [Tensor(Array(repeating: 1.25, count: chain.dimension))] : []
    try self.init(
      ofTransition: chain.transition, states: chain.slots.states,
      (started + carried).map { .varying($0) } + (tuned + scales).map { .uniform($0) },
      chains: chains, steps: steps, target)
  }
}
