import CompAgreement
import CompIR
import CompKit
import CompRuntime
import Testing

/// No random number of a chain is drawn twice, however its loops nest.
///
/// Numbers of double precision have 53 bits, so that two of a nest's few thousand are equal by chance once in 10⁸
/// runs.
@Suite struct RandomNestTests {
  /// A part of a loop's body.
  private indirect enum Part {
    case draw(Shape)
    case loop(Int, [Part])

    var numbers: Int {
      switch self {
      case .draw(let shape): shape.count
      case .loop(let count, let parts): count * parts.reduce(0) { $0 + $1.numbers }
      }
    }
  }

  /// A body that draws at least once and at most `budget` numbers.
  private func parts(_ depth: Int, _ budget: Int, _ random: inout SplitMix64) -> [Part] {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    var parts: [Part] = []
    var left = budget
    for _ in 0..<pick(1...3) {
      let shapes: [Shape] = [[], [1], [2], [3], [2, 2], [5]]
      let shape = shapes[pick(0...5)]
      guard shape.count <= left else { continue }
      if depth > 0, pick(0...3) > 0 {
        let count = [1, 1, 2, 3, 7, 100, 4_095, 4_096, 5_000][pick(0...8)]
        guard count <= left else { continue }
        let body = self.parts(depth - 1, left / count, &random)
        parts.append(.loop(count, body))
      } else {
        parts.append(.draw(shape))
      }
      left -= parts[parts.count - 1].numbers
    }
    return parts.isEmpty ? [.draw([])] : parts
  }

  /// A function whose result holds every number that is drawn, in order.
  private func function(_ parts: [Part], isNormal: Bool) throws -> IRFunction {
    var builder = IRBuilder(name: "nest")
    let total = parts.reduce(0) { $0 + $1.numbers }
    var site = 0
    func emit(_ parts: [Part], _ builder: inout IRBuilder, _ state: [IRValue]) throws -> [IRValue] {
      var state = state
      for part in parts {
        switch part {
        case .draw(let shape):
          let size = RandomLayout.size(count: shape.count, isNormal: isNormal)
          site = RandomLayout.site(after: site, count: size)
          let drawn = try builder.append(
            isNormal ? .normal(site: site, shape) : .uniform(site: site, shape), [])
          site += size
          let row = try builder.append(.reshape([shape.count]), [drawn])
          let places = builder.constant(Tensor((0..<shape.count).map(Double.init)))
          let at = try builder.append(.scalar(.add), [places, state[1]])
          let added = try builder.append(.scatterAdd(count: total), [row, at])
          let next = builder.constant(Double(shape.count))
          state = [
            try builder.append(.scalar(.add), [state[0], added]),
            try builder.append(.scalar(.add), [state[1], next]),
          ]
        case .loop(let count, let body):
          state = try builder.repeat(count: count, initial: state) { inner, carried in
            (try emit(body, &inner, carried), nil)
          }
        }
      }
      return state
    }
    let initial = [
      builder.constant(Tensor(Array(repeating: 0, count: total))), builder.constant(0),
    ]
    let state = try emit(parts, &builder, initial)
    return builder.finish(results: [("numbers", state[0])])
  }

  @Test(arguments: generated(24)) func nestsDrawNoNumberTwice(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let nest = parts(Int(seed % 8), seed % 4 == 0 ? 6_000 : 1_200, &random)
    let function = try function(nest, isNormal: seed % 2 == 0)
    try function.verify()
    #expect(function.randomLayout.isInjective)
    for precision in [CompIR.Precision.float, .double] {
      var seen: Set<Double> = []
      var count = 0
      for step in [UInt64(1), 2] {
        let key = RandomKey(seed: 11, step: step, precision: precision)
        let found = try NativeKernel(
          function, .evaluate, VectorTarget(precision: precision, lanes: 4)
        ).evaluate([], chains: 5..<7, key: key)[0].values
        let expected = ReferenceProgram(function).run([], chains: 5..<7, key: key)[0].values
        #expect(
          zip(found, expected).allSatisfy { abs($0 - $1) <= 8 * precision.unit(of: abs($1)) },
          "\(nest)")
        seen.formUnion(found)
        count += found.count
      }
      // Floats of 24 bits are equal by chance.
      if precision == .double { #expect(seen.count == count, "\(nest)") }
    }
  }

  /// Where no number of an iteration was too large before, the numbers are what they were: an iteration's number
  /// is that of the one around it, times 4096, plus its own, from one.
  @Test func shortNestsKeepTheirNumbers() throws {
    let key = RandomKey(seed: 3, step: 9)
    let function = try function([.loop(3, [.loop(4, [.draw([])])])], isNormal: false)
    let layout = function.randomLayout
    #expect(layout.numbering == .fixed && !layout.hasLongIterations)
    let found = ReferenceProgram(function).run([], chains: 2..<3, key: key)[0].values
    let expected = (1...3).flatMap { outer in
      (1...4).map { inner in
        let words = Philox.block((2, 9, UInt32(outer * 4096 + inner), 0), key: (3, 0))
        return (Double((UInt64(words.0) << 32 | UInt64(words.1)) >> 11) + 0.5) * 0x1p-53
      }
    }
    #expect(found == expected)
  }

  /// What the counter does not hold is no layout to draw by.
  @Test func nestsBeyondTheCounterAreFound() throws {
    func layout(_ counts: [Int]) throws -> RandomLayout {
      let nest = counts.reversed().reduce([Part.draw([])]) { [.loop($1, $0)] }
      var builder = IRBuilder(name: "long")
      func emit(_ parts: [Part], _ builder: inout IRBuilder) throws {
        for part in parts {
          switch part {
          case .draw(let shape): _ = try builder.append(.uniform(site: 0, shape), [])
          case .loop(let count, let body):
            _ = try builder.repeat(count: count, initial: []) { inner, _ in
              try emit(body, &inner)
              return ([], nil)
            }
          }
        }
      }
      try emit(nest, &builder)
      return builder.finish(results: []).randomLayout
    }
    #expect(try layout([1 << 20, 1 << 20, 1 << 16]).isInjective)
    #expect(try !layout([1 << 20, 1 << 20, 1 << 17]).isInjective)
    #expect(try !layout([1 << 30, 1 << 30, 1 << 30]).isInjective)
    #expect(try layout(Array(repeating: 1, count: 40)).isInjective)
  }

  // MARK: Programs

  /// Bodies of samplers that add up standard normals, and how many: the variance of a sum of n numbers that are
  /// drawn once each is n. A number that comes twice adds two to it, not one.
  static let bodies: [(count: Double, body: String)] = [
    (6, "repeat 2 { repeat 1 { repeat 3 { y = y + noise(like: x) } } }"),
    (2, "repeat 2 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { y = y + noise(like: x) } } } } }"),
    (9, "repeat 3 { var z = 0 * x\nrepeat 3 { z = z + noise(like: x) }\ny = y + z }"),
    (8, "repeat 2 { y = y + two(x)\ny = y + two(x) }"),
    (4, "repeat 2 { y = y + noise(like: x) }\nrepeat 2 { y = y + noise(like: x) }"),
    (6, "for i in 0..<3 { repeat 2 { y = y + noise(like: x) } }"),
    (6, "repeat 2 { for i in 0..<3 { y = y + noise(like: x) } }"),
    (
      4,
      "repeat 2 { repeat 2 { let z = noise(like: x)\ny = y + if z > 0 { abs(noise(like: x)) } else { -abs(noise(like: x)) } } }"
    ),
    (4, "repeat 5_000 while sum(z ^ 2) < 16 { z = z + 1\ny = y + noise(like: x) }"),
  ]

  @Test(arguments: bodies.indices) func sumsHaveTheVarianceOfNumbersDrawnOnce(_ index: Int) throws {
    let (count, body) = Self.bodies[index]
    let text = """
      func two(x) {
        var s = 0 * x
        repeat 2 { s = s + noise(like: x) }
        return s
      }
      sampler sums(steps: Int = 1) for p: Energy {
        state x = start(p)
        transition {
          var y = 0 * x
          var z = 0 * x
          \(body.split(separator: "\n").joined(separator: "\n    "))
          x = y
        }
      }
      component any over x: Real { energy = x ^ 2 / 2 }
      let d = sample(any, count: 20_000, using: sums(), warmup: 0, seed: 1)
      """
    let program = Comp.compile(text, name: "sums.comp")
    #expect(program.errors.isEmpty, "\(program.errors)")
    let draws = try Comp.run(program, options: RunOptions(threads: 2)).draws("d")
    let values = try #require(draws?.values(of: "x"))
    let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    // Five standard errors of a variance of sums near Gaussian: a false alarm in two million.
    #expect(abs(variance / count - 1) < 5 * (2 / Double(values.count)).squareRoot(), "\(body)")
  }

  @Test func nestsThatAreTooLongAreRefused() {
    let program = Comp.compile(
      """
      sampler deep(steps: Int = 1) for p: Energy {
        state x = start(p)
        transition {
          repeat 1_000_000 { repeat 1_000_000 { repeat 3 { x = x + noise(like: x) } } }
        }
      }
      component any over x: Real { energy = x ^ 2 / 2 }
      let d = sample(any, count: 100, using: deep(), warmup: 0, seed: 1)
      """, name: "deep.comp")
    #expect(program.errors.map(\.code.rawValue) == ["C0510"])
    #expect(program.errors.first?.labels.first?.span.text.hasPrefix("{ x = x + noise") == true)
  }
}
