import CompModel
import CompSource
import CompSyntax

/// Fields of records that stand for parts of variables: `{path[0]: [0, 0], path[2..<5]: rest}`.
///
/// A part's field is named as the columns of files are: `x[0]`, `m[0][1]`, or `path[2..<5]`.
extension Interpreter {
  /// The name of a field, its indices counted out; nil where one is not known yet.
  func fieldName(_ field: RecordField, in scope: Scope) throws -> String? {
    var name = field.name.name
    for index in field.indices.joined() {
      switch try evaluate(index, in: scope) {
      case .unknown: return nil
      case .range(let range): name += "[\(range.lowerBound)..<\(range.upperBound)]"
      case let value: name += "[\(try integer(value, at: index.span, what: "an index"))]"
      }
    }
    return name
  }

  /// The part of a density's variables that a field is named after: all that is free of `x`, or
  /// `x[0]`.
  ///
  /// - Parameter title: the density's.
  func part(named name: String, of space: Space, title: String, at span: Span) throws
    -> VariablePart
  {
    let pieces = name.split(separator: "[", omittingEmptySubsequences: false)
    let variable = String(pieces[0])
    guard let member = space.member(variable) else {
      throw Diagnostic.unknownVariable(variable, of: "'\(title)'", at: span, among: space.names)
    }
    if pieces.count == 1 { return member.part }
    var current = Value.variable(member.variable.whole)
    for piece in pieces.dropFirst() {
      // `2]`, or `2..<5]`
      let bounds = piece.split { ".<]".contains($0) }.compactMap { Int($0) }
      guard let first = bounds.first, let last = bounds.last else {
        throw Diagnostic.unknownVariable(name, of: "'\(title)'", at: span, among: space.names)
      }
      let index = bounds.count == 1 ? Value.integer(first) : .range(first..<max(first, last))
      current = try self.index(current, [index], [span], span, span)
    }
    guard case .variable(let part) = current else { throw Poisoned() }
    for element in part.elements where !member.elements.contains(element) {
      throw Diagnostic.unknownVariable(part.description, of: "'\(title)'", at: span, among: [])
    }
    return part
  }
}
