import CompIR
import Foundation
import Testing

/// Blocked linear algebra has the bits of the plain loops, for sizes about those of its blocks and tiles.
@Suite struct DenseTests {
  static let sizes = [1, 2, 5, 31, 63, 64, 65, 130, 257]

  /// A positive definite matrix without structure.
  private func matrix(_ n: Int) -> [Double] {
    var values = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n {
        values[i * n + j] =
          i == j ? 3 + 0.1 * Double(i % 7) : sin(Double(i * j + i + j)) / Double(n)
      }
    }
    return values
  }

  private func plainCholesky(_ a: [Double], _ n: Int) -> [Double] {
    var l = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var sum = a[i * n + j]
        for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
        l[i * n + j] = i == j ? sum.squareRoot() : sum / l[j * n + j]
      }
    }
    return l
  }

  @Test(arguments: sizes)
  func factors(n: Int) {
    let a = matrix(n)
    #expect(DenseCholesky.factor(a, count: n, isPivot: { $1 > 0 }) == plainCholesky(a, n))
  }

  @Test(arguments: sizes)
  func indefiniteMatricesHaveNoFactor(n: Int) {
    var a = matrix(n)
    a[n * n - 1] = -1
    var failed = -1
    let factor = DenseCholesky.factor(a, count: n) { row, pivot in
      if pivot <= 0 { failed = row }
      return pivot > 0
    }
    #expect(factor == nil)
    #expect(failed == n - 1)
  }

  @Test(arguments: sizes, [1, 3, 4, 70])
  func triangularSystems(n: Int, columns: Int) {
    let l = plainCholesky(matrix(n), n)
    let b = (0..<(n * columns)).map { Double($0 * 37 % 11) - 4.5 }
    var (x, y) = (b, b)
    for column in 0..<columns {
      for i in 0..<n {
        var sum = x[i * columns + column]
        for j in 0..<i { sum -= l[i * n + j] * x[j * columns + column] }
        x[i * columns + column] = sum / l[i * n + i]
      }
      for i in (0..<n).reversed() {
        var sum = y[i * columns + column]
        for j in ((i + 1)..<max(n, i + 1)).reversed() {
          sum -= l[j * n + i] * y[j * columns + column]
        }
        y[i * columns + column] = sum / l[i * n + i]
      }
    }
    let system = DenseTriangularSystem(lower: l, count: n)
    #expect(system.solve(b, columns: columns) == x)
    #expect(system.solve(b, columns: columns, isTransposed: true) == y)
  }

  /// A function evaluated for several chains at once gives each what it gives alone.
  @Test(arguments: [CompIR.Operation.matrixMultiply, .triangularSolve(transposed: false)])
  func matricesThatAllChainsShare(operation: CompIR.Operation) throws {
    let (n, chains) = (40, 50)
    var builder = IRBuilder(name: "shared")
    let x = builder.parameter("x", .real([n]))
    let factor = builder.constant(
      Tensor(shape: [n, n], values: plainCholesky(matrix(n), n)))
    let value = try builder.append(operation, [factor, x])
    let program = ReferenceProgram(builder.finish(results: [("value", value)]))
    let columns = (0..<(n * chains)).map { cos(Double($0)) }
    let together = program.run(
      [.varying(Columns(shape: [n], chains: chains, values: columns))], chains: 0..<chains)[0]
      .values
    for chain in [0, 17, chains - 1] {
      let own = (0..<n).map { columns[$0 * chains + chain] }
      let alone = program.runOnce([Tensor(own)])[0].values
      #expect(alone == (0..<n).map { together[$0 * chains + chain] })
    }
  }

  @Test func vectorsTimesASharedMatrix() throws {
    let (n, m, chains) = (40, 30, 50)
    var builder = IRBuilder(name: "shared")
    let x = builder.parameter("x", .real([n]))
    let matrix = builder.constant(
      Tensor(shape: [n, m], values: (0..<(n * m)).map { sin(Double($0)) }))
    let value = try builder.append(.matrixMultiply, [x, matrix])
    let program = ReferenceProgram(builder.finish(results: [("value", value)]))
    let columns = (0..<(n * chains)).map { cos(Double($0)) }
    let together = program.run(
      [.varying(Columns(shape: [n], chains: chains, values: columns))], chains: 0..<chains)[0]
      .values
    let own = (0..<n).map { columns[$0 * chains + 7] }
    let alone = program.runOnce([Tensor(own)])[0].values
    #expect(alone == (0..<m).map { together[$0 * chains + 7] })
  }
}
