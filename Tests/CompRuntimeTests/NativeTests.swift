import CompAccuracy
import CompIR
import CompRuntime
import Foundation
import Testing

/// Machine code against the reference evaluator.
@Suite struct NativeTests {
  static let targets = [
    VectorTarget(precision: .float, lanes: 8), VectorTarget(precision: .double, lanes: 4),
  ]

  private func same(
    _ function: IRFunction, _ inputs: [Columns], bound: Double,
    scale: (Double) -> Double = { _ in 0 }
  ) throws {
    for target in Self.targets {
      let rounded = inputs.map { $0.rounded(to: target.precision) }
      let chains = 0..<(inputs.first?.chains ?? 11)
      let key = RandomKey(seed: 5, step: 3, precision: target.precision)
      let native = try NativeKernel(function, .evaluate, target).evaluate(
        rounded.map { .varying($0) }, chains: chains, key: key)
      let reference = ReferenceProgram(function).run(
        rounded.map { .varying($0) }, chains: chains, key: key)
      for (a, b) in zip(native, reference) {
        #expect(a.shape == b.shape)
        for (place, (x, y)) in zip(a.values, b.values).enumerated() {
          let argument = rounded.first.map { $0.values[place % $0.values.count] } ?? 0
          let size = target.precision.ulps(x, from: Extended(y), scale: scale(argument))
          #expect(size <= bound, "\(function.name) \(target): \(x), not \(y)")
          if size > bound { return }
        }
      }
    }
  }

  // MARK: Scalar functions

  /// Numbers of all sizes, and those where functions turn.
  static let numbers: [Double] = {
    var numbers: [Double] = [
      0, -0.0, 1, -1, 0.5, -0.5, 2, .infinity, -.infinity, .nan, 1e-45, -1e-45, 1e-38, 3e38, -3e38,
      .pi, -.pi, .pi / 2, 88.7, -87.5, -103.9, 89.1, 0.34, 0.625, 1e5, 1.1e5, 1e10, 1e30,
    ]
    var state: UInt64 = 42
    for _ in 0..<400 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let size = Double(state >> 40) / Double(1 << 24) * 12 - 8
      numbers.append((state & 1 == 0 ? 1 : -1) * Foundation.exp(size))
    }
    return numbers
  }()

  /// Units in the last place that a function may be off: what its vector code is held to, and for the
  /// rest what a rounding from double leaves. The reference evaluator is off by its own share.
  private func bound(_ function: ScalarFunction) -> Double {
    switch function {
    case .polygamma, .besselIE: 4
    default: AccurateFunction(function)?.bound ?? 2
    }
  }

  @Test(arguments: ScalarFunction.allCases)
  func scalarFunctionsAgree(_ scalar: ScalarFunction) throws {
    let row = scalar.row
    var b = IRBuilder(name: scalar.rawValue)
    var operands: [IRValue] = []
    for place in 0..<row.arity {
      let x = b.parameter("x\(place)", .real(.scalar))
      operands.append(
        row.operand == .real ? x : try b.append(.scalar(.less), [b.constant(0), x]))
    }
    var result = try b.append(.scalar(scalar), operands)
    if row.result == .boolean {
      result = try b.append(.select, [result, b.constant(1), b.constant(0)])
    }
    let function = b.finish(results: [("y", result)])
    let count = Self.numbers.count
    let inputs = (0..<row.arity).map { place -> Columns in
      let values: [Double] =
        switch (scalar, place) {
        // An order is a whole number.
        case (.polygamma, 0), (.besselIE, 0): (0..<count).map { Double($0 % 3) }
        // Float has narrower ranges than the reference evaluator.
        case (.exponentRange, _): Self.numbers.filter { abs($0) < 87 || $0.isNaN }.cycled(to: count)
        case (.sigmoidRange, _): Self.numbers.filter { abs($0) < 16 || $0.isNaN }.cycled(to: count)
        case (.polygamma, 1): Self.numbers.map { $0 < 0 ? abs($0) : $0 }
        default: (0..<count).map { Self.numbers[($0 * (1 + 6 * place) + place) % count] }
        }
      return Columns(shape: .scalar, chains: count, values: values)
    }
    try same(
      function, inputs, bound: bound(scalar),
      scale: AccurateFunction(scalar)?.scale ?? { _ in 0 })
  }

  // MARK: Structure

  /// Every operation on tensors that fit registers and on tensors that do not.
  @Test(arguments: [1, 2, 5, 21, 24])
  func operationsAgree(_ n: Int) throws {
    var b = IRBuilder(name: "structure\(n)")
    let x = b.parameter("x", .real([n, n]))
    let v = b.parameter("v", .real([n]))
    let s = b.parameter("s", .real(.scalar))
    var results: [(String, IRValue)] = []
    func keep(_ name: String, _ operation: CompIR.Operation, _ operands: [IRValue]) throws
      -> IRValue
    {
      let value = try b.append(operation, operands)
      if b.type(of: value).element == .real { results.append((name, value)) }
      return value
    }
    let turned = try keep("transpose", .transpose([1, 0]), [x])
    let square = try keep("product", .matrixMultiply, [x, turned])
    _ = try keep("matrix-vector", .matrixMultiply, [x, v])
    _ = try keep("vector-matrix", .matrixMultiply, [v, x])
    _ = try keep("dot", .matrixMultiply, [v, v])
    let identity = b.constant(
      Tensor(
        shape: [n, n], values: (0..<(n * n)).map { $0 / n == $0 % n ? Double(n) : 0 }))
    let definite = try b.append(.scalar(.add), [square, identity])
    let lower = try keep("cholesky", .cholesky, [definite])
    _ = try keep("solve", .triangularSolve(transposed: false), [lower, v])
    _ = try keep("solve transposed", .triangularSolve(transposed: true), [lower, x])
    for reduction in [Reduction.sum, .product, .maximum, .minimum] {
      _ = try keep("\(reduction) of all", .reduce(reduction, axes: [0, 1]), [x])
      _ = try keep("\(reduction) of rows", .reduce(reduction, axes: [0]), [x])
      _ = try keep("\(reduction) of columns", .reduce(reduction, axes: [1]), [x])
    }
    let below = try b.append(.scalar(.less), [x, s])
    for reduction in [Reduction.all, .any] {
      let truth = try b.append(.reduce(reduction, axes: [0]), [below])
      _ = try keep("\(reduction)", .select, [truth, v, b.constant(0)])
    }
    _ = try keep("select", .select, [below, x, s])
    _ = try keep("broadcast", .broadcast([3, n]), [v])
    _ = try keep("slice", .slice(starts: [n / 2, 0], limits: [n, n]), [x])
    _ = try keep("pad", .pad(before: [1, 0], after: [0, 2]), [x])
    _ = try keep("join rows", .concatenate(axis: 0), [x, turned])
    _ = try keep("join columns", .concatenate(axis: 1), [x, turned, x])
    _ = try keep("running along rows", .cumulativeSum(axis: 1), [x])
    _ = try keep("running along columns", .cumulativeSum(axis: 0), [x])
    let index = try b.append(.scalar(.multiply), [s, b.constant(Double(n))])
    _ = try keep("row", .gather, [x, index])
    let places = try b.append(.scalar(.multiply), [v, b.constant(Double(n))])
    _ = try keep("rows", .gather, [x, places])
    let table = b.constant(
      Tensor(shape: [n, n], values: (0..<(n * n)).map { sin(Double($0)) }))
    _ = try keep("rows of a constant", .gather, [table, places])
    _ = try keep("scattered", .scatterAdd(count: n), [x, places])
    _ = try keep("normals", .normal(site: 0, [n, n]), [])
    _ = try keep("uniforms", .uniform(site: 4 * n * n, [n, 2]), [])
    let carried = try b.repeat(count: 4, initial: [x, v, s]) { b, carried in
      let noise = try b.append(.normal(site: 8 * n * n, [n]), [])
      let step = try b.append(.matrixMultiply, [carried[0], carried[1]])
      let moved = try b.append(
        .scalar(.add), [try b.append(.scalar(.tanh), [step]), noise])
      let total = try b.append(.reduce(.sum, axes: [0]), [moved])
      let shrunk = try b.append(.scalar(.multiply), [carried[0], b.constant(0.5)])
      let goesOn = try b.append(.scalar(.less), [carried[2], b.constant(1)])
      return ([shrunk, moved, total], goesOn)
    }
    results += zip(["loop matrix", "loop vector", "loop scalar"], carried).map { ($0, $1) }
    let function = b.finish(results: results)
    try function.verify()

    let chains = 13
    var state: UInt64 = 7
    func columns(_ shape: Shape) -> Columns {
      Columns(
        shape: shape, chains: chains,
        values: (0..<(shape.count * chains)).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return Double(state >> 40) / Double(1 << 24) * 1.4 - 0.2
        })
    }
    let inputs = [columns([n, n]), columns([n]), columns(.scalar)]
    // Sums in another order, and products that cancel, lose digits with their length.
    try close(function, inputs, relative: Double(n * n) * 40)
  }

  /// Agreement up to a multiple of the precision's epsilon, relative to the largest element.
  private func close(_ function: IRFunction, _ inputs: [Columns], relative: Double) throws {
    for target in Self.targets {
      let epsilon = target.precision == .float ? 0x1p-23 : 0x1p-52
      let rounded = inputs.map { $0.rounded(to: .float) }
      let chains = 3..<(3 + inputs[0].chains)
      let key = RandomKey(seed: 5, step: 3, precision: target.precision)
      let native = try NativeKernel(function, .evaluate, target).evaluate(
        rounded.map { .varying($0) }, chains: chains, key: key)
      let reference = ReferenceProgram(function).run(
        rounded.map { .varying($0) }, chains: chains, key: key)
      for (index, (a, b)) in zip(native, reference).enumerated() {
        let size = b.values.filter(\.isFinite).map(abs).max() ?? 0
        for (x, y) in zip(a.values, b.values) where !(x.isNaN && y.isNaN) && x != y {
          #expect(
            abs(x - y) <= relative * epsilon * max(size, 1),
            "\(function.results[index].name), \(target.precision): \(x), not \(y)")
        }
      }
    }
  }

  // MARK: Bits

  /// A transition with random numbers of each kind, rejection and a loop.
  private func transition(dimension: Int) throws -> IRFunction {
    var b = IRBuilder(name: "walk")
    let x = b.parameter("x", .real([dimension]))
    let empty = b.parameter("z", .real([0]))
    let h = b.parameter("h", .real(.scalar), isUniform: true)
    func energy(_ x: IRValue) throws -> IRValue {
      let square = try b.append(.scalar(.multiply), [x, x])
      let soft = try b.append(.scalar(.softplus), [x])
      return try b.append(
        .reduce(.sum, axes: [0]), [try b.append(.scalar(.add), [square, soft])])
    }
    /// A product, which a transition carries from step to step.
    func drift(_ x: IRValue) throws -> IRValue {
      try b.append(.scalar(.multiply), [b.constant(-0.1), try b.append(.scalar(.tanh), [x])])
    }
    let noise = try b.append(.normal(site: 0, [dimension]), [])
    let moved = try b.append(.scalar(.add), [x, try drift(x)])
    let y = try b.append(.scalar(.add), [moved, try b.append(.scalar(.multiply), [h, noise])])
    let back = try b.append(.reduce(.sum, axes: [0]), [try drift(y)])
    let u = try b.append(
      .uniform(site: RandomLayout.site(after: dimension + dimension % 2, count: 1), .scalar), [])
    let gain = try b.append(.scalar(.subtract), [try energy(x), try energy(y)])
    let ratio = try b.append(.scalar(.add), [gain, back])
    let isTaken = try b.append(.scalar(.less), [try b.append(.scalar(.log), [u]), ratio])
    let next = try b.append(.select, [isTaken, y, x])
    let one = try b.append(
      .scalar(.minimum), [b.constant(1), try b.append(.scalar(.exp), [ratio])])
    let (none, log) = (b.constant(0), try b.append(.scalar(.negate), [try energy(y)]))
    return try b.finish(results: [
      ("x", next), ("z", empty), ("acceptance", one), ("diverged", none), ("log_density", log),
    ]).simplified()
  }

  private func run(
    _ function: IRFunction, _ target: VectorTarget, dimension: Int, chains: Range<Int>,
    chunks: [Int]
  ) throws -> [Double] {
    let kernel = try NativeKernel(function, .advance(TransitionSlots(states: 2)), target)
    var state = Columns(
      shape: [dimension], chains: chains.count,
      values: (0..<dimension).flatMap { row in
        chains.map { Double(Float(0.01 * Double(($0 + row) % 50))) }
      })
    let empty = Columns(shape: [0], chains: chains.count, values: [])
    var step: UInt64 = 1
    for steps in chunks {
      state =
        kernel.advance(
          [.varying(state), .varying(empty), .uniform(Tensor(0.5))], chains: chains,
          key: RandomKey(seed: 9, step: step, precision: target.precision), steps: steps
        ).states[0]
      step += UInt64(steps)
    }
    return state.values
  }

  /// The width of vectors, the chains that run beside one, and how steps are cut into calls change no
  /// bit.
  @Test(arguments: [1, 2, 5], [Precision.float, .double])
  func bitsDependOnTheSeedAlone(_ dimension: Int, _ precision: Precision) throws {
    let function = try transition(dimension: dimension)
    let narrow = VectorTarget(precision: precision, lanes: 4)
    let all = try run(function, narrow, dimension: dimension, chains: 0..<40, chunks: [60])
    for lanes in [8, 16] {
      let target = VectorTarget(precision: precision, lanes: lanes)
      let wide = try run(
        function, target, dimension: dimension, chains: 0..<40, chunks: [1, 2, 3, 7, 47])
      #expect(wide == all)
    }
    let some = try run(function, narrow, dimension: dimension, chains: 7..<20, chunks: [13, 47])
    for row in 0..<dimension {
      #expect(
        Array(some[(row * 13)..<((row + 1) * 13)]) == Array(all[(row * 40 + 7)..<(row * 40 + 20)]))
    }
  }

  /// One step of native code is one step of the reference; and the counts are the same.
  @Test(arguments: [1, 2, 5])
  func transitionsAgree(_ dimension: Int) throws {
    let function = try transition(dimension: dimension)
    let target = VectorTarget(precision: .double, lanes: 4)
    let native = try run(function, target, dimension: dimension, chains: 0..<9, chunks: [25])
    var state = Columns(
      shape: [dimension], chains: 9,
      values: (0..<dimension).flatMap { row in
        (0..<9).map { Double(Float(0.01 * Double(($0 + row) % 50))) }
      })
    let program = ReferenceProgram(function)
    for step in 1...25 {
      state =
        program.run(
          [
            .varying(state), .varying(Columns(shape: [0], chains: 9, values: [])),
            .uniform(Tensor(0.5)),
          ], chains: 0..<9, key: RandomKey(seed: 9, step: UInt64(step)))[0]
    }
    for (x, y) in zip(native, state.values) { #expect(abs(x - y) < 1e-12) }
  }
}

extension [Double] {
  /// The elements, one after the other and again from the first, until there are so many.
  fileprivate func cycled(to count: Int) -> [Double] { (0..<count).map { self[$0 % self.count] } }
}
