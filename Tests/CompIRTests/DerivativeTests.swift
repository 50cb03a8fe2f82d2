import CompIR
import Foundation
import Testing

/// Derivatives against central differences, first and second, for every row of the table.
@Suite struct DerivativeTests {
  /// The function of one operand at a point, the others held.
  private func function(_ scalar: ScalarFunction, operand: Int, at point: [Double]) throws
    -> IRFunction
  {
    var builder = IRBuilder(name: scalar.rawValue)
    let x = builder.parameter("x", .real(.scalar))
    var operands: [IRValue] = []
    for (index, value) in point.enumerated() {
      operands.append(index == operand ? x : builder.constant(value))
    }
    let result = try builder.append(.scalar(scalar), operands)
    return builder.finish(results: [("value", result)])
  }

  private func value(_ function: IRFunction, _ result: Int, _ x: Double) -> Double {
    ReferenceProgram(function).runOnce([Tensor(x)])[result].values[0]
  }

  @Test(arguments: ScalarFunction.allCases)
  func everyRowIsComplete(_ scalar: ScalarFunction) throws {
    let row = scalar.row
    #expect(row.arity > 0)
    #expect(!row.documentation.isEmpty)
    #expect(!row.testPoints.isEmpty)
    #expect(row.testPoints.allSatisfy { $0.count == row.arity })
    guard row.operand == .real, row.result == .real else { return }
    for point in row.testPoints {
      for operand in 0..<row.arity {
        // The order of polygamma and of the Bessel function is no argument to differentiate by.
        if scalar == .polygamma || scalar == .besselIE, operand == 0 { continue }
        let f = try function(scalar, operand: operand, at: point)
        let first = try f.gradient(of: 0, withRespectTo: [0])
        let second = try first.gradient(of: 1, withRespectTo: [0])
        let x = point[operand]
        let h = 1e-5 * max(1, abs(x))
        let slope = (value(f, 0, x + h) - value(f, 0, x - h)) / (2 * h)
        let curve = (value(first, 1, x + h) - value(first, 1, x - h)) / (2 * h)
        #expect(abs(value(first, 1, x) - slope) < 1e-6 * max(1, abs(slope)), "\(scalar) at \(x)")
        #expect(abs(value(second, 2, x) - curve) < 1e-6 * max(1, abs(curve)), "\(scalar)'' at \(x)")
      }
    }
  }

  /// A function that uses every operation with a derivative, of a vector of six.
  private func everything() throws -> IRFunction {
    var b = IRBuilder(name: "everything")
    let x = b.parameter("x", .real([6]))
    let matrix = try b.append(.reshape([2, 3]), [x])
    let turned = try b.append(.transpose([1, 0]), [matrix])
    let square = try b.append(.matrixMultiply, [matrix, turned])
    let bump = b.constant(Tensor(shape: [2, 2], values: [3, 0.5, 0.5, 4]))
    let positive = try b.append(.scalar(.add), [square, bump])
    let factor = try b.append(.cholesky, [positive])
    let piece = try b.append(.slice(starts: [1], limits: [3]), [x])
    let solved = try b.append(.triangularSolve(transposed: false), [factor, piece])
    let back = try b.append(.triangularSolve(transposed: true), [factor, solved])
    let padded = try b.append(.pad(before: [1], after: [2]), [back])
    let joined = try b.append(.concatenate(axis: 0), [padded, x])
    let running = try b.append(.cumulativeSum(axis: 0), [joined])
    let index = b.constant(Tensor([0, 3, 3]))
    let picked = try b.append(.gather, [running, index])
    let spread = try b.append(.scatterAdd(count: 4), [picked, index])
    let wide = try b.append(.broadcast([2, 4]), [spread])
    let loop = try b.repeat(count: 3, initial: [wide]) { body, carried in
      ([try body.append(.scalar(.sin), [carried[0]])], nil)
    }
    let largest = try b.append(.reduce(.maximum, axes: [1]), [loop[0]])
    let product = try b.append(.reduce(.product, axes: [0]), [largest])
    let zero = b.constant(0)
    let test = try b.append(.scalar(.less), [zero, x])
    let chosen = try b.append(.select, [test, x, zero])
    let total = try b.append(.reduce(.sum, axes: [0]), [chosen])
    let result = try b.append(.scalar(.multiply), [product, total])
    return b.finish(results: [("value", result)])
  }

  @Test func gradientsOfTensorsAgreeWithDifferences() throws {
    let f = try everything()
    let point = [0.3, -0.7, 1.1, 0.4, 0.9, -0.2]
    let gradient = try f.gradient(of: 0, withRespectTo: [0])
    for program in [gradient, try gradient.simplified()] {
      let found = ReferenceProgram(program).runOnce([Tensor(point)])[1].values
      for i in 0..<6 {
        var (above, below) = (point, point)
        above[i] += 1e-6
        below[i] -= 1e-6
        let slope =
          (ReferenceProgram(f).runOnce([Tensor(above)])[0].values[0]
            - ReferenceProgram(f).runOnce([Tensor(below)])[0].values[0]) / 2e-6
        #expect(abs(found[i] - slope) < 1e-6 * max(1, abs(slope)), "coordinate \(i)")
      }
    }
  }

  @Test func aLoopThatEndsByAConditionHasNoDerivative() throws {
    var b = IRBuilder(name: "f")
    let x = b.parameter("x", .real(.scalar))
    let out = try b.repeat(count: 9, initial: [x]) { body, carried in
      let one = body.constant(1)
      let test = try body.append(.scalar(.less), [carried[0], one])
      return ([try body.append(.scalar(.add), [carried[0], carried[0]])], test)
    }
    let f = b.finish(results: [("value", out[0])])
    #expect(throws: DifferentiationError.self) { try f.gradient(of: 0, withRespectTo: [0]) }
    // 0.3 → 0.6 → 1.2, and stops.
    #expect(ReferenceProgram(f).runOnce([Tensor(0.3)])[0].values == [1.2])
  }

  private func gradientOf(
    _ point: [Double], _ make: (inout IRBuilder, IRValue) throws -> IRValue
  ) throws -> (first: [Double], second: [[Double]]) {
    var b = IRBuilder(name: "f")
    let x = b.parameter("x", .real([point.count]))
    let value = try make(&b, x)
    let f = b.finish(results: [("value", value)])
    let gradient = try f.gradient(of: 0, withRespectTo: [0])
    var second: [[Double]] = []
    for i in point.indices {
      var c = IRBuilder(name: "slope")
      let y = c.parameter("x", .real([point.count]))
      let all = try c.inline(gradient, [y])
      let one = try c.append(.slice(starts: [i], limits: [i + 1]), [all[1]])
      let result = try c.append(.reshape(.scalar), [one])
      let slope = c.finish(results: [("slope", result)])
      second.append(
        ReferenceProgram(try slope.gradient(of: 0, withRespectTo: [0])).runOnce([Tensor(point)])[1]
          .values)
    }
    return (ReferenceProgram(gradient).runOnce([Tensor(point)])[1].values, second)
  }

  /// A product's slope by one factor is the product of the others, also where some are zero.
  @Test(arguments: [[2, 3, 5], [0, 3, 5], [0, 0, 5], [0, 0, 0]] as [[Double]])
  func productsOfZeroHaveSlopes(_ x: [Double]) throws {
    let (first, second) = try gradientOf(x) { b, x in
      try b.append(.reduce(.product, axes: [0]), [x])
    }
    #expect(first == [x[1] * x[2], x[0] * x[2], x[0] * x[1]])
    #expect(second == [[0, x[2], x[1]], [x[2], 0, x[0]], [x[1], x[0], 0]])
  }

  @Test func tiesShareTheSlope() throws {
    for reduction in [Reduction.maximum, .minimum] {
      let (first, _) = try gradientOf([3, 3, 3]) { b, x in
        try b.append(.reduce(reduction, axes: [0]), [x])
      }
      #expect(abs(first.reduce(0, +) - 1) < 1e-15 && first[0] == first[2])
    }
  }

  /// What the branch that is not taken does to its slope does not matter.
  @Test func branchesNotTakenHaveNoSlope() throws {
    let (first, second) = try gradientOf([-2, 4]) { b, x in
      let zero = b.constant(0)
      let root = try b.append(.scalar(.log), [try b.append(.scalar(.squareRoot), [x])])
      let test = try b.append(.scalar(.less), [zero, x])
      let chosen = try b.append(.select, [test, root, zero])
      return try b.append(.reduce(.sum, axes: [0]), [chosen])
    }
    #expect(first == [0, 1 / 8])
    #expect(second == [[0, 0], [0, -1 / 32]])
  }
}
