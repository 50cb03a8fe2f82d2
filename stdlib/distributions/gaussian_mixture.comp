/// A mixture of k Gaussians over a vector: rows of `means`, one `stds` a part, for all coordinates.
///
///     log p(x) = log Σᵢ wᵢ N(x; meansᵢ, stdsᵢ),   w = weights / Σ weights
///
/// `means` and `stds` (positive) are in the units of `x`, `weights` (positive) in any one unit; without
/// them the parts weigh equally. Support: R[n]. Mean Σ wᵢ meansᵢ, variance Σ wᵢ (stdsᵢ² + meansᵢ²) less
/// the mean's square. A draw is one of a part that is drawn by its weight. (McLachlan and Peel 2000,
/// "Finite Mixture Models", section 1.4.)
///
/// ```comp
/// let two = gaussian_mixture(means: [[-1, 0], [1, 0]], stds: [0.5, 0.5], weights: [1, 3])
/// let draws = sample(two, count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[0] - 0.5) < 5 * 1 / sqrt(10_000), "within five standard errors")
/// ```
component gaussian_mixture(
  means: R[k, n], stds: Positive[k], weights: Weights[k] = ones(k)
) = mixture([gaussian(mean: means[i], std: stds[i]) for i in 0..<k], weights: weights)

/// The same with one standard deviation for each coordinate of each part.
component gaussian_mixture(
  means: R[k, n], stds: Positive[k, n], weights: Weights[k] = ones(k)
) = mixture([gaussian(mean: means[i], std: stds[i]) for i in 0..<k], weights: weights)

/// The same with one standard deviation for all.
component gaussian_mixture(
  means: R[k, n], stds: Positive = 1, weights: Weights[k] = ones(k)
) = mixture([gaussian(mean: means[i], std: stds) for i in 0..<k], weights: weights)

/// A mixture of k Gaussians over a real.
///
/// ```comp
/// let pair = gaussian_mixture(means: [-1, 1], stds: [1, 1])
/// assert(abs(log_density(pair, at: 0) + log(2 * pi) / 2 + 0.5) < 1e-14)
/// ```
component gaussian_mixture(means: R[k], stds: Positive[k], weights: Weights[k] = ones(k)) =
  mixture([gaussian(mean: means[i], std: stds[i]) for i in 0..<k], weights: weights)

/// A mixture of k Gaussians over a real, with one standard deviation for all.
component gaussian_mixture(
  means: R[k], stds: Positive = 1, weights: Weights[k] = ones(k)
) = mixture([gaussian(mean: means[i], std: stds) for i in 0..<k], weights: weights)

/// The log density of a mixture of Gaussians: over a real, element by element of x, where `means` is
/// a vector; at the vector x, where `means` has one row a part.
///
/// ```comp
/// let terms = gaussian_mixture_log_density([0, 1], means: [-1, 1], stds: 1, weights: [1, 3])
/// assert(abs(terms[0] - log_density(gaussian_mixture([-1, 1], 1, [1, 3]), at: 0)) < 1e-14)
/// ```
func gaussian_mixture_log_density(x, means, stds = 1, weights = ones(length(means))) {
  let k = length(means)
  let shares = log(weights) - log(sum(weights))
  // One standard deviation for all serves each part.
  let spread = if length(shape(stds)) == 0 { stds * ones(k) } else { stds }
  let terms = [
    shares[i] + if length(shape(means)) == 1 {
        gaussian_log_density(x, mean: means[i], std: spread[i])
      } else {
        sum(gaussian_log_density(x, mean: means[i], std: spread[i]))
      }
    for i in 0..<k
  ]
  return log_sum_exp(terms, axis: 0)
}
