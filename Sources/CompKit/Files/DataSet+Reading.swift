import CompFiles
import CompIR
import CompLanguage
import CompModel
import CompSource

extension DataSet {
  /// The data of a file, with all of its values checked.
  ///
  /// - Parameter space: the variables that the file should hold. A file that names its variables has them
  ///   by these names; of one that names nothing the columns are taken in their order. Without it, columns
  ///   of numbers are reals, and those of words are labels.
  /// - Throws: `FileError` with the row and column of the first value that does not fit.
  init(_ table: RawTable, as space: [Variable]?, source: String) throws {
    let chosen: [(Variable?, RawElements)]
    if let space {
      chosen = try Self.choose(space, from: table)
    } else {
      if !table.isNamed, case .cells = table.columns[0].source {
        throw FileError.unexpected(
          "its first line holds numbers, not the names of columns",
          help:
            "name the columns in a first line, or by as: {x: R[\(table.columns[0].elementCount)]}")
      }
      chosen = table.columns.map { (nil, RawElements($0)) }
    }
    self.init(
      source: source, rows: table.columns[0].rowCount,
      columns: try chosen.map { try Column($0, $1) })
  }

  private static func choose(_ space: [Variable], from table: RawTable) throws -> [(
    Variable?, RawElements
  )] {
    guard table.isNamed else { return try inOrder(space, of: table.columns[0]) }
    let names = table.names
    return try space.map { variable in
      guard let column = table.columns.first(where: { $0.name == variable.name }) else {
        throw FileError.unexpected(
          "it has no variable '\(variable.name)'; its variables are \(listed(names))",
          help: nearestName(to: variable.name, among: names).map { "its name may be meant: \($0)" }
            ?? (variable.shape.isScalar
              ? nil
              : "columns that make '\(variable.name)' are named \(variable.name)[0], \(variable.name)[1] and so on")
        )
      }
      guard column.shape == variable.shape.dimensions else {
        throw FileError.unexpected(
          "its '\(variable.name)' is \(Shape(column.shape)), where \(variable.typeDescription) is expected"
        )
      }
      return (variable, RawElements(column))
    }
  }

  /// The elements of the only column of a file without names, one variable after the other.
  private static func inOrder(_ space: [Variable], of column: RawColumn) throws -> [(
    Variable?, RawElements
  )] {
    let expected = space.reduce(0) { $0 + $1.shape.count }
    guard column.elementCount == expected else {
      throw FileError.unexpected(
        "a row of it has \(column.elementCount) values, where \(expected) are expected")
    }
    var start = 0
    return space.map { variable in
      defer { start += variable.shape.count }
      return (variable, RawElements(column, start..<(start + variable.shape.count)))
    }
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 12 ? shown + ", …" : shown
  }
}

/// Some elements of a column.
struct RawElements {
  let column: RawColumn
  let range: Range<Int>

  init(_ column: RawColumn, _ range: Range<Int>? = nil) {
    self.column = column
    self.range = range ?? 0..<column.elementCount
  }

  func values(as wanted: CSVValues.Wanted?) throws -> CSVValues {
    try column.values(range, as: wanted)
  }

  func place(_ row: Int, _ element: Int) -> String {
    column.place(row, range.lowerBound + element)
  }
}

extension DataSet.Column {
  /// Values that a program wrote itself, as they are.
  init(unchecked variable: Variable, _ elements: RawElements) throws {
    self.init(
      name: variable.name, shape: variable.shape, domain: variable.domain,
      values: Self.rowMajor(try Self.places(elements, variable)))
  }

  /// - Parameter variable: what the values should be; where it is not given they tell.
  fileprivate init(_ variable: Variable?, _ elements: RawElements) throws {
    if let variable {
      let values = try Self.places(elements, variable)
      self.init(
        name: variable.name, shape: variable.shape, domain: variable.domain,
        values: Self.rowMajor(try Self.checked(values, elements, variable)))
      return
    }
    let domain: Domain
    let values: [[Double]]
    switch try elements.values(as: nil) {
    case .numbers(let numbers): (domain, values) = (.real, numbers)
    case .words(let words):
      let labels = Set(words.joined().compactMap { $0 }).sorted()
      let place = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
      domain = .labels(labels)
      values = words.map { column in
        column.map { word in word.flatMap { place[$0] }.map(Double.init) ?? .nan }
      }
    }
    self.init(
      name: elements.column.name, shape: Shape(elements.column.shape), domain: domain,
      values: Self.rowMajor(values))
  }

  private static func rowMajor(_ columns: [[Double]]) -> [Double] {
    guard columns.count != 1 else { return columns[0] }
    let rows = columns.first?.count ?? 0
    var values = [Double](repeating: 0, count: rows * columns.count)
    for (element, column) in columns.enumerated() {
      for row in 0..<rows { values[row * columns.count + element] = column[row] }
    }
    return values
  }

  /// The numbers; for words among labels their places; NaN where a value is missing.
  private static func places(_ elements: RawElements, _ variable: Variable) throws -> [[Double]] {
    guard case .labels(let labels) = variable.domain else {
      switch try elements.values(as: .numbers) {
      case .numbers(let numbers): return numbers
      case .words: throw FileError.unexpected("'\(variable.name)' holds words, not numbers")
      }
    }
    let place = Dictionary(zip(labels, labels.indices), uniquingKeysWith: { first, _ in first })
    switch try elements.values(as: .labels(Set(labels))) {
    case .numbers(let numbers): return numbers
    case .words(let words):
      return try words.enumerated().map { element, column in
        try column.enumerated().map { row, text in
          guard let text else { return .nan }
          guard let index = place[text] else {
            throw FileError.unexpected(
              "\(elements.place(row, element)): '\(text.prefix(40))' is not one of \(variable.typeDescription)"
            )
          }
          return Double(index)
        }
      }
    }
  }

  /// The values where all that are not missing lie in the variable's domain. Those on a simplex may miss 1
  /// by a millionth, as written decimals do, and are scaled to it.
  private static func checked(_ columns: [[Double]], _ elements: RawElements, _ variable: Variable)
    throws -> [[Double]]
  {
    func outside(_ row: Int, _ element: Int, _ what: String) -> FileError {
      .unexpected("\(elements.place(row, element)): \(what) is not of \(variable.typeDescription)")
    }
    switch variable.domain {
    case .interval:
      for (element, column) in columns.enumerated() {
        guard let (low, high) = variable.domain.bounds(ofElement: element) else { continue }
        let isOpen = low == 0 && high == .infinity
        for (row, value) in column.enumerated() where !value.isNaN {
          guard value >= low, value <= high, !(isOpen && value == 0) else {
            throw outside(row, element, formatReal(value))
          }
        }
      }
    case .labels, .range, .natural:
      let (low, high) =
        switch variable.domain {
        case .labels(let names): (0.0, Double(names.count))
        case .range(let low, let high): (Double(low), Double(high))
        case .natural, .interval, .simplex, .ordered: (0.0, Double.infinity)
        }
      for (element, column) in columns.enumerated() {
        for (row, value) in column.enumerated() where !value.isNaN {
          guard value >= low, value < high, value == value.rounded() else {
            throw outside(row, element, formatReal(value))
          }
        }
      }
    case .simplex:
      var columns = columns
      try checkWhole(columns, elements, variable)
      for row in (columns.first ?? []).indices where !columns[0][row].isNaN {
        let sum = columns.reduce(0) { $0 + $1[row] }
        if let element = columns.firstIndex(where: { !($0[row] >= 0) }) {
          throw outside(row, element, formatReal(columns[element][row]))
        }
        guard abs(sum - 1) <= 1e-6 else {
          throw outside(row, 0, "a row that sums to \(formatReal(sum))")
        }
        for element in columns.indices { columns[element][row] /= sum }
      }
      return columns
    case .ordered:
      try checkWhole(columns, elements, variable)
      for element in columns.indices.dropFirst() {
        for row in columns[element].indices
        where !(columns[element][row] > columns[element - 1][row]) && !columns[element][row].isNaN {
          throw outside(
            row, element,
            "\(formatReal(columns[element][row])), which is not above the value before,")
        }
      }
    }
    return columns
  }

  /// Checks that no row of a simplex or of increasing numbers has lost some of its values alone.
  private static func checkWhole(
    _ columns: [[Double]], _ elements: RawElements, _ variable: Variable
  ) throws {
    guard columns.contains(where: { $0.contains(where: \.isNaN) }) else { return }
    for row in (columns.first ?? []).indices {
      let lost = columns.map { $0[row].isNaN }
      guard let element = lost.firstIndex(of: true), lost.contains(false) else { continue }
      throw FileError.unexpected(
        "\(elements.place(row, element)): a value of \(variable.typeDescription) is missing in part",
        help: "leave out the whole row's values, or none")
    }
  }
}
