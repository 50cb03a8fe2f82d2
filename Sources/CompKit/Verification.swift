import CompIR
import CompLanguage
import CompModel
import CompPlatform
import CompRuntime
import CompSampling
import CompSource

extension Running {
  var verify: Builtin {
    Builtin(
      "verify", [.init("draws", .draws), .init("against", .density)],
      documentation:
        "whether draws follow a density: by quadrature in one and two dimensions, a kernel Stein test beyond"
    ) { interpreter, call in
      if case .unknown = call.value("against") { return .unknown(.report("Verification")) }
      let density = try interpreter.asDensity(call.value("against"), at: call.span("against"))
      if !density.given.isEmpty {
        throw Diagnostic.unsuppliedGiven(
          density.given.names, of: density.title, at: call.span("against"))
      }
      if let space = interpreter.spaceOfDraws(call.value("draws")),
        space.coordinates.sorted() != density.space.coordinates.sorted()
      {
        throw Diagnostic.drawsSpaceDiffers(
          (space.description, call.span("draws")),
          (density.space.description, call.span("against")))
      }
      guard density.analysis.grade >= .energy else {
        throw Diagnostic.gradeTooWeak(
          "verify", needs: .energy, has: density.analysis.grade, density: density.title,
          at: call.span("against"), factor: nil, alternatives: "an energy is needed to compare with"
        )
      }
      guard interpreter.mode == .run, case .samples(let samples) = call.value("draws") else {
        return .unknown(.report("Verification"))
      }
      let target = try VerifiedDensity(density, interpreter, backend, at: call.span)
      guard target.isLow || target.discreteCount == 0 else {
        throw Diagnostic.noClosedForm(
          "the verification", at: call.span,
          reason: "discrete variables beside more than one other coordinate cannot be verified",
          help: "condition on the discrete variables, or verify a marginal")
      }
      return .report(
        try AbandonedWork.wait(
          for: {
            if let report = refusalOfValues(samples) { return report }
            let draws = VerifiedDraws(samples, target, threads: options.threads)
            var found = try target.isLow ? verifyByQuadrature(draws) : verifyByStein(draws)
            found.refusal = draws.refusal ?? found.refusal
            return found.report
          }, in: interpreter))
    }
  }
}

/// Returns the report of draws that no test can take: those that are not finite.
private func refusalOfValues(_ samples: Samples) -> Report? {
  guard samples.columns.contains(where: { $0.contains { !$0.isFinite } }) else { return nil }
  return GoodnessOfFit(
    name: "verification", statistic: .nan, pValue: .nan, notes: [],
    refusal: distrust(doubtsOfCorrectness(rows(of: samples), samples))
  ).report
}

/// A density that draws are compared with.
struct VerifiedDensity: Sendable {
  let space: Space
  let dimension: Int
  let discreteCount: Int
  /// (position, discrete) → the energy in unconstrained coordinates.
  let energy: IRFunction
  /// (the coordinates that users see) → position, discrete.
  let unconstrain: IRFunction
  /// nil where it has no known constant.
  let normalized: DensityAtPoints?
  let backend: Backend

  init(_ density: Density, _ interpreter: Interpreter, _ backend: Backend, at span: Span) throws {
    space = density.space
    let unconstrained = try UnconstrainedDensity(density, interpreter: interpreter, at: span)
    (dimension, discreteCount) = (unconstrained.dimension, unconstrained.discreteCount)
    energy = try unconstrained.energy.function
    unconstrain = try interpreter.unconstraining(density.space, at: span)
    normalized =
      density.analysis.logNormalizer != nil
      ? try DensityAtPoints(density, interpreter, backend) : nil
    self.backend = backend
  }

  /// Whether a grid over its coordinates is small.
  var isLow: Bool { dimension + discreteCount <= 2 }
}

/// Draws in unconstrained coordinates, beside the energy that they should follow there.
struct VerifiedDraws {
  /// (position, discrete) → the energy.
  let energy: IRFunction
  /// For each unconstrained coordinate its draws.
  let real: [[Double]]
  /// For each discrete coordinate its draws, and the values that it may take.
  let discrete: [(draws: [Double], values: [Double])]
  let count: Int
  /// As many independent draws would tell as much.
  let effective: Double
  /// Why draws are refused before they are compared.
  let refusal: String?
  /// What is to be added to the log density for it to be normalised; nil where that is not known.
  let constant: Double?
  let backend: Backend

  var axisCount: Int { real.count + discrete.count }

  init(_ samples: Samples, _ target: VerifiedDensity, threads: Int) {
    energy = target.energy
    backend = target.backend
    count = samples.count
    let rows = rows(of: samples)
    effective =
      rows.map { $0.essMean.isNaN ? 1 : max(1, min($0.essMean, Double(samples.count))) }.min() ?? 1
    let doubts = doubtsOfCorrectness(rows, samples)
    refusal = doubts.isEmpty ? nil : distrust(doubts)
    // The draws' variables may stand in another order than the density's.
    let order = samples.space.coordinates
    let columns = target.space.coordinates.compactMap { coordinate in
      order.firstIndex(of: coordinate).map { samples.columns[$0] }
    }
    let state = backend.run(
      target.unconstrain,
      [.varying(Columns(shape: [columns.count], chains: count, values: columns.flatMap { $0 }))],
      chains: 0..<count, threads: threads)
    let total = count
    func split(_ values: Columns) -> [[Double]] {
      (0..<values.shape.count).map { Array(values.values[($0 * total)..<(($0 + 1) * total)]) }
    }
    real = split(state[0])
    let finite = target.space.members.filter(\.variable.domain.isDiscrete).flatMap { member in
      member.elements.map { _ in member.variable.domain.finiteValues }
    }
    discrete = zip(split(state[1]), finite).map { draws, finite in
      (draws, (finite ?? Array(0...Int((draws.max() ?? 0) * 2 + 20))).map(Double.init))
    }
    if let normalized = target.normalized {
      // The density at one draw tells the constant by which the energy differs from it.
      let known = normalized.logs(columns.map { [$0[0]] })[0]
      let there = backend.run(
        energy,
        [
          .varying(Columns(shape: state[0].shape, chains: 1, values: real.map { $0[0] })),
          .varying(
            Columns(shape: state[1].shape, chains: 1, values: discrete.map { $0.draws[0] })),
        ], chains: 0..<1)
      constant = known - there.dropFirst().reduce(0) { $0 + $1.values[0] }
    } else {
      constant = nil
    }
  }

  /// The log density, up to `constant`, at points given by columns.
  func logDensities(_ real: [[Double]], _ discrete: [[Double]], count: Int) -> [Double] {
    backend.run(
      energy,
      [
        .varying(Columns(shape: [real.count], chains: count, values: real.flatMap { $0 })),
        .varying(Columns(shape: [discrete.count], chains: count, values: discrete.flatMap { $0 })),
      ], chains: 0..<count)[0].values.map { -$0 }
  }
}

/// Effective draws below which a test would not notice that the half of them are elsewhere.
let fewestVerified = 20.0

/// What a test of draws found.
struct GoodnessOfFit {
  var name: String
  var statistic: Double
  var pValue: Double
  var notes: [String]
  /// Why the draws are refused whatever the statistic is.
  var refusal: String?
  /// Whether the test could have refused draws of another density.
  var hasPower = true

  /// Draws are refused below this: one false alarm in a thousand.
  static let level = 1e-3

  var report: Report {
    let passes = hasPower && pValue >= Self.level && refusal == nil
    let verdict: String
    if let refusal {
      verdict = refusal
    } else if pValue < Self.level {
      verdict = "the draws do not follow the density (p = \(formatReal(pValue)))"
    } else if hasPower {
      verdict = "nothing speaks against the draws (p = \(formatReal(pValue)))"
    } else {
      verdict = "so few effective draws have no power to tell: use more with count: or steps:"
    }
    return Report(
      name: "Verification",
      text: (refusal == nil
        ? ["\(name): \(formatReal(statistic))"] + notes + [verdict]
        : [verdict, "\(name): \(formatReal(statistic))"] + notes).joined(separator: "\n"),
      fields: [
        ("statistic", .real(statistic)), ("p_value", .real(pValue)), ("passed", .boolean(passes)),
        ("has_power", .boolean(hasPower)),
      ])
  }
}
