extension ReferenceEntry {
  /// Types, and sets of values of variables.
  static let types: [ReferenceEntry] = [
    .init("Int", "Int", "whole numbers; an Int stands where a Real is wanted"),
    .init("Real", "Real", "real numbers; also R[]"),
    .init("Bool", "Bool", "true and false"),
    .init("String", "String", "texts"),
    .init(
      "R", "R[2], R[3, 3], R[n]",
      "tensors of reals of a static shape; a lower-case name is a size to infer, the same wherever it appears"
    ),
    .init("Positive", "Positive, Positive[3]", "positive reals, in each element"),
    .init("UnitInterval", "UnitInterval", "reals between 0 and 1"),
    .init("Between", "Between(a, b)", "reals between a and b"),
    .init("Above", "Above(a)", "reals above a"),
    .init("Below", "Below(b)", "reals below b"),
    .init(
      "Simplex", "Simplex[3]",
      "shares that sum to one; densities are with respect to all but the last"),
    .init("Ordered", "Ordered[n]", "increasing vectors"),
    .init("Natural", "Natural", "counts: 0, 1, 2, …"),
    .init(
      "Density", "Density<{x: R[2]}>, Density<S given T>",
      "densities over a space, conditional on another one; their grade is part of what is known of them"
    ),
    .init(
      "Samples", "Samples<{x: R[2]}>",
      "draws with their diagnostics: draws.x is the tensor [count, shape…]"),
    .init("Data", "Data<{x: R[2]}>", "a data set, a column a variable"),
    .init("Sampler", "Sampler", "what 'using:' takes"),
    .init("Exact", "Exact", "a grade: independent draws and a normalised log density"),
    .init("Normalized", "Normalized", "a grade: a log density with its constant, and a score"),
    .init("Energy", "Energy", "a grade: a log density up to a constant, and a score"),
    .init("Score", "Score", "a grade: the gradient of the log density alone"),
  ]

  static let constants: [ReferenceEntry] = [
    .init("pi", "pi", "π, 3.141592653589793"),
    .init("e", "e", "the base of natural logarithms, 2.718281828459045"),
    .init(
      "infinity", "infinity",
      "greater than every number; −infinity is a log density where there is no mass"),
    .init("nan", "nan", "no number, equal to none"),
  ]

  /// What reports have behind a point.
  static let members: [ReferenceEntry] = [
    .init("mean", "summary(draws).mean", "the mean of each coordinate", of: ["Summary"]),
    .init(
      "std", "summary(draws).std", "the standard deviation of each coordinate", of: ["Summary"]),
    .init(
      "mcse", "summary(draws).mcse", "the standard error of the mean",
      of: ["Summary"]),
    .init(
      "ess_bulk", "summary(draws).ess_bulk",
      "how many independent draws these are worth in the middle", of: ["Summary"]),
    .init(
      "ess_tail", "summary(draws).ess_tail",
      "how many independent draws these are worth at the 5 % and 95 % quantiles", of: ["Summary"]),
    .init(
      "r_hat", "summary(draws).r_hat",
      "rank-normalised split R-hat: the spread of all chains over that within one; above 1.01 they do not agree. Nested R-hat where chains are short; NaN where there are too few",
      of: ["Summary"]),
    .init(
      "acceptance", "summary(draws).acceptance", "the share of proposals that were accepted",
      of: ["Summary"]),
    .init(
      "divergences", "summary(draws).divergences", "how many trajectories of hmc ran away",
      of: ["Summary"]),
    .init(
      "trusted", "summary(draws).trusted",
      "whether the chains moved, settled and mixed, and 100 effective draws or more stand behind each mean",
      of: ["Summary"]),
    .init(
      "largest", "compare(a, b).largest", "the largest difference of means over its error",
      of: ["Comparison"]),
    .init(
      "sliced_wasserstein", "compare(a, b).sliced_wasserstein", "the sliced Wasserstein distance",
      of: ["Comparison"]),
    .init("mmd", "compare(a, b).mmd", "the maximum mean discrepancy", of: ["Comparison"]),
    .init(
      "p_value", "verify(draws, against: p).p_value",
      "how probable so large a statistic is where nothing is wrong; of compare too",
      of: ["Comparison", "Verification"]),
    .init(
      "statistic", "verify(draws, against: p).statistic", "what the test has found",
      of: ["Verification"]),
    .init(
      "passed", "verify(draws, against: p).passed",
      "whether the test has nothing against the draws", of: ["Verification"]),
    .init(
      "has_power", "verify(draws, against: p).has_power",
      "whether there are enough effective draws for the test to refuse others", of: ["Verification"]
    ),
    .init(
      "value", "log_normalizer(p).value", "the estimate; of mean_log_density too", of: ["Estimate"]),
    .init(
      "error", "log_normalizer(p).error", "its standard error; of mean_log_density too",
      of: ["Estimate"]),
    .init(
      "effective_size", "log_normalizer(p).effective_size", "how many draws the weights are worth",
      of: ["Estimate"]),
  ]
}
