import CompIR
import CompModel
import CompSource

extension Builtin {
  /// `log_density`, `energy` and `score` at points; inside a sampler's body, at its state.
  package static let evaluation: [Builtin] = [
    Builtin(
      "log_density", [Parameter("p", .density), Parameter("at")],
      documentation: "the normalised log density, at a point or at each row of draws"
    ) { interpreter, call in
      try interpreter.evaluateDensity(call, needs: .normalized) { density in
        [("log_density", try density.normalizedLogDensity())]
      }
    },
    Builtin(
      "energy", [Parameter("p", .density), Parameter("at")],
      documentation: "minus the log density, up to a constant where it is not known"
    ) { interpreter, call in
      if case .target(let target) = call.value("p") {
        if case .unknown = call.value("at") { return .unknown(.real) }
        guard target.hasEnergy else { throw Diagnostic.targetHasNoEnergy(at: call.span) }
        let x = try interpreter.asExpr(call.value("at"), call.span("at"))
        return .symbol(try target.energy(at: x))
      }
      return try interpreter.evaluateDensity(call, needs: .energy) { density in
        [("energy", try .scalar(.negate, density.normalizedLogDensity()))]
      }
    },
    Builtin(
      "score", [Parameter("p", .density), Parameter("at")],
      documentation: "the gradient of the log density by the variables"
    ) { interpreter, call in
      if case .target(let target) = call.value("p") {
        if case .unknown = call.value("at") { return call.value("at") }
        let x = try interpreter.asExpr(call.value("at"), call.span("at"))
        return .symbol(try target.score(at: x))
      }
      return try interpreter.evaluateScore(call)
    },
  ]
}

/// A check evaluates a density at no more rows than this.
private let checkedRows = 1_000

extension Interpreter {
  /// The points at which a density is to be evaluated: for each free coordinate a column, and
  /// whether there is one point alone.
  func points(_ value: Value, for density: Density, at span: Span) throws -> (
    columns: [[Double]], isSingle: Bool, count: Int
  )? {
    let space = density.space.union(density.given)
    switch value {
    case .unknown: return nil
    case .samples(let samples):
      return (try columns(of: value, over: space, at: span), false, samples.count)
    case .data(let data):
      return (try columns(of: value, over: space, at: span), false, data.rows)
    case .record(let fields):
      let parts = try parts(namedBy: fields.fields, of: density, at: span)
      var known: [Coordinate: Double] = [:]
      for (part, value) in parts {
        if case .unknown = value { return nil }
        for (coordinate, number) in zip(
          part.coordinates, try pointValues(value, for: part, at: span))
        {
          known[coordinate] = number
        }
      }
      return (space.coordinates.compactMap { known[$0].map { [$0] } }, true, 1)
    default:
      guard space.members.count == 1 else {
        throw Diagnostic.typeMismatch(
          expected: "a record of \(space.names.joined(separator: ", "))",
          found: describeType(value), at: span,
          help: "write at: {\(space.names.map { "\($0): …" }.joined(separator: ", "))}")
      }
      // Rows of points, where there is one axis more.
      let member = space.members[0]
      var value = value
      if case .labels(let tensor, let found) = value,
        case .labels(let names) = member.variable.domain, member.takesRows(of: tensor.shape)
      {
        value = .tensor(try places(of: tensor, found, among: names, at: span))
      }
      if let tensor = try asTensor(value), member.takesRows(of: tensor.shape) {
        let rows = tensor.shape.dimensions[0]
        let width = member.elements.count
        return (
          (0..<width).map { column in (0..<rows).map { tensor.values[$0 * width + column] } },
          false, rows
        )
      }
      return (try pointValues(value, for: member.part, at: span).map { [$0] }, true, 1)
    }
  }

  /// For each coordinate of a space its values in draws or data, row after row; labels by their places in
  /// the space. Other values have none.
  ///
  /// - Throws: a `Diagnostic` for a variable that is not there, or is of another kind.
  package func columns(of value: Value, over space: Space, at span: Span) throws -> [[Double]] {
    switch value {
    case .samples(let samples):
      let all = samples.space.coordinates
      let places = Dictionary(zip(all, all.indices), uniquingKeysWith: { first, _ in first })
      return try space.members.flatMap { member in
        try member.coordinates.map { coordinate in
          guard let place = places[coordinate],
            let other = samples.space.member(coordinate.variable)
          else {
            throw Diagnostic.unknownVariable(
              member.variable.name, of: "the draws", at: span, among: samples.space.names)
          }
          return try matched(samples.columns[place], other.variable, member.variable, at: span)
        }
      }
    case .data(let data):
      return try space.members.flatMap { try columns(of: $0, in: data, at: span) }
    default: return []
    }
  }

  /// The values of a variable of draws or data as values of one of the same name: labels by their places
  /// among its labels.
  private func matched(
    _ values: [Double], _ found: Variable, _ variable: Variable, at span: Span
  ) throws -> [Double] {
    switch (variable.domain, found.domain) {
    case (.labels(let names), .labels(let found)):
      return try places(of: Tensor(values), found, among: names, at: span).values
    case (.labels(let names), _):
      throw Diagnostic.labelsDiffer(
        "'\(variable.name)' holds numbers, the variable's values are labels", at: span,
        help: "read it as labels: as: {\(variable.name): {\(names.joined(separator: ", "))}}")
    case (_, .labels):
      throw Diagnostic.labelsDiffer(
        "'\(variable.name)' holds labels, the variable's values are numbers", at: span,
        help: "declare the variable with the labels: variable \(variable.name): {red, green}")
    default: return values
    }
  }

  /// What the fields of a point stand for: parts that are the density's variables, all of each and
  /// none twice.
  func parts(namedBy fields: [(name: String, value: Value)], of density: Density, at span: Span)
    throws -> [(part: VariablePart, value: Value)]
  {
    let space = density.space.union(density.given)
    var named: Set<Coordinate> = []
    let parts = try fields.map { field in
      let part = try part(named: field.name, of: space, title: density.title, at: span)
      guard named.isDisjoint(with: part.coordinates) else {
        throw Diagnostic.variableFixedTwice(part.description, at: span)
      }
      named.formUnion(part.coordinates)
      return (part, field.value)
    }
    for member in space.members {
      for (coordinate, name) in zip(member.coordinates, member.columnNames)
      where !named.contains(coordinate) {
        let isAbsent = member.coordinates.allSatisfy { !named.contains($0) }
        throw Diagnostic.missingArgument(
          isAbsent ? member.part.description : name, of: "at", at: span,
          type: isAbsent ? member.part.typeDescription : "Real")
      }
    }
    return parts
  }

  /// A variable's coordinates in data: for each free one a column. Labels are matched by name.
  private func columns(of member: Space.Member, in data: DataSet, at span: Span) throws
    -> [[Double]]
  {
    let variable = member.variable
    guard let column = data.columns.first(where: { $0.name == variable.name }) else {
      throw Diagnostic.unknownVariable(
        variable.name, of: "the data", at: span, among: data.columns.map(\.name))
    }
    let width = column.shape.count
    let elements: [Int]
    if column.shape == variable.shape {
      elements = member.elements
    } else if width == member.elements.count {
      elements = Array(0..<width)
    } else {
      throw Diagnostic.shapeMismatch(
        "'\(variable.name)' of the data", at: span,
        reason: "it is \(column.shape), the variable is \(member.part.shape)")
    }
    guard !column.isIncomplete else {
      throw Diagnostic.missingInData(variable.name, at: span)
    }
    let found = Variable(name: variable.name, shape: column.shape, domain: column.domain)
    let values = try matched(column.values, found, variable, at: span)
    return elements.map { element in
      (0..<data.rows).map { row in values[row * width + element] }
    }
  }

  private func pointValues(_ value: Value, for part: VariablePart, at span: Span) throws
    -> [Double]
  {
    if case .labels = part.variable.domain {
      return try conditionValues(value, for: part, at: span)
    }
    guard let tensor = try asTensor(value) else {
      if case .symbol = value { throw Diagnostic.shapeDependsOnDraw(at: span, what: "the point") }
      throw Diagnostic.typeMismatch(
        expected: part.typeDescription, found: describeType(value), at: span)
    }
    guard part.takes(tensor.shape) else {
      throw Diagnostic.shapeMismatch(
        "the point", at: span,
        reason: "it is \(tensor.shape), '\(part.description)' is \(part.shape)")
    }
    return tensor.values
  }

  /// Expressions over a density's variables as a function of one vector of its free coordinates.
  package func function(_ results: [(String, Expr)], of density: Density) throws -> IRFunction {
    let space = density.space.union(density.given)
    let coordinates = space.coordinates
    var place: [Coordinate: Int] = [:]
    for (position, coordinate) in coordinates.enumerated() { place[coordinate] = position }
    let leaf = Expr.Leaf("x", .real([coordinates.count]))
    let whole = Expr(leaf)
    let places = place
    var substitution = Substitution { part, element in
      places[Coordinate(variable: part.name, element: element)].map { .component(whole, $0) }
    }
    var lowering = Lowering(name: "density")
    lowering.parameter(leaf)
    var lowered: [(String, IRValue)] = []
    for (name, expr) in results {
      lowered.append((name, try lowering.lower(try substitution(expr))))
    }
    return try lowering.finish(results: lowered).simplified()
  }

  package func evaluateDensity(
    _ call: Builtin.Call, needs: Grade, _ results: (Density) throws -> [(String, Expr)]
  ) throws -> Value {
    if case .unknown = call.value("p") { return .unknown(.any) }
    let density = try asDensity(call.value("p"), at: call.span("p"))
    try analyze(density)
    let has = density.analysis.grade
    if has < needs || needs == .normalized && density.analysis.logNormalizer == nil {
      let factor = density.leaves.first { !$0.factor.isNormalized }?.factor
      throw Diagnostic.gradeTooWeak(
        call.name, needs: needs, has: has, density: density.title, at: call.span("p"),
        factor: factor.map { .init($0.declaration, "'\($0.component)' gives no constant") },
        alternatives: needs == .normalized
          ? "energy(…) gives it up to a constant" : "score(…) is all that is known of it")
    }
    try checkProper(density, at: call.span("p"))
    let expressions = try results(density)
    if let point = try randomPoint(call.value("at"), for: density, at: call.span("at")) {
      let value = try point.value(of: expressions[0].1)
      let outside = Expr(call.name == "energy" ? Double.infinity : -Double.infinity)
      guard let inside = try point.isInside else { return .symbol(value) }
      return .symbol(try .apply(.select, [inside, value, outside]))
    }
    guard
      let (columns, isSingle, count) = try points(
        call.value("at"), for: density, at: call.span("at"))
    else { return unknownEvaluation(at: call.value("at"), .real) }
    let function = try function(expressions, of: density)
    // Many rows would be evaluated twice.
    if mode == .check, count > checkedRows { return .unknown(.tensor([count])) }
    let space = density.space.union(density.given)
    let outside = call.name == "energy" ? Double.infinity : -Double.infinity
    let values = try compute(function.instructions.count * count) { [effects] in
      let output = effects.evaluate(
        function,
        [.varying(Columns(shape: [columns.count], chains: count, values: columns.flatMap { $0 }))],
        0..<count)
      return zip(output[0].values, space.holds(columns)).map { $1 ? $0 : outside }
    }
    return .tensor(isSingle ? Tensor(values[0]) : Tensor(values))
  }

  /// What is known of a value at points that are not known yet.
  private func unknownEvaluation(at point: Value, _ single: Type) -> Value {
    switch point.type {
    case .samples, .data: .unknown(.tensor([nil]))
    default: .unknown(.any)
    }
  }

  func evaluateScore(_ call: Builtin.Call) throws -> Value {
    if case .unknown = call.value("p") { return .unknown(.any) }
    let density = try asDensity(call.value("p"), at: call.span("p"))
    try checkLookUps(in: density)
    let function = try function([("log_density", try density.logDensity())], of: density)
    let gradient: IRFunction
    do { gradient = try function.gradient(of: 0, withRespectTo: [0]).simplified() } catch let error
      as DifferentiationError
    {
      throw Diagnostic(
        .notDifferentiable, "'\(density.title)' cannot be differentiated",
        at: [.init(call.span("p"), error.description)])
    }
    if let point = try randomPoint(call.value("at"), for: density, at: call.span("at")) {
      return try point.score(by: gradient)
    }
    guard
      let (columns, isSingle, count) = try points(
        call.value("at"), for: density, at: call.span("at"))
    else { return .unknown(.any) }
    let space = density.space.union(density.given)
    if mode == .check, count > checkedRows {
      let fields = space.members.filter { !$0.variable.domain.isDiscrete }.map { member in
        (
          name: member.variable.name,
          value: Value.unknown(.tensor([count] + member.shape.dimensions))
        )
      }
      return fields.count == 1 ? fields[0].value : .record(fields)
    }
    let output = try compute(gradient.instructions.count * count) { [effects] in
      effects.evaluate(
        gradient,
        [.varying(Columns(shape: [columns.count], chains: count, values: columns.flatMap { $0 }))],
        0..<count)[1].values
    }
    var offset = 0
    var fields: [(name: String, value: Value)] = []
    for member in space.members {
      let width = member.elements.count
      var values = [Double](repeating: 0, count: width * count)
      for element in 0..<width {
        for row in 0..<count {
          values[row * width + element] = output[(offset + element) * count + row]
        }
      }
      offset += width
      if member.variable.domain.isDiscrete { continue }
      let shape =
        isSingle ? member.shape : Shape([count] + member.shape.dimensions)
      fields.append((member.variable.name, .tensor(Tensor(shape: shape, values: values))))
    }
    return fields.count == 1 ? fields[0].value : .record(fields)
  }
}

extension VariablePart {
  /// Whether a tensor can be a value of the part. Axes of one element do not count: what is left of
  /// `x: R[2]` once `x[1]` is fixed may be given as a number.
  fileprivate func takes(_ value: Shape) -> Bool {
    value == shape || value.withoutUnits == shape.withoutUnits
  }
}

extension Space {
  /// Which points, given by columns, lie in the variables' domains. What a component's type leaves out has
  /// density zero.
  package func holds(_ columns: [[Double]]) -> [Bool] {
    var inside = Array(repeating: true, count: columns.first?.count ?? 1)
    var index = 0
    for member in members {
      let own = columns[index..<(index + member.elements.count)]
      index += own.count
      for (position, column) in own.enumerated() {
        if let (low, high) = member.domain.bounds(ofElement: position),
          low.isFinite || high.isFinite
        {
          for (row, value) in column.enumerated() where !(value >= low && value <= high) {
            inside[row] = false
          }
        }
      }
      let domain = member.variable.domain
      if domain.isDiscrete || domain == .simplex || domain == .ordered {
        for row in inside.indices where inside[row] {
          let values = own.map { $0[row] }
          inside[row] = domain.fault(in: values, isWhole: member.isWhole) == nil
        }
      }
    }
    return inside
  }
}

extension Space.Member {
  /// Whether a tensor holds values of the variable along its first axis.
  fileprivate func takesRows(of value: Shape) -> Bool {
    guard value != shape, let rows = value.dimensions.first else { return false }
    let rest = Shape(Array(value.dimensions.dropFirst()))
    if rest == shape { return true }
    return rows > 1 && value.withoutUnits != shape.withoutUnits
      && rest.withoutUnits == shape.withoutUnits
  }
}

extension Shape {
  fileprivate var withoutUnits: [Int] { dimensions.filter { $0 != 1 } }
}
