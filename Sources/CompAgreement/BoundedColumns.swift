import CompIR

/// Bounded values of a block of chains; truth values are 0 and 1.
package typealias BoundedColumns = ColumnsOf<Bounded>

extension BoundedColumns {
  /// Numbers that are what they are.
  package init(_ columns: Columns) {
    self.init(
      shape: columns.shape, chains: columns.chains, values: columns.values.map { Bounded($0) })
  }

  package var columns: Columns {
    Columns(shape: shape, chains: chains, values: values.map(\.value))
  }

  /// The same elements in the places where an operation puts them; what it puts beside them is zero.
  func moved(by operation: Operation, to result: Shape) -> BoundedColumns {
    func moved(_ part: (Bounded) -> Double) -> [Double] {
      var builder = IRBuilder(name: "moved")
      let x = builder.parameter("x", .real(shape))
      guard let y = try? builder.append(operation, [x]) else { return [] }
      return ReferenceProgram(builder.finish(results: [("y", y)])).run(
        [.varying(Columns(shape: shape, chains: chains, values: values.map(part)))],
        chains: 0..<chains)[0].values
    }
    return BoundedColumns(
      shape: result, chains: chains,
      values: zip(moved(\.value), moved(\.error)).map { Bounded($0, $1) })
  }

  /// The axes put first, and made one: the elements along it, for each of the others.
  func rows(along axes: [Int]) -> [[Bounded]] {
    let kept = (0..<shape.rank).filter { !axes.contains($0) }
    let order = axes + kept
    let turned = moved(
      by: .transpose(order), to: Shape(order.map { shape.dimensions[$0] }))
    let length = kept.reduce(chains) { $0 * shape.dimensions[$1] }
    let count = axes.reduce(1) { $0 * shape.dimensions[$1] }
    return (0..<length).map { place in
      (0..<count).map { turned.values[$0 * length + place] }
    }
  }
}
