import CompIR
import CompModel
import CompPlatform
import CompSource

/// A place for densities that no program declares.
let nowhere = Span(SourceFile(name: "test", text: ""), 0..<0)

/// A real variable.
func real(_ name: String, _ shape: Shape = .scalar) -> Variable {
  Variable(name: name, shape: shape, domain: .real)
}

/// One use of a component.
///
/// - Parameter isNormalized: whether the log density has its constant.
func density(
  _ name: String, over variables: Variable..., isNormalized: Bool = false,
  isScoreOnly: Bool = false,
  logDensity: Expr
) -> Density {
  Density(
    Factor(
      component: name, declaration: nowhere, over: variables.map(\.whole), logDensity: logDensity,
      support: nil, isNormalized: isNormalized, isScoreOnly: isScoreOnly, draw: nil), span: nowhere)
}

/// −½ ((x − mean) / deviation)², with its constant.
func gaussianLog(_ x: Expr, mean: Double, deviation: Double) throws -> Expr {
  let z = try Expr.scalar(
    .divide, .scalar(.subtract, x, Expr(mean)), Expr(deviation))
  let square = try Expr.scalar(.multiply, Expr(-0.5), .scalar(.multiply, z, z))
  return try .scalar(.subtract, square, Expr(0.9189385332046727 + log(deviation)))
}

func gaussian(_ x: Variable, mean: Double, deviation: Double) throws -> Density {
  density(
    "gaussian", over: x, isNormalized: true,
    logDensity: try gaussianLog(Expr(x.whole), mean: mean, deviation: deviation))
}

/// The energy x⁴.
func quartic(_ x: Variable) throws -> Density {
  let square = try Expr.scalar(.multiply, Expr(x.whole), Expr(x.whole))
  return density(
    "quartic", over: x,
    logDensity: try .scalar(.negate, .scalar(.multiply, square, square)))
}

extension Expr {
  /// The value of a scalar where its variables have these elements.
  func value(_ point: [String: [Double]]) throws -> Double? {
    var substitution = Substitution { part, element in
      point[part.name].map { .number($0[element]) }
    }
    return try substitution(self).groundValue
  }
}

/// ∫ f over (−12, 12) by the trapezoidal rule, which is exact to rounding for analytic functions that fall so fast.
func integral(_ f: (Double) throws -> Double) rethrows -> Double {
  try (-480...480).reduce(0.0) { try $0 + f(Double($1) / 40) } / 40
}
