import CompIR

/// Discrete variables are tabulated up to this many joint states; where an expression must be taken
/// apart anew for each of them, up to fewer.
private let stateLimit = 65_536
private let foldedStateLimit = 1024
/// Gaussian blocks are recognised up to this many coordinates.
private let coordinateLimit = 600
/// At most so many numbers are computed to recognise one form.
private let probeLimit = 8_000_000
/// At most so many elements are computed on the way to them: a second of work.
private let elementLimit = 200_000_000

extension ClosedForm {
  /// The closed form of a log density over some variables: quadratic in the real ones for each
  /// state of the discrete ones. Nil where it is not that, or where it would be too large.
  package init?(_ logDensity: Expr, over space: Space) throws {
    var variables: [String: Variable] = [:]
    var real: [Coordinate] = []
    var discrete: [Coordinate] = []
    var states: [[Int]] = [[]]
    for member in space.members {
      variables[member.variable.name] = member.variable
      if member.variable.domain.isDiscrete {
        guard let values = member.variable.domain.finiteValues else { return nil }
        for _ in member.elements {
          guard states.count * values.count <= stateLimit else { return nil }
          states = states.flatMap { state in values.map { state + [$0] } }
        }
        discrete += member.coordinates
      } else {
        guard member.domain.isUnbounded else { return nil }
        real += member.coordinates
      }
    }
    let n = real.count
    guard n <= coordinateLimit, states.count * (n + 1) * (n + 1) <= probeLimit else { return nil }
    let discreteNames = Set(discrete.map(\.variable))
    var terms: [Term] = []
    func add(_ state: [Int], _ gaussian: GaussianForm) -> Bool {
      if gaussian.constant == -.infinity { return true }
      guard gaussian.constant.isFinite,
        (gaussian.precision + gaussian.information).allSatisfy(\.isFinite)
      else { return false }
      terms.append(Term(assignment: state, gaussian: gaussian))
      return true
    }
    if logDensity.polynomialDegree(holding: discreteNames) != nil {
      let probe = try QuadraticProbe(logDensity, real: real, discrete: discrete)
      guard probe.elements(of: states.count) <= elementLimit else { return nil }
      for (state, gaussian) in zip(states, probe.forms(at: states)) {
        guard add(state, gaussian) else { return nil }
      }
    } else {
      // Selections that the discrete variables decide may leave a polynomial for each state.
      guard !discrete.isEmpty, states.count <= foldedStateLimit else { return nil }
      for state in states {
        var values: [Coordinate: Double] = [:]
        for (coordinate, value) in zip(discrete, state) { values[coordinate] = Double(value) }
        let fixed = values
        var substitution = Substitution { part, element in
          fixed[Coordinate(variable: part.name, element: element)].map { .number($0) }
        }
        let expr = try substitution(logDensity).foldingTruth()
        guard expr.polynomialDegree() != nil else { return nil }
        let probe = try QuadraticProbe(expr, real: real, discrete: [])
        guard add(state, probe.forms(at: [[]])[0]) else { return nil }
      }
    }
    self.init(variables: variables, real: real, discrete: discrete, terms: terms)
  }

  /// The form as a product of forms over groups of coordinates that do not interact.
  package var independentParts: [ClosedForm] {
    guard terms.count == 1, discrete.isEmpty, real.count > 1 else { return [self] }
    let (n, gaussian) = (real.count, terms[0].gaussian)
    var group = Array(0..<n)
    func root(_ i: Int) -> Int {
      var i = i
      while group[i] != i { i = group[i] }
      return i
    }
    for i in 0..<n {
      for j in 0..<i where gaussian.precision[i * n + j] != 0 {
        let (a, b) = (root(i), root(j))
        group[max(a, b)] = min(a, b)
      }
    }
    let members = Dictionary(grouping: 0..<n, by: root)
    guard members.count > 1 else { return [self] }
    return members.keys.sorted().enumerated().map { number, key in
      let positions = members[key] ?? []
      let part = GaussianForm(
        count: positions.count,
        precision: positions.flatMap { i in positions.map { gaussian.precision[i * n + $0] } },
        information: positions.map { gaussian.information[$0] },
        constant: number == 0 ? gaussian.constant : 0,
        origin: positions.map { gaussian.origin[$0] })
      return ClosedForm(
        variables: variables, real: positions.map { real[$0] }, discrete: [],
        terms: [Term(assignment: [], gaussian: part)])
    }
  }
}

/// A function that is quadratic in real coordinates for each state of discrete ones, ready to be
/// evaluated.
///
/// Its coefficients are read off its gradient, which is affine: g(o) and (g(o) − g(o + sᵢeᵢ)) / sᵢ are
/// η and Λeᵢ about o.
private struct QuadraticProbe {
  private let program: ReferenceProgram
  private let count: Int
  private let discreteCount: Int
  /// The elements of all values of the program.
  private let elements: Int

  init(_ expr: Expr, real: [Coordinate], discrete: [Coordinate]) throws {
    var place: [Coordinate: Int] = [:]
    for (position, coordinate) in (real + discrete).enumerated() { place[coordinate] = position }
    count = real.count
    discreteCount = discrete.count
    let x = Expr.Leaf("x", .real([count]))
    let z = Expr.Leaf("z", .real([discreteCount]))
    let (vector, states, n) = (Expr(x), Expr(z), count)
    let places = place
    var lowering = Lowering(name: "quadratic") { part in
      var substitution = Substitution { part, element in
        places[Coordinate(variable: part.name, element: element)].map {
          $0 < n ? .component(vector, $0) : .component(states, $0 - n)
        }
      }
      return try? substitution(Expr(part))
    }
    lowering.parameter(x)
    lowering.parameter(z)
    let value = try lowering.lower(expr)
    let function = lowering.finish(results: [("value", value)])
    let probed = count == 0 ? function : try function.gradient(of: 0, withRespectTo: [0])
    elements = probed.types.reduce(0) { $0 + $1.shape.count }
    program = ReferenceProgram(probed)
  }

  /// How many elements are computed for the forms of so many states, when each is looked at once.
  func elements(of states: Int) -> Int {
    let (all, overflows) = elements.multipliedReportingOverflow(by: states * (count + 1))
    return overflows ? .max : all
  }

  /// Where a function is looked at: a state of its discrete coordinates, a point, and a step from it
  /// along each real coordinate.
  private struct View {
    let state: [Int]
    var origin: [Double]
    var steps: [Double]
  }

  /// The forms for states of the discrete coordinates.
  ///
  /// A form whose mean turns out to be far from where it was looked at is looked at again from there,
  /// by steps of about the mean's size, which change its coordinates without loss.
  func forms(at states: [[Int]]) -> [GaussianForm] {
    var views = states.map { state in
      View(
        state: state, origin: Array(repeating: 0, count: count),
        steps: Array(repeating: 1, count: count))
    }
    var forms = self.forms(from: views)
    var waiting = count == 0 ? [] : Array(states.indices)
    for _ in 0..<GaussianForm.roundLimit {
      waiting = waiting.filter { index in
        let form = forms[index]
        let shift = form.shift(toward: form.information)
        guard shift.allSatisfy(\.isFinite),
          form.isFar(shift)
            || zip(shift, views[index].steps).contains(where: { abs($0) > 1024 * $1 })
        else { return false }
        views[index].origin = zip(form.origin, shift).map { $0 + $1 }
        views[index].steps = views[index].origin.map {
          Double(sign: .plus, exponent: max(0, $0.exponent), significand: 1)
        }
        return true
      }
      guard !waiting.isEmpty else { break }
      for (index, form) in zip(waiting, self.forms(from: waiting.map { views[$0] })) {
        forms[index] = form
      }
    }
    return forms
  }

  /// The forms from views, all at once: a chain for each view and each step, and for its origin,
  /// which comes last.
  private func forms(from views: [View]) -> [GaussianForm] {
    let (n, points) = (count, count + 1)
    let chains = views.count * points
    var positions = [Double](repeating: 0, count: n * chains)
    var assignments = [Double](repeating: 0, count: discreteCount * chains)
    for (index, view) in views.enumerated() {
      for i in 0..<n {
        for point in 0..<points {
          positions[i * chains + index * points + point] =
            view.origin[i] + (point == i ? view.steps[i] : 0)
        }
      }
      for (coordinate, value) in view.state.enumerated() where coordinate < discreteCount {
        for point in 0..<points {
          assignments[coordinate * chains + index * points + point] = Double(value)
        }
      }
    }
    let results = program.run(
      [
        .varying(Columns(shape: [n], chains: chains, values: positions)),
        .varying(Columns(shape: [discreteCount], chains: chains, values: assignments)),
      ], chains: 0..<chains, key: RandomKey(seed: 0, step: 0))
    return views.enumerated().map { index, view in
      var form = GaussianForm(count: n)
      form.origin = view.origin
      let origin = index * points + n
      form.constant = results[0].values[origin]
      guard n > 0 else { return form }
      let gradients = results[1].values
      func slope(of i: Int, along j: Int) -> Double {
        (form.information[i] - gradients[i * chains + index * points + j])
          / (positions[j * chains + index * points + j] - view.origin[j])
      }
      for i in 0..<n { form.information[i] = gradients[i * chains + origin] }
      for i in 0..<n {
        for j in 0...i {
          form.precision[i * n + j] = 0.5 * (slope(of: i, along: j) + slope(of: j, along: i))
          form.precision[j * n + i] = form.precision[i * n + j]
        }
      }
      return form
    }
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
