import CompAgreement
import CompIR
import CompRuntime
import Testing

/// What machine code once had wrong.
@Suite struct RegressionTests {
  private func columns(_ shape: Shape, chains: Int, _ values: (Int) -> Double)
    -> ReferenceProgram.Argument
  {
    .varying(
      Columns(shape: shape, chains: chains, values: (0..<(shape.count * chains)).map(values)))
  }

  /// A constant divisor is multiplied by its inverse, unless that overflows or has few digits.
  @Test func smallAndLargeConstantsDivide() throws {
    for literal in [1e-44, 1e-40, 3e-39, 1e-38, 0.3, 1e37, 1.7e38, 3.3e38] {
      let divisor = Double(Float(literal))
      var b = IRBuilder(name: "divide")
      let x = b.parameter("x", .real([2]))
      let y = try b.append(.scalar(.divide), [x, b.constant(divisor)])
      let function = b.finish(results: [("y", y)])
      for target in targets {
        let agreement = try Agreement(
          of: function, [columns([2], chains: 5) { divisor * (0.37 + Double($0)) }], chains: 0..<5,
          target)
        #expect(agreement.complaints == [], "by \(divisor)")
        #expect(agreement.compared == 10 && agreement.tight == 10)
      }
    }
  }

  /// A state too large for registers, of which a step looks up an element that each chain chooses: it
  /// is copied elsewhere for that, and yet goes on.
  @Test func largeStatesAreLookedUp() throws {
    var b = IRBuilder(name: "walk")
    let x = b.parameter("x", .real([70]))
    let y = b.parameter("y", .real([70]))
    let first = try b.append(.slice(starts: [0], limits: [1]), [x])
    let place = try b.append(.reshape([]), [first])
    let index = try b.append(.scalar(.multiply), [place, b.constant(69)])
    let found = try b.append(.gather, [x, index])
    let sum = try b.append(.scalar(.add), [x, found])
    let next = try b.append(.scalar(.sigmoid), [sum])
    // And the states change places.
    let (zero, one) = (b.constant(0), b.constant(1))
    let function = b.finish(results: [
      ("x", y), ("y", next), ("acceptance", one), ("diverged", zero),
    ])
    for target in targets {
      let agreement = try Agreement(
        ofTransition: function, states: 2,
        [
          columns([70], chains: 9) { Double($0 % 83) / 90 },
          columns([70], chains: 9) { Double($0 % 71) / 80 },
        ], chains: 0..<9, steps: 5, target)
      #expect(agreement.complaints == [])
      #expect(agreement.compared > 1_000)
    }
  }

  /// Zeros of a constant matrix take no part in a product, whether it is written out or a loop.
  @Test(arguments: [3, 10, 20, 40]) func zerosOfConstantsTakeNoPart(_ n: Int) throws {
    var b = IRBuilder(name: "products")
    let x = b.parameter("x", .real([n]))
    let square = b.parameter("y", .real([n, n]))
    // Lower triangular, with ones on the diagonal and zeros below it too.
    let entries = (0..<(n * n)).map { place -> Double in
      let (i, j) = (place / n, place % n)
      return i == j ? 1 : i > j && (i + j) % 3 == 0 ? 0.25 : 0
    }
    let matrix = b.constant(Tensor(shape: [n, n], values: entries))
    let results = [
      ("vector", try b.append(.matrixMultiply, [matrix, x])),
      ("transposed", try b.append(.matrixMultiply, [x, matrix])),
      ("matrix", try b.append(.matrixMultiply, [matrix, square])),
      ("solved", try b.append(.triangularSolve(transposed: false), [matrix, x])),
      ("solved transposed", try b.append(.triangularSolve(transposed: true), [matrix, x])),
      ("solved matrix", try b.append(.triangularSolve(transposed: false), [matrix, square])),
    ]
    let function = b.finish(results: results)
    let extremes = [1, 2, .infinity, 0.5, -1, .nan, 3, 4, -.infinity, 0.1, 7]
    for target in targets {
      let agreement = try Agreement(
        of: function,
        [
          columns([n], chains: 5) { extremes[$0 / 3 % extremes.count] },
          columns([n, n], chains: 5) { extremes[$0 / 7 % extremes.count] },
        ], chains: 0..<5, target)
      #expect(agreement.complaints == [] && agreement.undetermined == 0)
    }
  }
}
