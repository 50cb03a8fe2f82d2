import CompIR

import func CompPlatform.exp
import func CompPlatform.log

extension ClosedForm {
  /// The log density over its variables: `log Σ exp(c + ηᵀd − ½ dᵀΛd)`, `d = x − o`, with terms of other
  /// assignments left out.
  ///
  /// - Parameter isNormalized: whether the normaliser is taken away; the form must have one.
  package func logDensity(isNormalized: Bool = false) throws -> Expr {
    if terms.isEmpty { return Expr(-.infinity) }
    let logs = try ClosedForm.logs(
      of: terms.map(\.gaussian), at: vector(real), isNormalized: isNormalized)
    let z = try vector(discrete)
    return try masked(logs, by: z, of: Array(discrete.indices)).logSumExp()
  }

  /// The log of each Gaussian at a vector, as a vector.
  ///
  /// Proper ones are written about their means, where the quadratic form loses no digits:
  /// peak − ½ |U (x − mean)|² with Λ = UᵀU.
  private static func logs(
    of gaussians: [GaussianForm], at x: Expr, isNormalized: Bool = false
  ) throws -> Expr {
    let (count, n) = (gaussians.count, gaussians[0].count)
    let logNormalizers = isNormalized ? gaussians.map { $0.logNormalizer ?? .nan } : []
    let logNormalizer = logSumExp(logNormalizers)
    guard n > 0 else {
      return Expr(Tensor(gaussians.map { $0.constant - (isNormalized ? logNormalizer : 0) }))
    }
    let factors = gaussians.compactMap(\.factor)
    let half = Expr(0.5)
    guard factors.count == count else {
      // About one origin for all.
      let origin = gaussians[0].origin
      let gaussians = gaussians.map { $0.moved(to: origin) }
      let d =
        origin.contains { $0 != 0 } ? try .scalar(.subtract, x, Expr(Tensor(origin))) : x
      let linear = try Expr.apply(
        .matrixMultiply, [Expr(matrix: gaussians.map(\.information), count, n), d])
      let curved = try Expr.apply(
        .reshape([count, n]),
        [.apply(.matrixMultiply, [Expr(matrix: gaussians.map(\.precision), count * n, n), d])])
      let quadratic = try Expr.apply(.matrixMultiply, [curved, d])
      return try .scalar(
        .add, Expr(Tensor(gaussians.map(\.constant))),
        .scalar(.subtract, linear, .scalar(.multiply, half, quadratic)))
    }
    let means = zip(factors, gaussians).map { factor, gaussian in
      zip(gaussian.origin, factor.solve(gaussian.information)).map { $0 + $1 }
    }
    let peaks = gaussians.indices.map { term -> Double in
      guard isNormalized else { return gaussians[term].logDensity(at: means[term]) }
      return logNormalizers[term] - logNormalizer
        + 0.5 * (factors[term].logDeterminant - Double(n) * log(2 * .pi))
    }
    let scaled: Expr
    if gaussians.allSatisfy(\.isDiagonal) {
      let scales = factors.map { factor in (0..<n).map { factor.lower[$0 * n + $0] } }
      let wide =
        count == 1
        ? try Expr.apply(.reshape([1, n]), [x]) : try Expr.apply(.broadcast([count, n]), [x])
      scaled = try .scalar(
        .multiply, Expr(matrix: scales, count, n),
        .scalar(.subtract, wide, Expr(matrix: means, count, n)))
    } else if count == 1 {
      scaled = try .apply(
        .reshape([1, n]),
        [
          .apply(
            .matrixMultiply,
            [
              Expr(matrix: [factors[0].transposed], n, n),
              .scalar(.subtract, x, Expr(Tensor(means[0]))),
            ])
        ])
    } else {
      let roots = factors.map(\.transposed)
      var shifts = [Double](repeating: 0, count: count * n)
      for (term, (root, mean)) in zip(roots, means).enumerated() {
        for row in 0..<n {
          for column in row..<n { shifts[term * n + row] += root[row * n + column] * mean[column] }
        }
      }
      scaled = try .apply(
        .reshape([count, n]),
        [
          .scalar(
            .subtract, .apply(.matrixMultiply, [Expr(matrix: roots, count * n, n), x]),
            Expr(Tensor(shifts)))
        ])
    }
    let squares = try Expr.apply(
      .reduce(.sum, axes: [1]), [.scalar(.multiply, scaled, scaled)])
    return try .scalar(.subtract, Expr(Tensor(peaks)), .scalar(.multiply, half, squares))
  }

  /// The logs of terms, −∞ for those whose values of some discrete coordinates are not `z`.
  private func masked(_ logs: Expr, by z: Expr, of positions: [Int]) throws -> Expr {
    guard !positions.isEmpty else { return logs }
    let states = terms.map { term in positions.map { Double(term.assignment[$0]) } }
    let shape = Shape([terms.count, positions.count])
    let wide = try Expr.apply(.broadcast(shape), [z])
    let fits = try Expr.apply(
      .reduce(.all, axes: [1]),
      [.scalar(.equal, wide, Expr(matrix: states, terms.count, positions.count))])
    return try .apply(.select, [fits, logs, Expr(-.infinity)])
  }

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

  // MARK: Draws

  /// One exact draw of each coordinate, as scalars, given values of some.
  ///
  /// A term is picked by what is left of it once the drawn real coordinates are integrated out; then
  /// these are Gaussian about their origin: x = Λ_xx⁻¹ (η_x − Λ_xu u) + L⁻ᵀ ξ, with u the given ones
  /// about theirs and Λ_xx = LLᵀ.
  package func draw(given: [Coordinate: Expr] = [:]) throws -> [Coordinate: Expr] {
    let drawnPositions = real.indices.filter { given[real[$0]] == nil }
    let givenPositions = real.indices.filter { given[real[$0]] != nil }
    let drawnStates = discrete.indices.filter { given[discrete[$0]] == nil }
    let givenStates = discrete.indices.filter { given[discrete[$0]] != nil }
    let (n, m) = (drawnPositions.count, givenPositions.count)
    let u = try Expr.stacked(givenPositions.compactMap { given[real[$0]] })
    // Which term.
    let count = terms.count
    var index: Expr?
    if count > 1 {
      let weights = terms.compactMap { $0.gaussian.integrated(keeping: Array(givenPositions)) }
      guard weights.count == count else { throw ShapeError("a term is improper") }
      let logs = try masked(
        ClosedForm.logs(of: weights, at: u),
        by: .stacked(givenStates.compactMap { given[discrete[$0]] }), of: Array(givenStates))
      index = try Expr.categorical(logs)
    }
    func lookUp(_ rows: [[Double]], _ shape: Shape) throws -> Expr {
      guard let index else { return Expr(Tensor(shape: shape, values: rows[0])) }
      let table = Tensor(shape: Shape([count] + shape.dimensions), values: rows.flatMap { $0 })
      return try .apply(.gather, [Expr(table), index])
    }

    var values: [Coordinate: Expr] = [:]
    func place(_ coordinates: [Coordinate], _ drawn: Expr) throws {
      for (position, coordinate) in coordinates.enumerated() {
        values[coordinate] = try .apply(
          .reshape(.scalar), [.apply(.slice(starts: [position], limits: [position + 1]), [drawn])])
      }
    }
    if !drawnStates.isEmpty {
      let states = try lookUp(
        terms.map { term in drawnStates.map { Double(term.assignment[$0]) } }, [drawnStates.count])
      try place(drawnStates.map { discrete[$0] }, states)
    }
    guard n > 0 else { return values }
    let conditionals = terms.compactMap {
      $0.gaussian.conditional(of: Array(drawnPositions), given: Array(givenPositions))
    }
    guard conditionals.count == count else { throw ShapeError("a term is improper") }
    let noise = Expr(.operation(.normal(site: 0, [n]), []), type: .real([n]))
    var x = try lookUp(conditionals.map(\.center), [n])
    if m > 0 {
      let slopes = try lookUp(conditionals.map(\.slopes), [n, m])
      var offsets = u
      if conditionals.contains(where: { $0.origin.contains { $0 != 0 } }) {
        offsets = try .scalar(.subtract, u, lookUp(conditionals.map(\.origin), [m]))
      }
      x = try .scalar(.add, x, .apply(.matrixMultiply, [slopes, offsets]))
    }
    let step: Expr
    if conditionals.allSatisfy(\.isIndependent) {
      let scales = try lookUp(
        conditionals.map { conditional in (0..<n).map { conditional.spread[$0 * n + $0] } }, [n])
      step = try .scalar(.multiply, scales, noise)
    } else {
      step = try .apply(
        .matrixMultiply, [lookUp(conditionals.map(\.spread), [n, n]), noise])
    }
    try place(drawnPositions.map { real[$0] }, .scalar(.add, x, step))
    return values
  }
}

extension Expr {
  fileprivate convenience init(matrix rows: [[Double]], _ count: Int, _ width: Int) {
    self.init(Tensor(shape: [count, width], values: rows.flatMap { $0 }))
  }

  /// Scalars as a vector.
  package static func stacked(_ scalars: [Expr]) throws -> Expr {
    if scalars.isEmpty { return Expr(Tensor(shape: [0], values: [])) }
    let pieces = try scalars.map { try Expr.apply(.reshape([1]), [$0]) }
    return pieces.count == 1 ? pieces[0] : try .apply(.concatenate(axis: 0), pieces)
  }

  /// The number of an element of a vector, drawn with a probability in proportion to exp of it.
  static func categorical(_ logs: Expr) throws -> Expr {
    let count = logs.shape.count
    let largest = try Expr.apply(.reduce(.maximum, axes: [0]), [logs])
    let cumulative = try Expr.apply(
      .cumulativeSum(axis: 0), [.scalar(.exp, .scalar(.subtract, logs, largest))])
    let total = try Expr.apply(
      .reshape(.scalar), [.apply(.slice(starts: [count - 1], limits: [count]), [cumulative])])
    let pick = Expr(.operation(.uniform(site: 0, .scalar), []), type: .real(.scalar))
    let bounds = try Expr.apply(.slice(starts: [0], limits: [count - 1]), [cumulative])
    let isBelow = try Expr.scalar(
      .lessOrEqual, bounds, .scalar(.multiply, total, pick))
    return try .apply(
      .reduce(.sum, axes: [0]), [.apply(.select, [isBelow, Expr(1), Expr(0)])])
  }
}
