import CompPlatform

/// The quantile of the standard normal: Acklam's approximation, then one step of Halley's method,
/// which leaves an error of a few ulp.
package func normalQuantile(_ p: Double) -> Double {
  guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
  let a = [
    -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02,
    -3.066479806614716e+01, 2.506628277459239e+00,
  ]
  let b = [
    -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
    -1.328068155288572e+01,
  ]
  let c = [
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00,
    4.374664141464968e+00, 2.938163982698783e+00,
  ]
  let d = [
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00,
  ]
  func ratio(_ numerator: [Double], _ denominator: [Double], _ x: Double) -> Double {
    numerator.reduce(0) { $0 * x + $1 } / (denominator.reduce(0) { $0 * x + $1 } * x + 1)
  }
  var x: Double
  if p < 0.02425 {
    x = ratio(c, d, (-2 * log(p)).squareRoot())
  } else if p > 1 - 0.02425 {
    x = -ratio(c, d, (-2 * log1p(-p)).squareRoot())
  } else {
    let q = p - 0.5
    x = ratio(a, b, q * q) * q
  }
  let error = 0.5 * erfc(-x / 2.0.squareRoot()) - p
  let step = error * (2 * Double.pi).squareRoot() * exp(x * x / 2)
  x -= step / (1 + x * step / 2)
  return x
}
