/// A mixture of k Gaussians over a vector: rows of `means`, one `stds` a part, for all coordinates.
///
///     log p(x) = log Σᵢ wᵢ N(x; meansᵢ, stdsᵢ),   w = weights / Σ weights
///
/// `means` and `stds` are in the units of `x`. Without `weights` the parts weigh equally.
///
/// ```comp
/// let two = gaussian_mixture(means: [[-1, 0], [1, 0]], stds: [0.5, 0.5], weights: [1, 3])
/// let draws = sample(two, count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[0] - 0.5) < 5 * 1 / sqrt(10_000), "within five standard errors")
/// ```
component gaussian_mixture(
  means: R[k, n], stds: Positive[k], weights: Above(0)[k] = ones(k)
) = mixture([gaussian(mean: means[i], std: stds[i]) for i in 0..<k], weights: weights)

/// The same with one standard deviation for each coordinate of each part.
component gaussian_mixture(
  means: R[k, n], stds: Positive[k, n], weights: Above(0)[k] = ones(k)
) = mixture([gaussian(mean: means[i], std: stds[i]) for i in 0..<k], weights: weights)

/// The same with one standard deviation for all.
component gaussian_mixture(
  means: R[k, n], stds: Positive = 1, weights: Above(0)[k] = ones(k)
) = mixture([gaussian(mean: means[i], std: stds) for i in 0..<k], weights: weights)

/// A mixture of k Gaussians over a real.
///
/// ```comp
/// let pair = gaussian_mixture(means: [-1, 1], stds: [1, 1])
/// assert(abs(log_density(pair, at: 0) + log(2 * pi) / 2 + 0.5) < 1e-14)
/// ```
component gaussian_mixture(
  means: R[k], stds: Positive[k], weights: Above(0)[k] = ones(k)
) = mixture([gaussian(mean: means[i], std: stds[i]) for i in 0..<k], weights: weights)

/// A mixture of k Gaussians over a real, with one standard deviation for all.
component gaussian_mixture(
  means: R[k], stds: Positive = 1, weights: Above(0)[k] = ones(k)
) = mixture([gaussian(mean: means[i], std: stds) for i in 0..<k], weights: weights)
