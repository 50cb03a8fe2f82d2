import CompFiles
import CompIR
import CompLanguage

/// Draws as the tables and arrays of files.
extension Samples {
  /// `.chain`, `.draw`, then a column for each free coordinate; labels by their names.
  var csvColumns: [CSVColumn] {
    let length = drawsPerChain
    var columns = [
      CSVColumn(".chain", .counted { $0 / length }), CSVColumn(".draw", .counted { $0 % length }),
    ]
    var index = 0
    for member in space.members {
      for name in member.columnNames {
        columns.append(CSVColumn(name, member.variable.domain.fileCells(self.columns[index])))
        index += 1
      }
    }
    return columns
  }

  /// An array a variable, `[count, shape…]`, in the order of chains. Labels are their places in the
  /// variable's list, from 0, as `draws.color` has them.
  var arrays: [(name: String, array: ArrayColumns)] {
    var first = 0
    return space.members.map { member in
      let width = member.elements.count
      defer { first += width }
      return (
        member.variable.name,
        ArrayColumns(
          shape: member.shape.dimensions, columns: Array(columns[first..<(first + width)]),
          isWhole: member.variable.domain.isDiscrete)
      )
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
                  shape: [chains, drawsPerChain] + array.shape, values: array.array.values)))
          }))
    ])
  }
}
