import CompIR

/// Discrete variables are summed out up to this many joint states.
private let stateLimit = 1024
/// Gaussian blocks are recognised up to this many coordinates.
private let coordinateLimit = 600

extension ClosedForm {
  /// The closed form of a log density over some variables: quadratic in the real ones for each
  /// state of the discrete ones. Nil where it is not that.
  ///
  /// The quadratic is read off its gradient, which is affine: g(0) and g(eᵢ) − g(0) are η and −Λeᵢ.
  package init?(_ logDensity: Expr, over space: Space) throws {
    var variables: [String: Variable] = [:]
    var real: [Coordinate] = []
    var discrete: [Coordinate] = []
    var states: [[Int]] = [[]]
    for member in space.members {
      variables[member.variable.name] = member.variable
      let coordinates = member.elements.map {
        Coordinate(variable: member.variable.name, element: $0)
      }
      if member.variable.domain.isDiscrete {
        guard let values = member.variable.domain.finiteValues else { return nil }
        for _ in coordinates {
          guard states.count * values.count <= stateLimit else { return nil }
          states = states.flatMap { state in values.map { state + [$0] } }
        }
        discrete += coordinates
      } else {
        guard member.domain.isUnbounded else { return nil }
        real += coordinates
      }
    }
    guard real.count <= coordinateLimit else { return nil }
    var terms: [Term] = []
    for state in states {
      var expr = logDensity
      if !discrete.isEmpty {
        var values: [Coordinate: Double] = [:]
        for (coordinate, value) in zip(discrete, state) { values[coordinate] = Double(value) }
        var substitution = Substitution { part, element in
          values[Coordinate(variable: part.name, element: element)].map { .number($0) }
        }
        expr = try substitution(expr).foldingTruth()
      }
      guard expr.polynomialDegree != nil else { return nil }
      guard let gaussian = try GaussianForm(quadratic: expr, in: real) else { return nil }
      if gaussian.constant == -.infinity { continue }
      guard gaussian.constant.isFinite else { return nil }
      terms.append(Term(assignment: state, gaussian: gaussian))
    }
    self.init(variables: variables, real: real, discrete: discrete, terms: terms)
  }
}

extension GaussianForm {
  /// Reads the coefficients of a quadratic expression.
  fileprivate init?(quadratic expr: Expr, in coordinates: [Coordinate]) throws {
    let n = coordinates.count
    var place: [Coordinate: Int] = [:]
    for (position, coordinate) in coordinates.enumerated() { place[coordinate] = position }
    let leaf = Expr.Leaf("x", .real([n]))
    let whole = Expr(leaf)
    var lowering = Lowering(name: "quadratic") { part in
      var substitution = Substitution { part, element in
        place[Coordinate(variable: part.name, element: element)].map { .component(whole, $0) }
      }
      return try? substitution(Expr(part))
    }
    lowering.parameter(leaf)
    let value = try lowering.lower(expr)
    let function = lowering.finish(results: [("value", value)])
    let gradient = try function.gradient(of: 0, withRespectTo: [0]).simplified()
    let program = ReferenceProgram(gradient)
    // All unit vectors at once, one a chain; the last chain is the origin.
    var columns = [Double](repeating: 0, count: n * (n + 1))
    for i in 0..<n { columns[i * (n + 1) + i] = 1 }
    let results = program.run(
      [.varying(Columns(shape: [n], chains: n + 1, values: columns))], chains: 0..<(n + 1),
      key: RandomKey(seed: 0, step: 0))
    let (values, gradients) = (results[0].values, results[1].values)
    var precision = [Double](repeating: 0, count: n * n)
    var information = [Double](repeating: 0, count: n)
    for i in 0..<n {
      information[i] = gradients[i * (n + 1) + n]
      for j in 0..<n { precision[i * n + j] = information[i] - gradients[i * (n + 1) + j] }
    }
    for i in 0..<n {
      for j in 0..<i {
        let mean = 0.5 * (precision[i * n + j] + precision[j * n + i])
        precision[i * n + j] = mean
        precision[j * n + i] = mean
      }
    }
    guard (precision + information).allSatisfy(\.isFinite) else { return nil }
    self.init(count: n, precision: precision, information: information, constant: values[n])
  }
}

extension Expr {
  /// Selections whose conditions are known are decided, so that what is left may be a polynomial.
  fileprivate func foldingTruth() throws -> Expr {
    var done: [ObjectIdentifier: Expr] = [:]
    func fold(_ expr: Expr) throws -> Expr {
      if let known = done[ObjectIdentifier(expr)] { return known }
      var result = expr
      if case .operation(let operation, let operands) = expr.node, !operands.isEmpty {
        let folded = try operands.map(fold)
        if case .select = operation, Expr.variables(in: [folded[0]]).isEmpty,
          folded[0].shape.isScalar, let flag = folded[0].knownTruth
        {
          let chosen = flag ? folded[1] : folded[2]
          result =
            chosen.shape == expr.shape ? chosen : try .apply(.broadcast(expr.shape), [chosen])
        } else {
          result = try .apply(operation, folded)
        }
      }
      done[ObjectIdentifier(expr)] = result
      return result
    }
    return try fold(self)
  }

  /// The value of a truth expression without variables.
  var knownTruth: Bool? {
    guard type == .boolean(.scalar) else { return nil }
    var lowering = Lowering(name: "truth")
    guard let value = try? lowering.lower(self) else { return nil }
    return ReferenceProgram(lowering.finish(results: [("truth", value)])).runOnce([])[0].values[0]
      != 0
  }
}
