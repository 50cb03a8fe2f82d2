import CompFiles
import CompIR
import CompSemantics

extension DataSet {
  /// The data of a file, its values looked at.
  ///
  /// - Parameter space: the variables that the file should hold. Where it names them, they are found
  ///   by their names; where none of these is there, or it names nothing, its columns are taken in
  ///   their order. Without it, columns of numbers are reals, and those of words are labels.
  /// - Throws: `FileError.malformed` with the row and column of the first value that does not fit.
  init(_ table: RawTable, as space: [Variable]?, source: String) throws {
    let chosen: [(Variable?, RawElements)]
    if let space {
      chosen = try Self.choose(space, from: table)
    } else {
      if !table.isNamed, case .cells = table.columns[0].source {
        throw FileError.malformed(
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
    let names = table.columns.map(\.name)
    if table.isNamed, space.contains(where: { names.contains($0.name) }) {
      return try space.map { variable in
        guard let column = table.columns.first(where: { $0.name == variable.name }) else {
          throw FileError.malformed(
            "it has no variable '\(variable.name)'; its variables are \(listed(names))")
        }
        guard column.shape == variable.shape.dimensions else {
          throw FileError.malformed(
            "its '\(variable.name)' is \(Shape(column.shape)), where \(variable.typeDescription) is due"
          )
        }
        return (variable, RawElements(column))
      }
    }
    // None of the names: the columns in their order.
    let elements = RawElements(joining: table.columns)
    let due = space.reduce(0) { $0 + $1.shape.count }
    guard elements.count == due else {
      throw FileError.malformed(
        table.isNamed
          ? "it has none of the variables \(listed(space.map(\.name))); its variables are \(listed(names))"
          : "a row of it has \(elements.count) values, where \(due) are due")
    }
    var start = 0
    return space.map { variable in
      defer { start += variable.shape.count }
      return (variable, elements[start..<(start + variable.shape.count)])
    }
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 12 ? shown + ", …" : shown
  }
}

/// Some elements of some columns, in an order.
struct RawElements {
  private var places: [(column: RawColumn, element: Int)]
  private let name: String
  private let shape: [Int]

  init(_ column: RawColumn) {
    places = (0..<column.elementCount).map { (column, $0) }
    name = column.name
    shape = column.shape
  }

  init(joining columns: [RawColumn]) {
    places = columns.flatMap { column in (0..<column.elementCount).map { (column, $0) } }
    name = columns.first?.name ?? ""
    shape = [places.count]
  }

  private init(_ places: [(column: RawColumn, element: Int)], name: String, shape: [Int]) {
    (self.places, self.name, self.shape) = (places, name, shape)
  }

  var count: Int { places.count }

  subscript(range: Range<Int>) -> RawElements {
    RawElements(Array(places[range]), name: name, shape: [range.count])
  }

  var holdsTexts: Bool { places.first?.column.holdsTexts ?? false }
  var holdsNumbers: Bool { places.first?.column.holdsNumbers ?? false }
  var columnName: String { name }
  var columnShape: [Int] { shape }

  /// For each element its numbers, row after row.
  func numbers() throws -> [[Double]] {
    try places.map { try $0.column.numbers(element: $0.element) }
  }
  func texts() throws -> [[String]] { try places.map { try $0.column.texts(element: $0.element) } }
  func texts(labels: Set<String>) throws -> [[String]] {
    try places.map { try $0.column.texts(element: $0.element, labels: labels) }
  }

  func place(_ row: Int, _ element: Int) -> String {
    places[element].column.place(row, places[element].element)
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
    let name = variable?.name ?? elements.columnName
    let shape = variable?.shape ?? Shape(elements.columnShape)
    if let variable {
      let values = try Self.places(elements, variable)
      self.init(
        name: name, shape: shape, domain: variable.domain,
        values: Self.rowMajor(try Self.checked(values, elements, variable)))
    } else if elements.holdsTexts {
      let texts = try elements.texts()
      let labels = Set(texts.joined()).sorted()
      let place = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
      self.init(
        name: name, shape: shape, domain: .labels(labels),
        values: Self.rowMajor(texts.map { column in column.map { Double(place[$0] ?? 0) } }))
    } else {
      self.init(
        name: name, shape: shape, domain: .real, values: Self.rowMajor(try elements.numbers()))
    }
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

  /// The numbers; for words among labels their places.
  private static func places(_ elements: RawElements, _ variable: Variable) throws -> [[Double]] {
    guard case .labels(let labels) = variable.domain, !elements.holdsNumbers else {
      return try elements.numbers()
    }
    let place = Dictionary(zip(labels, labels.indices), uniquingKeysWith: { first, _ in first })
    return try elements.texts(labels: Set(labels)).enumerated().map { element, column in
      try column.enumerated().map { row, text in
        guard let index = place[text] else {
          throw FileError.malformed(
            "\(elements.place(row, element)): '\(text.prefix(40))' is not one of \(variable.typeDescription)"
          )
        }
        return Double(index)
      }
    }
  }

  /// The values where all lie in the variable's domain. Those on a simplex may miss 1 by a millionth,
  /// as written decimals do, and are scaled to it.
  private static func checked(_ columns: [[Double]], _ elements: RawElements, _ variable: Variable)
    throws -> [[Double]]
  {
    func outside(_ row: Int, _ element: Int, _ what: String) -> FileError {
      .malformed("\(elements.place(row, element)): \(what) is not of \(variable.typeDescription)")
    }
    switch variable.domain {
    case .interval:
      for (element, column) in columns.enumerated() {
        guard let (low, high) = variable.domain.bounds(ofElement: element) else { continue }
        let isOpen = low == 0 && high == .infinity
        for (row, value) in column.enumerated() {
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
        for (row, value) in column.enumerated() {
          guard value >= low, value < high, value == value.rounded() else {
            throw outside(row, element, formatReal(value))
          }
        }
      }
    case .simplex:
      var columns = columns
      for row in (columns.first ?? []).indices {
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
      for element in columns.indices.dropFirst() {
        for row in columns[element].indices
        where !(columns[element][row] > columns[element - 1][row]) {
          throw outside(
            row, element,
            "\(formatReal(columns[element][row])), which is not above the value before,")
        }
      }
    }
    return columns
  }
}
