import CompIR

/// A named random variable: its shape and what values it may take.
package struct Variable: Hashable, Sendable {
  package var name: String
  package var shape: Shape
  package var domain: Domain

  package init(name: String, shape: Shape, domain: Domain) {
    self.name = name
    self.shape = shape
    self.domain = domain
  }

  package var whole: VariablePart {
    VariablePart(variable: self, elements: Array(0..<shape.count), shape: shape)
  }

  package var typeDescription: String { domain.description(dimensions: shape.dimensions) }
}

/// Some elements of a variable, arranged in a shape of their own: `path[3]` is two elements of
/// `path: R[16, 2]`, of shape `[2]`.
package struct VariablePart: Hashable, Sendable {
  package var variable: Variable
  /// Offsets into the variable, row-major.
  package var elements: [Int]
  package var shape: Shape

  package var name: String { variable.name }
  package var isWhole: Bool { elements.count == variable.shape.count && shape == variable.shape }
  package var domain: Domain { variable.domain.selecting(elements) }
  package var typeDescription: String { domain.description(dimensions: shape.dimensions) }
  package var coordinates: [Coordinate] {
    elements.map { Coordinate(variable: variable.name, element: $0) }
  }

  /// As a user would write it: `x`, `path[3]`, `m[0][1]`.
  package var description: String {
    if isWhole { return name }
    let rest = variable.shape.dimensions
    guard let first = elements.first else { return "\(name)[]" }
    // A leading index or slice of rows, where the elements are that.
    var prefix = ""
    var offset = first
    var stride = variable.shape.count
    for dimension in rest.prefix(rest.count - shape.rank) {
      stride /= max(dimension, 1)
      prefix += "[\(offset / max(stride, 1))]"
      offset %= max(stride, 1)
    }
    if stride == elements.count, elements == Array(first..<(first + stride)) {
      return name + prefix
    }
    if let rows = rest.first, rows > 0 {
      let width = variable.shape.count / rows
      if width > 0, first % width == 0, elements.count % width == 0,
        elements == Array(first..<(first + elements.count))
      {
        return "\(name)[\(first / width)..<\((first + elements.count) / width)]"
      }
    }
    return "\(name)[…\(elements.count) elements]"
  }
}

/// One element of one variable.
package struct Coordinate: Hashable, Sendable, Comparable {
  package var variable: String
  package var element: Int
  package static func < (a: Coordinate, b: Coordinate) -> Bool {
    (a.variable, a.element) < (b.variable, b.element)
  }
}

/// A set of named random variables, or of parts of them, in the order in which they were met.
package struct Space: Sendable, Hashable {
  /// A variable and those of its elements that belong to the space, in rising order.
  package struct Member: Hashable, Sendable {
    package var variable: Variable
    package var elements: [Int]
    package var isWhole: Bool { elements.count == variable.shape.count }

    /// The shape of the free elements: the variable's own where it is whole; whole rows where only
    /// rows are missing; else a vector.
    package var shape: Shape {
      if isWhole { return variable.shape }
      if let rows = variable.shape.dimensions.first, rows > 0 {
        let width = variable.shape.count / rows
        let kept = Set(elements.map { $0 / max(width, 1) })
        if width > 0, kept.count * width == elements.count {
          return Shape([kept.count] + variable.shape.dimensions.dropFirst())
        }
      }
      return [elements.count]
    }
    package var part: VariablePart {
      VariablePart(variable: variable, elements: elements, shape: shape)
    }
    package var domain: Domain { variable.domain.selecting(elements) }
    /// The column names of its coordinates: `x[0]`, `m[0][1]`, or `y` for a scalar.
    package var columnNames: [String] {
      elements.map { element in
        var name = variable.name
        var rest = element
        var stride = variable.shape.count
        for dimension in variable.shape.dimensions {
          stride /= max(dimension, 1)
          name += "[\(rest / max(stride, 1))]"
          rest %= max(stride, 1)
        }
        return name
      }
    }
  }

  package private(set) var members: [Member] = []

  package init() {}
  package init(_ parts: [VariablePart]) {
    for part in parts { insert(part) }
  }

  package var isEmpty: Bool { members.allSatisfy { $0.elements.isEmpty } }
  package var names: [String] { members.map(\.variable.name) }
  package var coordinates: [Coordinate] {
    members.flatMap { member in
      member.elements.map { Coordinate(variable: member.variable.name, element: $0) }
    }
  }
  package func member(_ name: String) -> Member? { members.first { $0.variable.name == name } }
  package func contains(_ coordinate: Coordinate) -> Bool {
    member(coordinate.variable)?.elements.contains(coordinate.element) ?? false
  }

  /// Adds a part; where the variable is there already the domains are intersected (the caller has
  /// checked that they meet).
  package mutating func insert(_ part: VariablePart) {
    guard let at = members.firstIndex(where: { $0.variable.name == part.name }) else {
      members.append(Member(variable: part.variable, elements: Array(Set(part.elements)).sorted()))
      return
    }
    members[at].elements = Array(Set(members[at].elements).union(part.elements)).sorted()
    let known = members[at].variable.domain
    members[at].variable.domain =
      known.intersection(part.variable.domain, count: part.variable.shape.count) ?? known
  }

  /// The space without some coordinates.
  package func removing(_ fixed: Set<Coordinate>) -> Space {
    var result = Space()
    for member in members {
      let left = member.elements.filter {
        !fixed.contains(Coordinate(variable: member.variable.name, element: $0))
      }
      if !left.isEmpty {
        result.members.append(Member(variable: member.variable, elements: left))
      }
    }
    return result
  }

  package func union(_ other: Space) -> Space {
    var result = self
    for member in other.members { result.insert(member.part) }
    return result
  }

  /// The names of variables of which both hold some coordinates.
  package func shared(with other: Space) -> [String] {
    let theirs = Set(other.coordinates)
    return members.filter { member in
      member.elements.contains {
        theirs.contains(Coordinate(variable: member.variable.name, element: $0))
      }
    }.map(\.variable.name)
  }

  /// `{x: R[2], y: Real}`
  package var description: String {
    "{"
      + members.map { member in
        member.isWhole
          ? "\(member.variable.name): \(member.variable.typeDescription)"
          : "\(member.part.description): \(member.domain.description(dimensions: member.shape.dimensions))"
      }.joined(separator: ", ") + "}"
  }
}
