import CompIR
import Testing

/// What a function computes is counted once where its code shares it.
@Suite struct ComputedElementsTests {
  /// Σ exp(x) at x with one coordinate replaced by y, for two coordinates of eight.
  private func sums(of size: Int) throws -> IRFunction {
    var b = IRBuilder(name: "sums")
    let x = b.parameter("x", .real([size]))
    let y = b.parameter("y", .real([1]))
    var sums: [(String, IRValue)] = []
    for place in [3, 5] {
      let before = try b.append(.slice(starts: [0], limits: [place]), [x])
      let after = try b.append(.slice(starts: [place + 1], limits: [size]), [x])
      let moved = try b.append(.concatenate(axis: 0), [before, y, after])
      let terms = try b.append(.scalar(.exp), [moved])
      sums.append(("\(place)", try b.append(.reduce(.sum, axes: [0]), [terms])))
    }
    return b.finish(results: sums)
  }

  /// Eight exponentials and seven sums; then the exponential of what stood at the first place, for that of y is
  /// known, and five of the seven sums, for those of places 0 and 1, and of 6 and 7, are.
  @Test func elementsAreShared() throws {
    let count = ComputedElements(try sums(of: 8))
    #expect(count.run == 8 + 7 + 1 + 5)
    #expect(count.written == count.run)
  }

  /// Of tensors in loops nothing is shared: copies, exponentials and sums, twice, each of which is a loop.
  @Test func loopsShareNothing() throws {
    let count = ComputedElements(try sums(of: 100))
    #expect(count.run == 2 * 3 * 100)
    #expect(count.written == 2 * 3 * 16)
  }

  /// Two multiplications a pass: of five passes, or of one where the loop may end early.
  @Test(arguments: [false, true]) func passesAreCounted(endsEarly: Bool) throws {
    var b = IRBuilder(name: "power")
    let x = b.parameter("x", .real([]))
    let powers = try b.repeat(count: 5, initial: [x]) { b, values in
      let square = try b.append(.scalar(.multiply), [values[0], values[0]])
      let next = try b.append(.scalar(.multiply), [square, x])
      let goesOn = endsEarly ? try b.append(.scalar(.less), [values[0], x]) : nil
      return ([next], goesOn)
    }
    let count = ComputedElements(b.finish(results: [("x", powers[0])]))
    #expect(count.run == (endsEarly ? 3 : 10))
    #expect(count.written == (endsEarly ? 3 : 2))
  }

  /// A system of three unknowns of which the last element of the right side differs: only the last unknown is
  /// new.
  @Test func solutionsAreShared() throws {
    var b = IRBuilder(name: "solve")
    let factor = b.parameter("l", .real([3, 3]))
    let (x, y) = (b.parameter("x", .real([3])), b.parameter("y", .real([1])))
    let first = try b.append(.triangularSolve(transposed: false), [factor, x])
    let start = try b.append(.slice(starts: [0], limits: [2]), [x])
    let other = try b.append(.concatenate(axis: 0), [start, y])
    let second = try b.append(.triangularSolve(transposed: false), [factor, other])
    let count = ComputedElements(b.finish(results: [("first", first), ("second", second)]))
    #expect(count.run == (3 + 3) + (2 + 1))
  }
}
