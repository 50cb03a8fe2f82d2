import CompIR
import CompModel

/// The type of a value, as far as it is known. `nil` dimensions and spaces are known later.
package indirect enum Type: Sendable {
  case integer, real, boolean, string, label, range, void
  /// A tensor of labels; in computations it is one of their positions.
  case labels([Int?], names: [String])
  /// Reals of a shape; nil where the rank is not known, a nil dimension where that one is not.
  case tensor([Int?]?)
  case mask([Int?]?)
  case list(Type)
  case record([(name: String, type: Type)])
  case function
  case density(Space?)
  case samples(Space?)
  case data(Space?)
  case sampler, adaptation
  case report(String)
  /// Nothing is known: a parameter without a type.
  case any

  /// Reals of a shape as far as it is known; one number is a Real.
  static func numbers(_ shape: [Int?]?) -> Type {
    shape?.isEmpty == true ? .real : .tensor(shape)
  }

  package static func tensor(_ shape: Shape) -> Type {
    shape.isScalar ? .real : .tensor(shape.dimensions.map { $0 })
  }
}

extension Type: CustomStringConvertible {
  package var description: String {
    func dimensions(_ list: [Int?]?) -> String {
      guard let list else { return "[…]" }
      return list.isEmpty
        ? "" : "[\(list.map { $0.map(String.init) ?? "_" }.joined(separator: ", "))]"
    }
    switch self {
    case .integer: return "Int"
    case .real: return "Real"
    case .boolean: return "Bool"
    case .string: return "String"
    case .label: return "label"
    case .labels(let shape, let names):
      return "{\(names.joined(separator: ", "))}\(dimensions(shape))"
    case .range: return "range"
    case .void: return "nothing"
    case .tensor(let shape):
      return shape.map(\.isEmpty) == true ? "Real" : "R\(dimensions(shape))"
    case .mask(let shape): return "Bool\(dimensions(shape))"
    case .list(let element): return "[\(element)]"
    case .record(let fields):
      return "{" + fields.map { "\($0.name): \($0.type)" }.joined(separator: ", ") + "}"
    case .function: return "function"
    case .density(let space): return "Density<\(space?.description ?? "…")>"
    case .samples(let space): return "Samples<\(space?.description ?? "…")>"
    case .data(let space): return space.map { "Data<\($0.description)>" } ?? "Data"
    case .sampler: return "Sampler"
    case .adaptation: return "adapted(…)"
    case .report(let name): return name
    case .any: return "_"
    }
  }
}
