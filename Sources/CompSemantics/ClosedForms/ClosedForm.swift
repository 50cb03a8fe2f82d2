import CompIR
import func Foundation.exp
import func Foundation.log

/// A density whose integrals are known: a sum of Gaussian terms, each for one assignment of the
/// discrete variables.
///
/// `f(x, z) = Σ_{terms t with z_t = z} exp(c_t + η_tᵀx − ½ xᵀΛ_t x)`. The family is closed under
/// products, conditioning and marginals, and under powers and quotients where terms do not overlap.
package struct ClosedForm: Sendable {
  package struct Term: Sendable {
    /// The value of each discrete coordinate.
    package var assignment: [Int]
    package var gaussian: GaussianForm
  }

  /// More terms than this are not kept in closed form.
  package static let termLimit = 4096

  /// The variables that the coordinates are elements of.
  package var variables: [String: Variable]
  package var real: [Coordinate]
  package var discrete: [Coordinate]
  package var terms: [Term]

  package init(
    variables: [String: Variable], real: [Coordinate], discrete: [Coordinate], terms: [Term]
  ) {
    self.variables = variables
    self.real = real
    self.discrete = discrete
    self.terms = terms
  }

  /// The same function over larger lists of coordinates; nil where a discrete one is missing.
  private func embedded(real wanted: [Coordinate]) -> ClosedForm {
    if wanted == real { return self }
    var place: [Coordinate: Int] = [:]
    for (position, coordinate) in wanted.enumerated() { place[coordinate] = position }
    let positions = real.compactMap { place[$0] }
    var result = self
    result.real = wanted
    result.terms = terms.map {
      Term(
        assignment: $0.assignment,
        gaussian: $0.gaussian.embedded(in: wanted.count, at: positions))
    }
    return result
  }

  private static func union(_ a: [Coordinate], _ b: [Coordinate]) -> [Coordinate] {
    let known = Set(a)
    return a + b.filter { !known.contains($0) }
  }

  /// The product with the b-th power of another; nil where there would be too many terms, or where
  /// the power of a sum is no sum.
  package func multiplied(by other: ClosedForm, power b: Double = 1) -> ClosedForm? {
    if b != 1, !other.hasDisjointTerms { return nil }
    guard terms.count * other.terms.count <= ClosedForm.termLimit else { return nil }
    let coordinates = ClosedForm.union(real, other.real)
    let states = ClosedForm.union(discrete, other.discrete)
    let left = embedded(real: coordinates)
    let right = other.embedded(real: coordinates)
    let mine = states.map { discrete.firstIndex(of: $0) }
    let theirs = states.map { other.discrete.firstIndex(of: $0) }
    var products: [Term] = []
    for x in left.terms {
      for y in right.terms {
        var assignment: [Int] = []
        for (i, j) in zip(mine, theirs) {
          let (a, b) = (i.map { x.assignment[$0] }, j.map { y.assignment[$0] })
          if let a, let b, a != b { break }
          assignment.append(a ?? b ?? 0)
        }
        guard assignment.count == states.count else { continue }
        products.append(
          Term(
            assignment: assignment, gaussian: x.gaussian.multiplied(by: y.gaussian, power: b)))
      }
    }
    return ClosedForm(
      variables: variables.merging(other.variables) { first, _ in first }, real: coordinates,
      discrete: states, terms: products)
  }

  /// Whether each assignment of the discrete variables has one term.
  package var hasDisjointTerms: Bool { Set(terms.map(\.assignment)).count == terms.count }

  package func raised(to power: Double) -> ClosedForm? {
    guard hasDisjointTerms else { return nil }
    var result = self
    for index in terms.indices {
      result.terms[index].gaussian = terms[index].gaussian.raised(to: power)
    }
    return result
  }

  /// The weighted sum of forms over the same coordinates; nil where those differ.
  package static func mixture(_ parts: [(logWeight: Double, form: ClosedForm)]) -> ClosedForm? {
    guard let first = parts.first?.form else { return nil }
    var result = first
    result.terms = []
    for (logWeight, form) in parts {
      guard Set(form.real) == Set(first.real), form.discrete == first.discrete else { return nil }
      for var term in form.embedded(real: first.real).terms {
        term.gaussian.constant += logWeight
        result.terms.append(term)
      }
    }
    return result.terms.count <= termLimit ? result : nil
  }

  package func conditioned(on values: [Coordinate: Double]) -> ClosedForm {
    let kept = real.indices.filter { values[real[$0]] == nil }
    let fixed = real.indices.compactMap { position in
      values[real[position]].map { (position: position, value: $0) }
    }
    let keptStates = discrete.indices.filter { values[discrete[$0]] == nil }
    var result = self
    result.real = kept.map { real[$0] }
    result.discrete = keptStates.map { discrete[$0] }
    result.terms = terms.compactMap { term in
      for (position, coordinate) in discrete.enumerated() {
        if let value = values[coordinate], Double(term.assignment[position]) != value { return nil }
      }
      return Term(
        assignment: keptStates.map { term.assignment[$0] },
        gaussian: term.gaussian.conditioned(keeping: Array(kept), fixing: fixed))
    }
    return result
  }

  /// The marginal over the kept coordinates; nil where an integral is infinite.
  package func marginal(keeping kept: Set<Coordinate>) -> ClosedForm? {
    let positions = real.indices.filter { kept.contains(real[$0]) }
    let states = discrete.indices.filter { kept.contains(discrete[$0]) }
    var result = self
    result.real = positions.map { real[$0] }
    result.discrete = states.map { discrete[$0] }
    result.terms = []
    for term in terms {
      guard let gaussian = term.gaussian.integrated(keeping: Array(positions)) else { return nil }
      result.terms.append(
        Term(assignment: states.map { term.assignment[$0] }, gaussian: gaussian))
    }
    return result
  }

  /// log of the sum of the terms' integrals; nil where one is infinite.
  package var logNormalizer: Double? {
    var logs: [Double] = []
    for term in terms {
      guard let value = term.gaussian.logNormalizer, !value.isNaN else { return nil }
      logs.append(value)
    }
    return logSumExp(logs)
  }

  /// The same with coordinates renamed, or fixed at numbers.
  package func substituting(_ replacement: (Coordinate) -> Substitution.Replacement?) throws
    -> ClosedForm
  {
    var fixed: [Coordinate: Double] = [:]
    for coordinate in real + discrete {
      switch replacement(coordinate) {
      case .number(let value)?: fixed[coordinate] = value
      case nil, .element?: break
      case .component?: throw ShapeError("a closed form cannot take an expression")
      }
    }
    var result = conditioned(on: fixed)
    func renamed(_ coordinate: Coordinate) -> Coordinate {
      guard case .element(let variable, let element)? = replacement(coordinate) else {
        return coordinate
      }
      result.variables[variable.name] = variable
      return Coordinate(variable: variable.name, element: element)
    }
    result.real = result.real.map(renamed)
    result.discrete = result.discrete.map(renamed)
    return result
  }

  // MARK: As expressions

  private func vector(_ coordinates: [Coordinate]) throws -> Expr {
    var pieces: [Expr] = []
    var run: [Int] = []
    var name = ""
    func flush() {
      if let variable = variables[name], !run.isEmpty {
        pieces.append(
          Expr(VariablePart(variable: variable, elements: run, shape: [run.count])))
      }
      run = []
    }
    for coordinate in coordinates {
      if coordinate.variable != name {
        flush()
        name = coordinate.variable
      }
      run.append(coordinate.element)
    }
    flush()
    if pieces.isEmpty { return Expr(Tensor(shape: [0], values: [])) }
    return pieces.count == 1 ? pieces[0] : try .apply(.concatenate(axis: 0), pieces)
  }

  /// The log density over its variables, all terms at once: `log Σ exp(c + ηᵀx − ½ xᵀΛx)`, with
  /// terms of other assignments left out. Proper terms are written about their means, where the
  /// quadratic form loses no digits.
  package func logDensity() throws -> Expr {
    if terms.isEmpty { return Expr(-.infinity) }
    let x = try vector(real)
    let z = try vector(discrete)
    let logs = try terms.map { term -> Expr in
      var value = try term.gaussian.logDensity(of: x)
      if !discrete.isEmpty {
        let states = Expr(Tensor(term.assignment.map(Double.init)))
        let fits = try Expr.apply(
          .reduce(.all, axes: [0]), [.scalar(.equal, z, states)])
        value = try .apply(.select, [fits, value, Expr(-.infinity)])
      }
      return value
    }
    return try .logSumExp(logs)
  }

  /// One exact draw: values of the real and of the discrete coordinates, in their order.
  package func draw() throws -> (real: Expr?, discrete: Expr?) {
    var logs: [Double] = []
    for term in terms { logs.append(term.gaussian.logNormalizer ?? .nan) }
    let total = logSumExp(logs)
    let count = terms.count
    let n = real.count
    var index = Expr(0)
    if count > 1 {
      var cumulative = 0.0
      let bounds = logs.dropLast().map { log -> Double in
        cumulative += exp(log - total)
        return cumulative
      }
      let pick = Expr(.operation(.uniform(site: 0, .scalar), []), type: .real(.scalar))
      let above = try Expr.scalar(.less, Expr(Tensor(Array(bounds))), pick)
      index = try .apply(
        .reduce(.sum, axes: [0]), [.apply(.select, [above, Expr(1), Expr(0)])])
    }
    func lookUp(_ rows: [[Double]], _ shape: Shape) throws -> Expr {
      if count == 1 { return Expr(Tensor(shape: shape, values: rows[0])) }
      let table = Tensor(shape: Shape([count] + shape.dimensions), values: rows.flatMap { $0 })
      return try .apply(.gather, [Expr(table), index])
    }
    var realDraw: Expr?
    if n > 0 {
      let noise = Expr(.operation(.normal(site: 0, [n]), []), type: .real([n]))
      let factors = terms.compactMap(\.gaussian.factor)
      guard factors.count == count else { throw ShapeError("a term is improper") }
      let means = try lookUp(zip(factors, terms).map { $0.solve($1.gaussian.information) }, [n])
      let step: Expr
      if terms.allSatisfy(\.gaussian.isDiagonal) {
        let scales = try lookUp(
          factors.map { factor in (0..<n).map { 1 / factor.lower[$0 * n + $0] } }, [n])
        step = try .scalar(.multiply, scales, noise)
      } else {
        // L⁻ᵀ as a matrix: its product with normals has covariance Λ⁻¹.
        let matrices = try lookUp(
          factors.map { factor in
            var rows = [Double](repeating: 0, count: n * n)
            for column in 0..<n {
              var unit = [Double](repeating: 0, count: n)
              unit[column] = 1
              let x = factor.solveTransposed(unit)
              for row in 0..<n { rows[row * n + column] = x[row] }
            }
            return rows
          }, [n, n])
        step = try .apply(.matrixMultiply, [matrices, noise])
      }
      realDraw = try .scalar(.add, means, step)
    }
    let states =
      discrete.isEmpty
      ? nil : try lookUp(terms.map { $0.assignment.map(Double.init) }, [discrete.count])
    return (realDraw, states)
  }
}

extension GaussianForm {
  /// The log density of a vector expression.
  fileprivate func logDensity(of x: Expr) throws -> Expr {
    guard count > 0 else { return Expr(constant) }
    if let center = mean {
      let residual = try Expr.scalar(.subtract, x, Expr(Tensor(center)))
      let peak = logDensity(at: center)
      return try .scalar(
        .subtract, Expr(peak), .scalar(.multiply, Expr(0.5), quadratic(residual)))
    }
    let linear = try Expr.apply(.matrixMultiply, [Expr(Tensor(information)), x])
    return try .scalar(
      .add, Expr(constant),
      .scalar(.subtract, linear, .scalar(.multiply, Expr(0.5), quadratic(x))))
  }

  private func quadratic(_ x: Expr) throws -> Expr {
    if isDiagonal {
      let weights = Expr(Tensor((0..<count).map { precision[$0 * count + $0] }))
      return try Expr.scalar(.multiply, weights, .scalar(.multiply, x, x)).total()
    }
    let matrix = Expr(Tensor(shape: [count, count], values: precision))
    return try .apply(.matrixMultiply, [x, .apply(.matrixMultiply, [matrix, x])])
  }
}

/// log Σ exp, stable.
package func logSumExp(_ values: [Double]) -> Double {
  let largest = values.max() ?? -.infinity
  guard largest.isFinite else { return largest }
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
