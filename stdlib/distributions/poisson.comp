/// The Poisson distribution of counts; `rate` (positive) is the expected count.
///
///     log p(x) = x log rate − rate − log x!
///
/// Values 0, 1, 2, …; `rate` is in counts. Mean and variance `rate`. (Johnson, Kemp, Kotz: Univariate
/// Discrete Distributions, chapter 4.)
///
/// ```comp
/// assert(abs(log_density(poisson(2), at: 3) - log(8 / 6) + 2) < 1e-14)
/// let draws = sample(poisson(25), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 25) < 5 * 5 / sqrt(10_000), "within five standard errors")
/// ```
component poisson(rate: Positive) over x: Natural {
  log_density = log_poisson_term(x, rate)
  draw = poisson_draw(rate, x)
  mean = rate
  variance = rate
}

/// Poisson draws in the shape of `like`.
func poisson_draw(rate, like) {
  return if rate < 10 { poisson_inversion(rate, like) } else { poisson_rejection(rate, like) }
}

/// Draws by sequential search, for rates below 10.
func poisson_inversion(rate, like) {
  let m = min(rate, 10)
  let u = uniform_noise(like: like)
  var k = zeros(like: like)
  var term = exp(-m) + zeros(like: like)
  var total = term
  // Beyond 80 lies less than 1e-40.
  repeat 80 while any(u > total) {
    let more = u > total
    let next = term * m / (k + 1)
    k = if more { k + 1 } else { k }
    term = if more { next } else { term }
    total = if more { total + next } else { total }
  }
  return k
}

/// Draws by transformed rejection, for rates of 10 and more. (Hörmann 1993, "The transformed rejection
/// method for generating Poisson random variables", algorithm PTRS.)
func poisson_rejection(rate, like) {
  let m = max(rate, 10)
  let b = 0.931 + 2.53 * sqrt(m)
  let a = -0.059 + 0.02483 * b
  let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
  let squeeze = 0.9277 - 3.6224 / (b - 2)
  var value = floor(m) + zeros(like: like)
  var done = zeros(like: like) > 1
  repeat 100 while any(!done) {
    let u = uniform_noise(like: like) - 0.5
    let v = uniform_noise(like: like)
    let us = 0.5 - abs(u)
    let k = floor((2 * a / us + b) * u + m + 0.43)
    let safe = max(k, 0)
    let sure = us >= 0.07 && v <= squeeze
    let fits = k >= 0 && (sure || ((us >= 0.013 || v <= us)
          && log(v * inverse_alpha / (a / (us * us) + b)) <= log_poisson_term(safe, m)))
    value = if !done && fits { safe } else { value }
    done = done || fits
  }
  return value
}
