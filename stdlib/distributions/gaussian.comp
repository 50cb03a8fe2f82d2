/// The Gaussian (normal) distribution over a real, or over each element of a tensor by itself.
///
///     log p(x) = −((x − mean) / std)² / 2 − log std − log(2π) / 2
///
/// `mean` and `std` are in the units of `x`; `std` is positive. Support: all reals.
/// Mean `mean`, variance `std²`. (Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions
/// I, chapter 13.)
///
/// ```comp
/// assert(abs(log_density(gaussian(), at: 0) + 0.918938533204672742) < 1e-15)
/// let draws = sample(gaussian(mean: 3, std: 2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 3) < 5 * 2 / sqrt(10_000), "within five standard errors")
/// ```
component gaussian(mean: Real = 0, std: Positive = 1) over x: Real {
  log_density = -((x - mean) / std) ^ 2 / 2 - log(std) - log(2 * pi) / 2
  draw = mean + std * noise(like: x)
  mean = mean
  variance = std ^ 2
}

/// The Gaussian over a vector, by its covariance matrix (symmetric, positive definite).
///
///     log p(x) = −(x − mean)ᵀ covariance⁻¹ (x − mean) / 2 − log det(covariance) / 2 − n log(2π) / 2
///
/// `mean` is in the units of `x`, `covariance` in their squares. Support: R[n]. Mean `mean`, variances
/// the diagonal of the covariance. The quadratic form is a sum of squares of `L⁻¹ (x − mean)`, L the
/// Cholesky factor. (Kotz, Balakrishnan, Johnson: Continuous Multivariate Distributions, chapter 45.)
///
/// ```comp
/// let tilted = gaussian(mean: [1, 2], covariance: [[2, 1], [1, 2]])
/// assert(abs(log_density(tilted, at: [1, 2]) + log(2 * pi) + log(3) / 2) < 1e-14)
/// ```
component gaussian(mean: R[n], covariance: PositiveDefinite[n, n]) over x: R[n] {
  let factor = cholesky(covariance)
  log_density = -sum(solve_triangular(factor, x - mean) ^ 2) / 2 - sum(log(diagonal(factor))) -
    n * log(2 * pi) / 2
  draw = mean + factor @ noise(like: x)
  mean = mean
  variance = diagonal(covariance)
}

/// The Gaussian over a vector, by its precision matrix, the inverse of its covariance.
///
///     log p(x) = −(x − mean)ᵀ precision (x − mean) / 2 + log det(precision) / 2 − n log(2π) / 2
///
/// `mean` is in the units of `x`, `precision` in 1 / their squares. Support: R[n]. Mean `mean`,
/// variances the diagonal of the inverse.
///
/// ```comp
/// let sharp = gaussian(mean: [0, 0], precision: [[4, 0], [0, 1]])
/// assert(abs(log_density(sharp, at: [0, 0]) + log(2 * pi) - log(2)) < 1e-14)
/// ```
component gaussian(mean: R[n], precision: PositiveDefinite[n, n]) over x: R[n] {
  let factor = cholesky(precision)
  log_density = -sum((transpose(factor) @ (x - mean)) ^ 2) / 2 + sum(log(diagonal(factor))) -
    n * log(2 * pi) / 2
  draw = mean + solve_triangular(factor, noise(like: x), transposed: true)
  mean = mean
  variance = transpose(solve_triangular(factor, identity(n)) ^ 2) @ ones(n)
}
