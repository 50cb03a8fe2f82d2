import CompIR
import CompModel
import Testing

/// Real coordinates of a form with many terms, such as random means that a label chooses among, are eliminated
/// together: one by one each would copy all terms.
@Suite struct WideFormTests {
  @Test func areEliminatedTogether() throws {
    let count = 24
    let mean = Variable(
      name: "mu", shape: [count], domain: .interval(lower: [-.infinity], upper: [.infinity]))
    let label = Variable(name: "k", shape: .scalar, domain: .range(0, count))
    let coordinates = mean.whole.coordinates
    let priors = coordinates.map { coordinate in
      ClosedForm(
        variables: ["mu": mean], real: [coordinate], discrete: [],
        terms: [
          .init(
            assignment: [],
            gaussian: GaussianForm(count: 1, precision: [1], information: [0], constant: 0))
        ])
    }
    // The label's own mean is seen to be 1 with precision 1.
    let seen = ClosedForm(
      variables: ["mu": mean, "k": label], real: coordinates,
      discrete: label.whole.coordinates,
      terms: (0..<count).map { value in
        var gaussian = GaussianForm(count: count)
        gaussian.precision[value * count + value] = 1
        gaussian.information[value] = 1
        return .init(assignment: [value], gaussian: gaussian)
      })
    let elimination = try #require(Elimination(priors + [seen]))
    #expect(elimination.steps.count == 2)
    // ∫ exp(−½ x²) is √2π, and ∫ exp(x − x²) is √π e^¼, for one coordinate of each of the terms.
    let ln2Pi = 1.8378770664093453
    let expected = 3.1780538303479458 + Double(count) / 2 * ln2Pi - 0.34657359027997264 + 0.25
    #expect(abs((elimination.logNormalizer ?? .nan) - expected) < 1e-12)
  }
}
