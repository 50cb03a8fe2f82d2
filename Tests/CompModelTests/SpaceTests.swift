import CompIR
import CompModel
import Testing

@Suite struct SpaceTests {
  private let x = real("x")
  private let m = real("m", [3, 2])

  private func row(_ index: Int) -> VariablePart {
    VariablePart(variable: m, elements: [2 * index, 2 * index + 1], shape: [2])
  }

  @Test func variablesJoinByName() {
    let a = Space([x.whole, row(0)])
    let b = Space([row(1), x.whole])
    let union = a.union(b)
    #expect(union.names == ["x", "m"])
    #expect(union.coordinates.count == 5)
    #expect(a.shared(with: b) == ["x"])
    #expect(union.removing(b).coordinates == a.removing(Space([x.whole])).coordinates)
  }

  @Test func partsAreWrittenAsUsersWriteThem() {
    #expect(m.whole.description == "m")
    #expect(row(1).description == "m[1]")
    #expect(
      VariablePart(variable: m, elements: [2, 3, 4, 5], shape: [2, 2]).description == "m[1..<3]")
    #expect(VariablePart(variable: m, elements: [3], shape: .scalar).description == "m[1][1]")
    // A part may have more dimensions than its variable.
    #expect(
      VariablePart(variable: m, elements: [0, 5], shape: [1, 1, 2]).description.hasPrefix("m["))
  }
}
