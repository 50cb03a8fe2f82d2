import CompIR

/// What the warmup tunes: parameters of the sampler, and the scales of the coordinates.
struct Tuning: Sendable {
  /// The values of the tuned parameters, in their order.
  var parameters: [Double]
  /// For each unconstrained coordinate the length that counts as one for the sampler; nil where it
  /// moves in the coordinates themselves.
  var scales: [Double]?

  /// As the transition takes them.
  var arguments: [ReferenceProgram.Argument] {
    parameters.map { .uniform(Tensor($0)) } + (scales.map { [.uniform(Tensor($0))] } ?? [])
  }

  /// Unconstrained coordinates, of the scaled ones of chains.
  func unscaled(_ position: Columns) -> Columns {
    guard let scales else { return position }
    return position.multiplied(by: scales)
  }

  /// Unconstrained coordinates, of the scaled ones of one chain.
  func unscaled(_ position: [Double]) -> [Double] {
    guard let scales else { return position }
    return zip(position, scales).map(*)
  }
}

extension Columns {
  /// Each element times a factor of its own.
  func multiplied(by factors: [Double]) -> Columns {
    var product = self
    for (element, factor) in factors.enumerated() {
      for place in (element * chains)..<((element + 1) * chains) {
        product.values[place] *= factor
      }
    }
    return product
  }
}
