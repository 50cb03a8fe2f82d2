/// The Dirichlet distribution on the simplex, with positive `concentration`s.
///
///     log p(x) = Σᵢ (concentrationᵢ − 1) log xᵢ + log Γ(Σᵢ concentrationᵢ) − Σᵢ log Γ(concentrationᵢ)
///
/// with respect to Lebesgue measure on all coordinates but the last. Support: positive x that sum to
/// one, without units, as the concentrations are. With s the sum of the concentrations c, mean c/s,
/// variance c (s − c)/(s² (s + 1)). (Kotz, Balakrishnan, Johnson: Continuous Multivariate
/// Distributions, chapter 49.) Where the concentrations have a large sum each is taken about the saddle
/// point, for their terms cancel.
///
/// ```comp
/// assert(abs(log_density(dirichlet([1, 1, 1]), at: [0.2, 0.3, 0.5]) - log(2)) < 1e-14)
/// let draws = sample(dirichlet([1, 2, 3]), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[2] - 0.5) < 5 * sqrt(0.25 / 7 / 10_000), "within five standard errors")
/// ```
component dirichlet(concentration: Positive[n]) over x: Simplex[n] {
  let total = sum(concentration)
  let direct = sum(xlogy(concentration - 1, x)) + lgamma(total) - sum(lgamma(concentration))
  let inside = if x > 0 { x } else { 1 }
  let terms = if x > 0 {
    log_poisson_term(concentration, total * inside) + log(concentration) - log(inside)
  } else {
    xlogy(concentration - 1, x) + log(total)
  }
  let saddle = sum(terms) - log(total) - log_poisson_term(total, total)
  log_density = if total < 20 { direct } else { saddle }
  let logs = gamma_log_draw(concentration, x)
  draw = exp(logs - log_sum_exp(logs))
  mean = concentration / total
  variance = concentration * (total - concentration) / (total ^ 2 * (total + 1))
}
