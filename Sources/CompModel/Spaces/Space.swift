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

  /// What a component's own variable is called while an argument mentions a variable of the program
  /// that has its name: `gaussian(mean: x) on y`.
  package static func ownName(_ name: String) -> String { name + "′" }
  /// The name with which the component declares the variable.
  package static func declaredName(_ name: String) -> String {
    name.hasSuffix("′") ? String(name.dropLast()) : name
  }

  /// The shape of some elements, in rising order: the variable's own for all of them, whole rows where
  /// only rows are missing, else a vector.
  package func shape(of elements: [Int]) -> Shape {
    if elements.count == shape.count { return shape }
    if let rows = shape.dimensions.first, rows > 0 {
      let width = shape.count / rows
      if width > 0, Set(elements.map { $0 / width }).count * width == elements.count {
        return Shape([elements.count / width] + shape.dimensions.dropFirst())
      }
    }
    return [elements.count]
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

  package init(variable: Variable, elements: [Int], shape: Shape) {
    self.variable = variable
    self.elements = elements
    self.shape = shape
  }

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
    for dimension in rest.prefix(max(rest.count - shape.rank, 0)) {
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

  package init(variable: String, element: Int) {
    self.variable = variable
    self.element = element
  }

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
    /// The shape in which users see the elements: the variable's own where it is whole; that of the
    /// part where one part was named (`z[3]`); whole rows where only rows are missing; else a vector.
    package var shape: Shape
    package var isWhole: Bool { elements.count == variable.shape.count }

    fileprivate init(_ part: VariablePart) {
      self.init(part.variable, rising: part.elements.risingUnique)
      if !isWhole, elements == part.elements { shape = part.shape }
    }

    fileprivate init(_ variable: Variable, rising elements: [Int]) {
      self.variable = variable
      self.elements = elements
      shape = variable.shape(of: elements)
    }

    package var part: VariablePart {
      VariablePart(variable: variable, elements: elements, shape: shape)
    }
    package var domain: Domain { variable.domain.selecting(elements) }
    package var coordinates: [Coordinate] { part.coordinates }
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
    self.init(members: parts.map { Member($0) })
  }

  /// The union of spaces. Where they share a variable the domains are intersected (the caller has
  /// checked that they meet).
  package init(union spaces: [Space]) {
    self.init(members: spaces.flatMap(\.members))
  }

  private init(members all: [Member]) {
    var place: [String: Int] = [:]
    var isMixed: Set<Int> = []
    for member in all {
      guard let at = place[member.variable.name] else {
        place[member.variable.name] = members.count
        members.append(member)
        continue
      }
      let known = members[at].variable.domain
      if known != member.variable.domain {
        members[at].variable.domain =
          known.intersection(member.variable.domain, count: member.variable.shape.count) ?? known
      }
      if members[at].elements != member.elements {
        members[at].elements += member.elements
        isMixed.insert(at)
      }
    }
    for at in isMixed {
      members[at] = Member(members[at].variable, rising: members[at].elements.risingUnique)
    }
  }

  package var isEmpty: Bool { members.allSatisfy { $0.elements.isEmpty } }
  package var names: [String] { members.map(\.variable.name) }
  package var coordinates: [Coordinate] { members.flatMap(\.coordinates) }
  package func member(_ name: String) -> Member? { members.first { $0.variable.name == name } }
  package func contains(_ coordinate: Coordinate) -> Bool {
    member(coordinate.variable)?.elements.containsRising(coordinate.element) ?? false
  }

  /// The space without the coordinates of another.
  package func removing(_ other: Space) -> Space {
    var result = Space()
    for member in members {
      guard let theirs = other.member(member.variable.name)?.elements else {
        result.members.append(member)
        continue
      }
      let left = member.elements.filter { !theirs.containsRising($0) }
      if left.count == member.elements.count {
        result.members.append(member)
      } else if !left.isEmpty {
        result.members.append(Member(member.variable, rising: left))
      }
    }
    return result
  }

  /// The space without some coordinates.
  package func removing(_ fixed: Set<Coordinate>) -> Space {
    var result = Space()
    for member in members {
      let left = member.elements.filter {
        !fixed.contains(Coordinate(variable: member.variable.name, element: $0))
      }
      if left.count == member.elements.count {
        result.members.append(member)
      } else if !left.isEmpty {
        result.members.append(Member(member.variable, rising: left))
      }
    }
    return result
  }

  package func union(_ other: Space) -> Space { Space(union: [self, other]) }

  /// The names of variables of which both hold some coordinates.
  package func shared(with other: Space) -> [String] {
    members.filter { member in
      guard let theirs = other.member(member.variable.name) else { return false }
      return !Set(theirs.elements).isDisjoint(with: member.elements)
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

extension [Int] {
  /// Whether a rising array contains an element, found by bisection.
  fileprivate func containsRising(_ element: Int) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == element
  }

  /// Sorted, each element once.
  fileprivate var risingUnique: [Int] {
    if zip(self, dropFirst()).allSatisfy({ $0 < $1 }) { return self }
    var result: [Int] = []
    result.reserveCapacity(count)
    for element in sorted() where element != result.last { result.append(element) }
    return result
  }
}
