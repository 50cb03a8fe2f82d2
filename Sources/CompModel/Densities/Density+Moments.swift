import CompIR

import func CompPlatform.exp

extension Density {
  /// The mean and the variance of each coordinate, in the order of the space.
  package struct Moments: Sendable {
    package var mean: [Double]
    package var variance: [Double]
    package var deviation: [Double] { variance.map { $0.squareRoot() } }
  }

  /// The moments, where they are known: as the component states them, or by closed forms over real
  /// variables; of independent groups each its own. Nil elsewhere.
  package var moments: Moments? {
    guard given.isEmpty else { return nil }
    if let stated { return stated }
    var known: [Coordinate: (mean: Double, variance: Double)] = [:]
    for group in analysis.groups {
      let own: (coordinates: [Coordinate], moments: Moments)
      if case .closed(let form) = group.solution, let moments = form.moments {
        own = (form.real, moments)
      } else if group.units.count == 1, group.units[0] !== self,
        let moments = group.units[0].moments
      {
        own = (group.units[0].space.coordinates, moments)
      } else {
        return nil
      }
      for (index, coordinate) in own.coordinates.enumerated() {
        known[coordinate] = (own.moments.mean[index], own.moments.variance[index])
      }
    }
    let all = space.coordinates.compactMap { known[$0] }
    guard all.count == space.coordinates.count else { return nil }
    return Moments(mean: all.map(\.mean), variance: all.map(\.variance))
  }

  /// What the component says of itself.
  private var stated: Moments? {
    guard case .factor(let factor) = kind, !isConditioned, agreesWithDomains,
      factor.over.map(\.elements) == space.members.map(\.elements),
      let mean = factor.mean?.constantValue, let variance = factor.variance?.constantValue
    else { return nil }
    let count = space.coordinates.count
    func spread(_ tensor: Tensor) -> [Double]? {
      if tensor.values.count == count { return tensor.values }
      return tensor.values.count == 1 ? Array(repeating: tensor.values[0], count: count) : nil
    }
    guard let means = spread(mean), let variances = spread(variance) else { return nil }
    return Moments(mean: means, variance: variances)
  }
}

extension ClosedForm {
  /// The moments of a mixture of Gaussians; nil where there are discrete variables, or where a term
  /// is improper.
  fileprivate var moments: Density.Moments? {
    guard discrete.isEmpty, let total = logNormalizer else { return nil }
    let positions = Array(real.indices)
    var mean = [Double](repeating: 0, count: real.count)
    var square = mean
    var terms: [(weight: Double, center: [Double], variance: [Double])] = []
    for term in self.terms {
      guard let own = term.gaussian.logNormalizer,
        let parts = term.gaussian.conditional(of: positions, given: [])
      else { return nil }
      let weight = exp(own - total)
      let variance = positions.map { row in
        positions.reduce(0) { sum, column in
          let entry = parts.spread[row * real.count + column]
          return sum + entry * entry
        }
      }
      terms.append((weight, parts.center, variance))
      for index in positions { mean[index] += weight * parts.center[index] }
    }
    for (weight, center, variance) in terms {
      for index in positions {
        let offset = center[index] - mean[index]
        square[index] += weight * (variance[index] + offset * offset)
      }
    }
    return .init(mean: mean, variance: square)
  }
}
