import CompIR
import CompModel
import CompSource

extension Builtin {
  /// Linear algebra. Where a matrix is known, systems are solved by elimination with pivots; where
  /// it depends on random variables, by a Cholesky factor, so it must then be positive definite.
  static let matrices: [Builtin] = [
    Builtin("transpose", [Parameter("m", .matrix)], documentation: "the transposed matrix") {
      interpreter, call in
      try interpreter.operate(.transpose([1, 0]), [call.operand("m")], named: call.name)
    },
    Builtin(
      "identity", [Parameter("n", .integer)], documentation: "the identity matrix of n rows"
    ) { interpreter, call in
      if case .unknown = call.value("n") { return .unknown(.tensor([nil, nil])) }
      let n = try interpreter.integer(call.value("n"), at: call.span("n"), what: "a dimension")
      guard (1...4096).contains(n) else {
        throw Diagnostic.valueOutOfDomain(
          "the size \(n)", at: call.span("n"), expected: "1 to 4096")
      }
      return .tensor(identityTensor(n))
    },
    Builtin(
      "diagonal", [Parameter("x", .tensor)],
      documentation: "of a matrix its diagonal, of a vector the matrix with it"
    ) { interpreter, call in
      if case .unknown = call.value("x") { return .unknown(.tensor(nil)) }
      let x = try interpreter.asExpr(call.value("x"), call.span("x"))
      if x.shape.rank == 1 {
        let n = x.shape.count
        return interpreter.simplest(
          try .scalar(
            .multiply, Expr(identityTensor(n)), .apply(.broadcast([n, n]), [x])))
      }
      try interpreter.expect(call.value("x"), .squareMatrix, at: call.span("x"))
      return interpreter.simplest(try x.diagonal())
    },
    Builtin("trace", [Parameter("m", .squareMatrix)], documentation: "the sum of the diagonal") {
      interpreter, call in
      if case .unknown = call.value("m") { return .unknown(.real) }
      let m = try interpreter.asExpr(call.value("m"), call.span("m"))
      return interpreter.simplest(try m.diagonal().total())
    },
    Builtin(
      "outer", [Parameter("a", .vector), Parameter("b", .vector)],
      documentation: "the matrix aᵢbⱼ"
    ) { interpreter, call in
      for name in ["a", "b"] {
        if case .unknown = call.value(name) { return .unknown(.tensor([nil, nil])) }
      }
      let a = try interpreter.asExpr(call.value("a"), call.span("a"))
      let b = try interpreter.asExpr(call.value("b"), call.span("b"))
      return interpreter.simplest(
        try .apply(
          .matrixMultiply,
          [.apply(.reshape([a.shape.count, 1]), [a]), .apply(.reshape([1, b.shape.count]), [b])]))
    },
    Builtin(
      "cholesky", [Parameter("m", .squareMatrix)],
      documentation: "the lower factor L of a positive definite matrix: m = L Lᵀ"
    ) { interpreter, call in
      if let matrix = try interpreter.knownMatrix(call.value("m")),
        let factor = try interpreter.requirePositiveDefinite(matrix, at: call.span("m"))
      {
        return .tensor(Tensor(shape: [matrix.size, matrix.size], values: factor.lower))
      }
      return try interpreter.operate(.cholesky, [call.operand("m")], named: call.name)
    },
    Builtin(
      "solve_triangular",
      [
        Parameter("l", .squareMatrix), Parameter("b", .tensor),
        Parameter("transposed", .truth, optional: true),
      ],
      documentation: "x of L x = b, or of Lᵀ x = b; L is lower triangular"
    ) { interpreter, call in
      let transposed = if case .boolean(true) = call.value("transposed") { true } else { false }
      return try interpreter.operate(
        .triangularSolve(transposed: transposed), [call.operand("l"), call.operand("b")],
        named: call.name)
    },
    Builtin(
      "solve", [Parameter("m", .squareMatrix), Parameter("b", .tensor)],
      documentation: "x of m x = b; b is a vector, or a matrix of columns. A random m must be "
        + "positive definite"
    ) { interpreter, call in
      for name in ["m", "b"] {
        if case .unknown = call.value(name) { return call.value("b") }
      }
      let b = try interpreter.asExpr(call.value("b"), call.span("b"))
      if let rows = interpreter.shapeOf(call.value("m"))?.first ?? nil,
        b.shape.dimensions.first != rows
      {
        throw Diagnostic.shapeMismatch(
          "the right side of 'solve'", at: call.span("b"),
          reason: "this is \(b.shape), where \(counted(rows, "row")) are needed",
          other: .init(call.span("m"), "of this matrix"))
      }
      guard let matrix = try interpreter.knownMatrix(call.value("m")) else {
        return try interpreter.simplest(
          interpreter.asExpr(call.value("m"), call.span("m")).solvingDefinite(b))
      }
      if let known = try interpreter.asTensor(call.value("b")),
        known.shape.dimensions[0] == matrix.size
      {
        guard let x = try interpreter.compute(matrix.steps, { matrix.solving(known) }) else {
          throw Diagnostic.singularMatrix(at: call.span("m"))
        }
        return .tensor(x)
      }
      guard let inverse = try interpreter.compute(matrix.steps, { matrix.inverse }) else {
        throw Diagnostic.singularMatrix(at: call.span("m"))
      }
      return try interpreter.operate(
        .matrixMultiply, [(.tensor(inverse), call.span("m")), call.operand("b")], named: call.name)
    },
    Builtin(
      "inverse", [Parameter("m", .squareMatrix)],
      documentation: "the inverse matrix. A random m must be positive definite"
    ) { interpreter, call in
      if case .unknown = call.value("m") { return call.value("m") }
      if let matrix = try interpreter.knownMatrix(call.value("m")) {
        guard let inverse = try interpreter.compute(matrix.steps, { matrix.inverse }) else {
          throw Diagnostic.singularMatrix(at: call.span("m"))
        }
        return .tensor(inverse)
      }
      let m = try interpreter.asExpr(call.value("m"), call.span("m"))
      return interpreter.simplest(
        try m.solvingDefinite(Expr(identityTensor(m.shape.dimensions[0]))))
    },
    Builtin(
      "determinant", [Parameter("m", .squareMatrix)],
      documentation: "the determinant. A random m must be positive definite"
    ) { interpreter, call in
      if case .unknown = call.value("m") { return .unknown(.real) }
      if let matrix = try interpreter.knownMatrix(call.value("m")) {
        return .real(try interpreter.compute(matrix.steps) { matrix.determinant })
      }
      let m = try interpreter.asExpr(call.value("m"), call.span("m"))
      return interpreter.simplest(try .scalar(.exp, m.logDeterminant()))
    },
    Builtin(
      "log_determinant", [Parameter("m", .squareMatrix)],
      documentation: "log |det m|. A random m must be positive definite"
    ) { interpreter, call in
      if case .unknown = call.value("m") { return .unknown(.real) }
      if let matrix = try interpreter.knownMatrix(call.value("m")) {
        return .real(try interpreter.compute(matrix.steps) { matrix.logDeterminant })
      }
      let m = try interpreter.asExpr(call.value("m"), call.span("m"))
      return interpreter.simplest(try m.logDeterminant())
    },
    spectrum(
      "eigenvalues", "the eigenvalues of a symmetric matrix, the smallest first"
    ) { Tensor($0.values) },
    spectrum(
      "eigenvectors",
      "the eigenvectors of a symmetric matrix, as columns in the order of the eigenvalues"
    ) { $0.vectors },
  ]

  private static func spectrum(
    _ name: String, _ text: String,
    _ body: @escaping @Sendable (DenseMatrix.Spectrum) -> Tensor
  ) -> Builtin {
    Builtin(name, [Parameter("m", .squareMatrix)], documentation: text) { interpreter, call in
      if case .unknown = call.value("m") { return .unknown(.tensor(nil)) }
      guard let matrix = try interpreter.knownMatrix(call.value("m")) else {
        if let tensor = try interpreter.asTensor(call.value("m")), let wrong = tensor.notFinite {
          throw Diagnostic.matrixNotFinite(wrong, at: call.span("m"))
        }
        throw Diagnostic.orderOfRandomValues(name, at: call.span("m"))
      }
      guard matrix.isSymmetric else {
        throw Diagnostic.notSymmetric(matrix.asymmetry, at: call.span("m"))
      }
      return .tensor(body(try interpreter.compute(matrix.steps) { matrix.spectrum }))
    }
  }
}

private func identityTensor(_ n: Int) -> Tensor {
  var values = [Double](repeating: 0, count: n * n)
  for i in 0..<n { values[i * n + i] = 1 }
  return Tensor(shape: [n, n], values: values)
}

extension Expr {
  /// The diagonal of a square matrix.
  fileprivate func diagonal() throws(ShapeError) -> Expr {
    if let known = constantValue {
      let n = shape.dimensions[0]
      return Expr(Tensor((0..<n).map { known.values[$0 * n + $0] }))
    }
    return try .apply(
      .reduce(.sum, axes: [1]),
      [.scalar(.multiply, Expr(identityTensor(shape.dimensions[0])), self)])
  }

  /// x of `self · x = b`, for a positive definite matrix.
  fileprivate func solvingDefinite(_ b: Expr) throws(ShapeError) -> Expr {
    let factor = try Expr.apply(.cholesky, [self])
    let half = try Expr.apply(.triangularSolve(transposed: false), [factor, b])
    return try .apply(.triangularSolve(transposed: true), [factor, half])
  }

  /// The log determinant of a positive definite matrix.
  fileprivate func logDeterminant() throws(ShapeError) -> Expr {
    let factor = try Expr.apply(.cholesky, [self])
    return try .scalar(.multiply, Expr(2), Expr.scalar(.log, factor.diagonal()).total())
  }
}

extension Tensor {
  /// The first element that is infinite or not a number; nil where all are finite.
  var notFinite: Double? { values.first { !$0.isFinite } }
}

extension Interpreter {
  /// A square matrix of known finite numbers; nil for any other value.
  func knownMatrix(_ value: Value) throws -> DenseMatrix? {
    try asTensor(value).flatMap(DenseMatrix.init)
  }

  /// Throws unless a known matrix is symmetric and positive definite.
  ///
  /// - Returns: its Cholesky factor; nil where rounding leaves none, though no eigenvalue is below zero.
  @discardableResult
  func requirePositiveDefinite(_ matrix: DenseMatrix, at span: Span) throws -> Cholesky? {
    if let known = factoredMatrices.factor(of: matrix) { return known }
    guard matrix.isSymmetric else { throw Diagnostic.notSymmetric(matrix.asymmetry, at: span) }
    // Where the elimination goes well no eigenvalue need be known.
    let factor = try compute(matrix.steps) { Cholesky(matrix.values, count: matrix.size) }
    if let factor {
      factoredMatrices.insert(factor, of: matrix)
      return factor
    }
    let least = try compute(matrix.steps) { matrix.leastEigenvalue }
    guard least.value > 0 else {
      throw Diagnostic.notPositiveDefinite(
        eigenvalue: least.value, direction: least.direction, at: span)
    }
    return nil
  }
}
