import CompIR
import CompLanguage
import CompProgram
import CompRuntime
import CompSource

/// Effective draws below which the error of a mean is not known well enough to be believed.
private let fewestDraws = 100.0

/// Acceptances below which a sampler is as good as stuck.
private let smallestAcceptance = 0.01

/// Transitions that diverge are no ground for doubt below this share: a step of HMC or MALA that leaps into a
/// light tail is rejected, and leaves no region of the density unvisited.
private let largestDivergentShare = 1e-3

/// Chains that never moved are no ground for doubt below this share of all: they change no probability by
/// more than that.
private let largestStillShare = 0.01

/// Returns the verdict that reasons to doubt draws add up to.
func distrust(_ doubts: [String]) -> String { "not trusted: " + doubts.joined(separator: "; ") }

/// Returns the reasons not to trust draws, in words; none where all is well.
func doubts(_ rows: [SummaryRow], _ samples: Samples) -> [String] {
  doubtsOfCorrectness(rows, samples) + doubtsOfSize(rows, samples)
}

/// Returns the reasons to think that draws are not draws of their density.
func doubtsOfCorrectness(_ rows: [SummaryRow], _ samples: Samples) -> [String] {
  var doubts: [String] = []
  for (row, values) in zip(rows, samples.columns) {
    let count = values.count { !$0.isFinite }
    guard count > 0 else { continue }
    doubts.append(
      "\(count) \(count == 1 ? "draw" : "draws") of \(row.name) \(count == 1 ? "is" : "are") infinite or NaN: "
        + (samples.health.precision == .double
          ? "write sums of exponentials with log_sum_exp, and keep parameters in the range of numbers"
          : "use --precision double, or log_sum_exp for sums of exponentials"))
    break
  }
  guard !samples.isExact else { return doubts }
  doubts += doubtsOfMovement(samples)
  if let doubt = doubtOfMixing(rows, samples) { doubts.append(doubt) }
  let transitions = Double(samples.chains) * Double(samples.transitions ?? samples.drawsPerChain)
  if samples.divergences > 0, Double(samples.divergences) >= largestDivergentShare * transitions {
    doubts.append(
      "\(counted(samples.divergences, "transition")) diverged: step_size is too long for part of the density; use a smaller one, or write the model in other variables"
    )
  }
  return doubts
}

/// Returns the reasons that lie in how chains moved.
private func doubtsOfMovement(_ samples: Samples) -> [String] {
  var doubts: [String] = []
  let health = samples.health
  let fault = samples.rejections.max { $0.count < $1.count }
  let remedy =
    fault.map {
      "most proposals without a finite energy are due to '\($0.component)'; \($0.remedy(in: health.precision))"
    }
    ?? "use a smaller step_size:, a longer warmup: that finds one, or start: nearer to the bulk of the density"
  if Double(health.neverMoved) >= max(1, largestStillShare * Double(samples.chains)) {
    let chains =
      samples.chains == 1 ? "the chain" : "\(health.neverMoved) of \(samples.chains) chains"
    doubts.append("\(chains) never moved: \(remedy)")
  } else if let acceptance = samples.acceptance, acceptance < smallestAcceptance,
    samples.weightedSize == nil
  {
    doubts.append("the acceptance is \(formatReal(acceptance)), near zero: \(remedy)")
  }
  if health.isTooShort {
    doubts.append(
      "the few transitions before each draw do not show whether the chains have arrived: use a longer warmup:, such as warmup: 500"
    )
  } else if health.isStillMoving {
    doubts.append(
      "the chains were still on their way from their starts when they gave their draws: use more transitions for each with steps:"
    )
  } else if health.isDrifting, samples.drawsPerChain >= 4 || !samples.hasLongChains {
    doubts.append(
      "the chains had not settled when the warmup of \(samples.warmup) transitions ended: use a longer one, such as warmup: \(4 * samples.warmup)"
    )
  } else if health.isOutside {
    doubts.append(
      samples.drawsPerChain < 4
        ? "some draws lie far outside the bulk of the density: use more transitions for each with steps:"
        : "some draws lie far outside the bulk of the density, as on the way from a start: use a longer warmup:, such as warmup: \(max(1_000, 4 * samples.warmup))"
    )
  }
  if let misfit = health.misfit {
    doubts.append(misfit.described(in: samples.space) + ": " + samples.remedyOfMisfit)
  }
  if let shortfall = health.shortfall {
    doubts.append(
      "\(health.precision) is too coarse: \(shortfall.described(in: samples.space)); "
        + (health.precision != .double
          ? "use --precision double"
          : shortfall == .end
            ? "write logarithms of distances from the end, such as log(1 - x), into the energy"
            : "move the variable near zero, or leave constants out of the energy"))
  }
  return doubts
}

/// Returns why chains have not mixed, or cannot be seen to have.
private func doubtOfMixing(_ rows: [SummaryRow], _ samples: Samples) -> String? {
  // If no chain moved, an earlier doubt reports it, and R-hat compares nothing.
  guard samples.health.neverMoved < samples.chains else { return nil }
  let isNested = samples.drawsPerChain < 4
  if samples.health.remembersStarts {
    return
      "the draws still depend on where their chains started; use more transitions for each with steps: or warmup:"
  }
  if let worst = rows.filter({ $0.rHat > $0.limit }).max(by: { $0.rHat < $1.rHat }) {
    return "r_hat of \(worst.name) is \(formatReal(worst.rHat)), above \(formatReal(worst.limit)): "
      + (isNested
        ? "the draws still depend on where their chains started; use more transitions for each with steps:"
        : "the chains have not mixed; use longer ones with steps: or warmup:")
  }
  // Several chains may agree on one value of a discrete variable; one alone may be stuck at it.
  let discrete = samples.space.members.flatMap { member in
    member.elements.map { _ in member.variable.domain.isDiscrete }
  }
  let unknown = zip(rows, discrete).first { row, isDiscrete in
    row.rHat.isNaN && !(isDiscrete && row.std == 0 && samples.chains > 1)
  }
  guard let (row, _) = unknown else { return nil }
  if row.std == 0 {
    return "all draws of \(row.name) are equal: "
      + (samples.chains > 1
        ? "use a smaller step_size: or a longer warmup:" : "use several chains, such as chains: 4")
  }
  return "r_hat of \(row.name) is not known: "
    + (samples.count < 4
      ? "use more draws with count:" : "its draws are not numbers, or are all equal in each chain")
}

/// Returns why draws are too few.
private func doubtsOfSize(_ rows: [SummaryRow], _ samples: Samples) -> [String] {
  if let size = samples.weightedSize {
    return size < fewestDraws
      ? [
        "the weights have an effective sample size of \(formatReal(size.rounded())), below 100: use more temperatures with steps:"
      ] : []
  }
  // NaN, of values that are not finite, is told elsewhere.
  guard let worst = rows.filter({ $0.essMean < fewestDraws }).min(by: { $0.essMean < $1.essMean })
  else { return [] }
  let size = formatReal(worst.essMean.rounded())
  return [
    "\(size) effective \(size == "1" ? "draw stands" : "draws stand") behind the mean of \(worst.name), fewer than 100: use more with count:"
      + (samples.isExact ? "" : " or steps:")
  ]
}

extension Samples {
  /// The advice for draws that contradict the slope of their density.
  fileprivate var remedyOfMisfit: String {
    if acceptance == nil {
      return
        "the sampler corrects no step; use a smaller step_size:, or mala(…), which corrects them"
    }
    return drawsPerChain < 4
      ? "use more transitions for each draw with steps:, or a longer warmup:"
      : "use a longer warmup:, or longer chains with steps:"
  }
}

extension FactorRejection {
  /// How many proposals were rejected.
  var count: Int { infinite + notANumber }

  /// What keeps an energy finite.
  func remedy(in precision: Precision) -> String {
    (precision == .double ? "write" : "use --precision double, write")
      + " sums of exponentials with log_sum_exp, and keep logarithms and roots inside their domains"
  }
}
