/// The uniform distribution on every other square of a board of `cells` × `cells` squares that covers
/// −extent < x < extent in both coordinates (`extent` in the units of `x`); the squares of even
/// row + column belong to it, counted from the lower left.
///
///     log p(x) = −log(⌈cells²/2⌉ (2 extent / cells)²)
///
/// Support: these squares. Mean 0; variances extent²/3 (1 + e), where e is 0 for an even n = `cells` and
/// 2 (n² − 1)/(n² (n² + 1)) for an odd one, whose outer columns have more squares. (One of the
/// toy densities of Grathwohl et al. 2019, "FFJORD", figure 2.)
///
/// ```comp
/// assert(abs(log_density(checkerboard(), at: [-1.5, -1.5]) + log(8)) < 1e-15)
/// let draws = sample(checkerboard(), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[0]) < 5 * sqrt(4 / 3 / 10_000), "within five standard errors")
/// ```
component checkerboard(cells: Int = 4, extent: Positive = 2) over x: Between(-extent, extent)[2] {
  let n = 1.0 * cells
  let side = 2 * extent / n
  let count_in = ceil(n * n / 2)
  let steps = floor((x + extent) / side)
  let parity = steps[0] + steps[1]
  support = parity - 2 * floor(parity / 2) < 0.5
  log_density = -log(count_in * side ^ 2)
  // The squares that belong to it are every other one in rows; where rows have an even number of
  // squares, odd rows begin one later.
  let index = 2 * floor(count_in * uniform_noise(like: x[0]))
  let row = floor(index / cells)
  let shift = if mod(cells, 2) == 0 { row - 2 * floor(row / 2) } else { zeros(like: x[0]) }
  let column = index - cells * row + shift
  draw = side * ([column, row] + uniform_noise(like: x)) - extent
  mean = [0, 0]
  let excess = if mod(cells, 2) == 0 { 0.0 } else { 2 * (n ^ 2 - 1) / (n ^ 2 * (n ^ 2 + 1)) }
  variance = extent ^ 2 / 3 * (1 + excess) * ones(2)
}
