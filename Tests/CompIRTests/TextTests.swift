import CompIR
import Testing

/// The text form of the IR, its verifier, and what is uniform.
@Suite struct TextTests {
  /// A function with every operation and a loop.
  static func everything() throws -> IRFunction {
    var b = IRBuilder(name: "everything")
    let x = b.parameter("x", .real([2, 3]))
    let scale = b.parameter("scale", .real(.scalar), isUniform: true)
    let c = b.constant(Tensor(shape: [2, 3], values: [1, -2.5, 1e-300, .infinity, 0, 3]))
    let sum = try b.append(.scalar(.add), [x, c])
    let flag = try b.append(.booleanConstant(true), [])
    let chosen = try b.append(.select, [flag, sum, scale])
    let flat = try b.append(.reshape([6]), [chosen])
    let wide = try b.append(.broadcast([2, 6]), [flat])
    let turned = try b.append(.transpose([1, 0]), [wide])
    let cut = try b.append(.slice(starts: [1, 0], limits: [4, 2]), [turned])
    let padded = try b.append(.pad(before: [0, 1], after: [1, 0]), [cut])
    let joined = try b.append(.concatenate(axis: 0), [padded, padded])
    let least = try b.append(.reduce(.minimum, axes: [1]), [joined])
    let square = try b.append(.matrixMultiply, [x, try b.append(.transpose([1, 0]), [x])])
    let lower = try b.append(.cholesky, [square])
    let solved = try b.append(.triangularSolve(transposed: true), [lower, x])
    let forward = try b.append(.triangularSolve(transposed: false), [lower, solved])
    let index = try b.append(.scalar(.floor), [scale])
    let row = try b.append(.gather, [forward, index])
    let scattered = try b.append(.scatterAdd(count: 4), [row, index])
    let running = try b.append(.cumulativeSum(axis: 1), [scattered])
    let noise = try b.append(.normal(site: 0, [3]), [])
    let share = try b.append(.uniform(site: 4, [3]), [])
    let still = try b.append(.stopGradient, [share])
    let loop = try b.repeat(count: 5, initial: [noise, still]) { b, carried in
      let next = try b.append(.scalar(.multiply), [carried[0], carried[1]])
      let small = try b.append(
        .reduce(.all, axes: [0]), [try b.append(.scalar(.less), [carried[0], carried[1]])])
      return ([next, carried[1]], small)
    }
    return b.finish(
      results: [("least", least), ("running", running), ("loop", loop[0]), ("scale", index)])
  }

  @Test func theTextIsReadBack() throws {
    let function = try Self.everything()
    try function.verify()
    let text = function.description
    let again = try IRFunction(parsing: text)
    #expect(again == function)
    #expect(again.description == text)
  }

  @Test func damagedTextIsRefused() throws {
    let text = try Self.everything().description
    var refused = 0
    for place in stride(from: 0, to: text.count, by: 7) {
      let index = text.index(text.startIndex, offsetBy: place)
      for piece in ["%99", "]", "Real", "9"] {
        let damaged = String(text[..<index]) + piece + String(text[index...].dropFirst(2))
        do {
          // Some damage leaves another function that is right; it must hold the rules.
          try IRFunction(parsing: damaged).verify()
        } catch let error as InvalidFunction {
          #expect(!error.description.isEmpty)
          refused += 1
        }
      }
    }
    #expect(refused > 500)
  }

  @Test(arguments: [
    ("%1 = add %0, %7 : Real", "not defined"),
    ("%0 = constant 1.0 : Real", "defined twice"),
    ("%1 = sum %0 : Real", "no operation"),
    ("%1 = reshape %0 : R[2]", "elements"),
    ("%1 = add %0, %0 : R[3]", "noted as"),
    ("%1 = and %0, %0 : Bool", "truth values"),
    ("%1 = normal[-1] : Real", "site"),
  ])
  func eachRuleIsChecked(_ line: String, _ reason: String) {
    let text = "func f(%0 x: Real) {\n  \(line)\n  return y: %0\n}"
    do {
      _ = try IRFunction(parsing: text)
      Issue.record("\(line) was accepted")
    } catch let error as InvalidFunction {
      #expect(error.description.contains(reason), "\(error)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func uniformValuesAreFound() throws {
    let text = """
      func f(%0 x: Real, %1 h: Real uniform) {
        %2 = constant 2.0 : Real
        %3 = multiply %1, %2 : Real
        %4 = add %3, %0 : Real
        %5, %6 = repeat 3 (%7, %8) from (%1, %2) {
          %9 = multiply %7, %3 : Real
          %10 = add %8, %4 : Real
          yield %9, %10
        }
        return a: %5, b: %6
      }
      """
    let uniform = try IRFunction(parsing: text).uniformValues.map(\.id).sorted()
    #expect(uniform == [1, 2, 3, 5, 7, 9])
  }
}
