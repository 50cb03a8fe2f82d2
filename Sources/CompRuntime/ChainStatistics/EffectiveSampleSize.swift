import CompPlatform

package func mean(_ values: [Double]) -> Double {
  values.reduce(0, +) / Double(values.count)
}

/// With n − ddof in the denominator.
package func variance(_ values: [Double], ddof: Int = 1) -> Double {
  let center = mean(values)
  return values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(values.count - ddof)
}

/// The q-quantile by linear interpolation between order statistics: number 7 of Hyndman and Fan
/// (1996), in the arithmetic of SciPy's `mquantiles`, since the tail's effective size asks which
/// values equal a quantile.
package func quantile(sorted: [Double], _ q: Double) -> Double {
  quantile(q, count: sorted.count) { sorted[$0] }
}

/// The same of values in rising order that are asked for by their places.
func quantile(_ q: Double, count: Int, _ sorted: (Int) -> Double) -> Double {
  guard count > 0 else { return .nan }
  let place = Double(count) * q + (1 - q)
  let below = min(max(1, Int(place)), max(count - 1, 1))
  guard below < count else { return sorted(count - 1) }
  let part = min(max(place - Double(below), 0), 1)
  let (low, high) = (sorted(below - 1), sorted(below))
  // Zero times an infinity would be NaN.
  if part == 0 || low == high { return low }
  return part == 1 ? high : (1 - part) * low + part * high
}

/// The effective sample size of the mean (Vehtari et al. 2021, eq. 10 and 11), with Geyer's initial
/// monotone sequence; NaN below two draws a chain.
package func effectiveSampleSize(_ chains: ChainValues) -> Double {
  SpreadOfChains(chains, lags: true) { Array($0) }.effectiveSize
}

/// Within and between chains: what effective sizes and R-hat are made of. One chain is looked at after the
/// other, so that no more than one is held a second time.
struct SpreadOfChains {
  private let count: Int
  private let length: Int
  private var means: [Double] = []
  /// Sums over the chains of their variances, and of their autocovariances at each lag.
  private var variances = 0.0
  private var lags: [Double] = []
  private var (smallest, largest, isFinite) = (Double.infinity, -Double.infinity, true)

  /// - Parameters:
  ///   - lags: whether autocovariances are asked for.
  ///   - transform: what is looked at in place of the values of a chain.
  init(_ chains: ChainValues, lags: Bool, _ transform: (ArraySlice<Double>) -> [Double]) {
    (count, length) = (chains.count, chains.length)
    guard length >= 2 else { return }
    if lags { self.lags = Array(repeating: 0, count: length) }
    means.reserveCapacity(count)
    for chain in 0..<count {
      let values = transform(chains[chain])
      means.append(mean(values))
      variances += variance(values)
      for value in values {
        smallest = min(smallest, value)
        largest = max(largest, value)
        isFinite = isFinite && value.isFinite
      }
      guard lags, isFinite else { continue }
      for (lag, value) in autocovariance(values).enumerated() { self.lags[lag] += value }
    }
  }

  /// R-hat of Gelman and Rubin.
  var rHat: Double {
    guard length > 1, count > 1 else { return .nan }
    let between = Double(length) * variance(means)
    let within = variances / Double(count)
    return ((between / within + Double(length) - 1) / Double(length)).squareRoot()
  }

  var effectiveSize: Double {
    let (m, n) = (count, length)
    guard n >= 2, isFinite else { return .nan }
    // Values that differ by rounding alone are one value (ArviZ draws the line here).
    if largest - smallest < 1e-15 { return Double(m * n) }
    let meanWithin = lags[0] * Double(n) / Double(n - 1) / Double(m)
    var varPlus = meanWithin * Double(n - 1) / Double(n)
    if m > 1 { varPlus += variance(means) }
    func rho(_ t: Int) -> Double { 1 - (meanWithin - lags[t] / Double(m)) / varPlus }
    var rhos = [Double](repeating: 0, count: n)
    rhos[0] = 1
    var even = 1.0
    var odd = rho(1)
    rhos[1] = odd
    var t = 1
    while t < n - 3, even + odd > 0 {
      even = rho(t + 1)
      odd = rho(t + 2)
      if even + odd >= 0 {
        rhos[t + 1] = even
        rhos[t + 2] = odd
      }
      t += 2
    }
    let last = t - 2
    if even > 0, last + 1 < n { rhos[last + 1] = even }
    t = 1
    while t <= last - 2 {
      if rhos[t + 1] + rhos[t + 2] > rhos[t - 1] + rhos[t] {
        rhos[t + 1] = (rhos[t - 1] + rhos[t]) / 2
        rhos[t + 2] = rhos[t + 1]
      }
      t += 2
    }
    let total = Double(m * n)
    let sum = rhos[0..<max(last + 1, 0)].reduce(0, +)
    var tau = -1 + 2 * sum + (last + 1 >= 0 && last + 1 < n ? rhos[last + 1] : 0)
    tau = max(tau, 1 / log10(total))
    return total / tau
  }
}

/// Biased autocovariances at all lags, by the fast Fourier transform.
func autocovariance(_ values: [Double]) -> [Double] {
  let n = values.count
  let center = mean(values)
  var size = 1
  while size < 2 * n { size *= 2 }
  var real = values.map { $0 - center } + Array(repeating: 0, count: size - n)
  var imaginary = [Double](repeating: 0, count: size)
  fourierTransform(&real, &imaginary)
  for index in 0..<size {
    real[index] = real[index] * real[index] + imaginary[index] * imaginary[index]
    imaginary[index] = 0
  }
  fourierTransform(&real, &imaginary)
  return (0..<n).map { real[$0] / Double(size) / Double(n) }
}

/// In place, radix 2, of a power of two values.
private func fourierTransform(_ real: inout [Double], _ imaginary: inout [Double]) {
  let n = real.count
  var j = 0
  for i in 1..<n {
    var bit = n >> 1
    while j & bit != 0 {
      j ^= bit
      bit >>= 1
    }
    j |= bit
    if i < j {
      real.swapAt(i, j)
      imaginary.swapAt(i, j)
    }
  }
  var length = 2
  while length <= n {
    let angle = -2 * Double.pi / Double(length)
    let half = length / 2
    let cosines = (0..<half).map { cos(angle * Double($0)) }
    let sines = (0..<half).map { sin(angle * Double($0)) }
    for start in stride(from: 0, to: n, by: length) {
      for k in 0..<half {
        let (a, b) = (start + k, start + k + half)
        let r = real[b] * cosines[k] - imaginary[b] * sines[k]
        let i = real[b] * sines[k] + imaginary[b] * cosines[k]
        (real[b], imaginary[b]) = (real[a] - r, imaginary[a] - i)
        (real[a], imaginary[a]) = (real[a] + r, imaginary[a] + i)
      }
    }
    length *= 2
  }
}
