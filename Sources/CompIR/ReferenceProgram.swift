import CompPlatform

/// The reference evaluator: a function carried out in double precision, one operation after the
/// other, each over all elements of a block of chains. It is obvious before it is fast.
package struct ReferenceProgram: Sendable {
  package enum Argument: Sendable {
    /// The same for every chain.
    case uniform(Tensor)
    case varying(Columns)
  }

  private let function: IRFunction
  /// Numbers that one chain holds: every value of the function stays until its end.
  private let numbersPerChain: Double

  /// The precision to which every operation's result is rounded.
  private let rounding: Precision

  /// The distance, in unconstrained coordinates, by which the clamp of a bounded variable moves inwards.
  private let endMargin: Double

  /// - Parameters:
  ///   - rounding: below double, the results are about those of that arithmetic; sums are added up in as many
  ///     strands as machine code has.
  ///   - endMargin: what depends on it is not resolved at the end of an interval.
  package init(_ function: IRFunction, rounding: Precision = .double, endMargin: Double = 0) {
    self.function = function
    self.rounding = rounding
    self.endMargin = endMargin
    numbersPerChain = function.types.reduce(1) { $0 + Double($1.shape.count) }
  }

  /// Numbers that all chains may hold at one time: 64 MiB of them.
  private static let workingNumbers = 8_388_608.0

  /// The results for the chains numbered `chains`; each has a column for every chain.
  ///
  /// Many chains are carried out a part at a time. Where the run of this thread is over, or may not
  /// hold what one chain needs, the results are zeros.
  package func run(
    _ arguments: [Argument], chains: Range<Int>, key: RandomKey = RandomKey(seed: 0, step: 0)
  ) -> [Columns] {
    if numbersPerChain > Self.workingNumbers, let allowance = Allowance.current,
      !allowance.admits(Int(min(8 * numbersPerChain, 1e18)))
    {
      return zeros(chains.count)
    }
    let part = Int(max(Self.workingNumbers / numbersPerChain, 1))
    if chains.count <= part { return runTogether(arguments, chains: chains, key: key) }
    var results = zeros(chains.count)
    for first in stride(from: 0, to: chains.count, by: part) {
      if Abandonment.isNow { break }
      let range = first..<min(first + part, chains.count)
      let outputs = runTogether(
        arguments.map { $0.columns(range) },
        chains: (chains.lowerBound + range.lowerBound)..<(chains.lowerBound + range.upperBound),
        key: key)
      for (index, output) in outputs.enumerated() { results[index].replace(range, by: output) }
    }
    return results
  }

  private func zeros(_ chains: Int) -> [Columns] {
    function.results.map { result in
      let shape = function.type(of: result.value).shape
      return Columns(
        shape: shape, chains: chains, values: Array(repeating: 0, count: shape.count * chains))
    }
  }

  private func runTogether(_ arguments: [Argument], chains: Range<Int>, key: RandomKey)
    -> [Columns]
  {
    let count = chains.count
    var machine = ReferenceMachine(
      function: function, chains: chains, key: key, rounding: rounding,
      endMargin: endMargin)
    for (parameter, argument) in zip(function.parameters, arguments) {
      switch argument {
      case .uniform(let tensor):
        machine.set(parameter.value, tensor.values, isUniform: true)
      case .varying(let columns):
        machine.set(parameter.value, columns.values, isUniform: false)
      }
    }
    machine.execute(function.instructions, iteration: 0)
    return function.results.map { result in
      let shape = function.type(of: result.value).shape
      let buffer = machine.buffers[result.value.id]
      guard machine.isUniform[result.value.id] else {
        return Columns(shape: shape, chains: count, values: buffer)
      }
      return Columns(repeating: Tensor(shape: shape, values: buffer), chains: count)
    }
  }

  /// The results for one chain (number 0) of uniform arguments.
  package func runOnce(_ arguments: [Tensor], key: RandomKey = RandomKey(seed: 0, step: 0))
    -> [Tensor]
  {
    run(arguments.map { .uniform($0) }, chains: 0..<1, key: key).map {
      Tensor(shape: $0.shape, values: $0.values)
    }
  }
}
