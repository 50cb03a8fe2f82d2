/// The binomial distribution: successes in `n` trials, each with probability `p`.
///
///     log p(x) = log C(n, x) + x log p + (n − x) log(1 − p)
///
/// Values 0, …, n; `n` is a count, `p` has no unit. Mean n p, variance n p (1 − p). (Johnson, Kemp,
/// Kotz: Univariate Discrete Distributions, chapter 3.) It is computed from three Poisson terms, whose
/// large parts cancel before they are computed, so that float keeps its digits for millions of trials.
/// (Loader 2000, "Fast and accurate computation of binomial probabilities".)
///
/// ```comp
/// assert(abs(log_density(binomial(4, 0.5), at: 2) - log(6 / 16)) < 1e-14)
/// let draws = sample(binomial(100, 0.3), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 30) < 5 * sqrt(21 / 10_000), "within five standard errors")
/// ```
component binomial(n: Natural, p: UnitInterval) over x: 0..<(n + 1) {
  log_density = log_poisson_term(x, n * p) + log_poisson_term(n - x, n * (1 - p)) -
    log_poisson_term(n, n)
  let rare = min(p, 1 - p)
  let few = if n * rare < 10 {
    binomial_inversion(n, rare, x)
  } else {
    binomial_rejection(n, rare, x)
  }
  draw = if p > 0.5 { n - few } else { few }
  mean = n * p
  variance = n * p * (1 - p)
}

/// Draws by sequential search, for n p < 10, p ≤ ½.
func binomial_inversion(n, p, like) {
  let chance = min(p, 10 / n)
  let odds = chance / (1 - chance)
  let u = uniform_noise(like: like)
  var k = zeros(like: like)
  var term = exp(n * log1p(-chance)) + zeros(like: like)
  var total = term
  // Beyond 80 lies less than 1e-40.
  repeat 80 while any(u > total) {
    let next = term * odds * (n - k) / (k + 1)
    let more = u > total
    k = if more { min(k + 1, n) } else { k }
    term = if more { next } else { term }
    total = if more { total + next } else { total }
  }
  return k
}

/// Draws by transformed rejection, for n p ≥ 10, p ≤ ½. (Hörmann 1993, "The generation of binomial
/// random variates", algorithm BTRS.)
func binomial_rejection(n, p, like) {
  let chance = max(p, min(10 / n, 0.5))
  let spread = sqrt(n * chance * (1 - chance))
  let b = 1.15 + 2.53 * spread
  let a = -0.0873 + 0.0248 * b + 0.01 * chance
  let center = n * chance + 0.5
  let squeeze = 0.92 - 4.2 / b
  let alpha = (2.83 + 5.1 / b) * spread
  let mode = floor((n + 1) * chance)
  let log_chance = func(k) = log_poisson_term(k, n * chance) +
    log_poisson_term(n - k, n * (1 - chance))
  let largest = log_chance(mode)
  var value = mode + zeros(like: like)
  var done = zeros(like: like) > 1
  repeat 100 while any(!done) {
    let u = uniform_noise(like: like) - 0.5
    let v = uniform_noise(like: like)
    let us = 0.5 - abs(u)
    let k = floor((2 * a / us + b) * u + center)
    let inside = k >= 0 && k <= n
    let safe = min(max(k, 0), n)
    let bound = log_chance(safe) - largest
    let fits = inside
      && ((us >= 0.07 && v <= squeeze) || log(v * alpha / (a / (us * us) + b)) <= bound)
    value = if !done && fits { safe } else { value }
    done = done || fits
  }
  return value
}
