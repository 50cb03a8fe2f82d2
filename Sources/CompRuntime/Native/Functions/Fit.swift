import CompIR

/// The coefficients of one polynomial in either precision, from the constant upwards. They are
/// minimax fits, made with 80 digits, of which each coefficient was rounded before the next was
/// fitted; the error that remains stands beside them.
struct Fit: Sendable {
  let float: [Double]
  let double: [Double]

  subscript(precision: Precision) -> [Double] {
    switch precision {
    case .float: float
    case .double: double
    }
  }
}

extension FunctionAssembly {
  /// `c₀ + x (c₁ + x (c₂ + …))` by the fit for the target's precision.
  func polynomial(_ x: String, _ fit: Fit) -> String {
    polynomial(x, fit[target.precision])
  }

  func constant(float: Double, double: Double) -> String {
    constant(target.precision == .float ? float : double)
  }
}
