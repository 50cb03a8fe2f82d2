import CompIR
import CompRuntime

extension Agreement {
  /// A transition, carried out for some steps in one call of machine code, and step by step by the
  /// reference evaluator: the states, and the sums and counts beside them.
  ///
  /// - Parameters:
  ///   - states: how many of the first results are the first parameters of the next step.
  ///   - arguments: of which varying ones are rounded to the target's precision first.
  package init(
    ofTransition function: IRFunction, states: Int, _ arguments: [ReferenceProgram.Argument],
    chains: Range<Int>, seed: UInt64 = 5, firstStep: UInt64 = 3, steps: Int, _ target: VectorTarget
  ) throws {
    let precision = target.precision
    let rounded = arguments.map { $0.rounded(to: precision) }
    func key(_ step: Int) -> RandomKey {
      RandomKey(seed: seed, step: firstStep + UInt64(step), precision: precision)
    }
    let native = try NativeKernel(function, .advance(TransitionSlots(states: states)), target)
      .advance(
        rounded, chains: chains, key: key(0), steps: steps)

    var reference = rounded
    var results: [[Columns]] = []
    for step in 0..<steps {
      let output = ReferenceProgram(function).run(reference, chains: chains, key: key(step))
      reference.replaceSubrange(..<states, with: output[..<states].map { .varying($0) })
      results.append(output)
    }
    let bounds = [precision, .double].map { precision -> [[BoundedColumns]] in
      var state = rounded.map(\.bounded)
      return (0..<steps).map { step in
        let output = RunningError(function, precision).run(state, chains: chains, key: key(step))
        state.replaceSubrange(..<states, with: output[..<states].map { .varying($0) })
        return output
      }
    }
    guard let last = results.last else { return }
    for index in 0..<states {
      compare(
        "\(function.name).\(function.results[index].name)", native.states[index].values,
        last[index].values, bounds[0][steps - 1][index].values,
        own: bounds[1][steps - 1][index].values, precision)
    }
    func compareSums(_ name: String, _ place: Int, _ result: Int, _ term: (Bounded) -> Bounded) {
      let arithmetic = BoundedArithmetic(precision: precision)
      let sums = bounds.map { bounds in
        (0..<chains.count).map { chain in
          arithmetic.sum(bounds.map { term($0[result].values[chain]) })
        }
      }
      compare(
        "\(function.name).\(name)", native.sums[place], sums[1].map(\.value), sums[0], own: sums[1],
        precision)
    }
    compareSums("acceptance", 0, states) { $0 }
    compareSums("divergences", 1, states + 1) { $0 }
    for watched in (states + 2)..<max(function.results.count, states + 2) {
      let place = 2 * (watched - states - 1)
      let name = function.results[watched].name
      compareSums("infinite \(name)", place, watched) {
        Bounded($0.value.isInfinite ? 1 : 0, $0.isDetermined ? 0 : .infinity)
      }
      compareSums("NaN \(name)", place + 1, watched) {
        Bounded($0.value.isNaN ? 1 : 0, $0.isDetermined ? 0 : .infinity)
      }
    }
  }
}
