/// The categorical distribution over 0, 1, …, k − 1, with probabilities in proportion to `p`.
///
///     log p(x) = log(p[x] / Σ p)
///
/// Values 0, …, k − 1; `p` is positive, in any one unit. (Johnson, Kotz, Balakrishnan: Discrete
/// Multivariate Distributions, chapter 35, of one trial.)
///
/// ```comp
/// assert(abs(log_density(categorical([1, 2, 1]), at: 1) + log(2)) < 1e-15)
/// let draws = sample(categorical([1, 2, 1]), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 1) < 5 * sqrt(0.5 / 10_000), "within five standard errors")
/// ```
component categorical(p: Weights[k]) over x: 0..<k {
  let total = sum(p)
  log_density = log(p[x]) - log(total)
  let below = cumulative_sum(p)
  let u = total * uniform_noise(like: x)
  var index = zeros(like: x)
  for i in 0..<(k - 1) {
    index = if u >= below[i] { index + 1 } else { index }
  }
  draw = index
  let first = sum(p * [i for i in 0..<k]) / total
  mean = first
  variance = sum(p * [i ^ 2 for i in 0..<k]) / total - first ^ 2
}
