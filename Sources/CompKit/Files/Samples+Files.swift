import CompFiles
import CompIR
import CompSemantics

/// Draws as the tables and arrays of files.
extension Samples {
  /// `.chain`, `.draw`, then a column for each free coordinate; labels by their names.
  var csvColumns: [CSVColumn] {
    let rows = 0..<count
    var columns = [
      CSVColumn(".chain", .integers(rows.map { Double($0 / drawsPerChain) })),
      CSVColumn(".draw", .integers(rows.map { Double($0 % drawsPerChain) })),
    ]
    var index = 0
    for member in space.members {
      for name in member.columnNames {
        columns.append(CSVColumn(name, member.variable.domain.fileValues(self.columns[index])))
        index += 1
      }
    }
    return columns
  }

  /// An array a variable, `[count, shape…]`, in the order of chains. Labels are their places in the
  /// variable's list, from 0, as `draws.color` has them.
  var arrays: [(name: String, array: FileArray)] {
    space.members.compactMap { member in
      values(of: member.variable.name).map { tensor in
        (
          member.variable.name,
          FileArray(
            shape: tensor.shape.dimensions,
            values: member.variable.domain.isDiscrete
              ? .integers(tensor.values) : .reals(tensor.values))
        )
      }
    }
  }

  /// What ArviZ's `from_json` reads: `{"posterior": {"x": …}}`, an array `[chain, draw, shape…]` a
  /// variable.
  var arvizJSON: JSONValue {
    .object([
      .init(
        "posterior",
        .object(
          arrays.map { name, array in
            .init(
              name,
              JSONValue(
                FileArray(
                  shape: [chains, drawsPerChain] + array.shape.dropFirst(), values: array.values)))
          }))
    ])
  }
}
