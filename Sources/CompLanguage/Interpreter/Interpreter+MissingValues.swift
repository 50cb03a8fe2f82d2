import CompIR
import CompModel
import CompSource

extension Interpreter {
  /// Returns the part of a variable for which a column of data has values, and these values. What is missing
  /// stays free. Of any other value it returns all.
  ///
  /// - Returns: nil where every value is missing.
  func presentValues(_ value: Value, for part: VariablePart, at span: Span) throws -> (
    part: VariablePart, value: Value
  )? {
    guard case .data(let data) = value, let column = data.incompleteColumn else {
      return (part, value)
    }
    let tensor = column.tensor(rows: data.rows)
    guard tensor.shape == part.shape else {
      throw Diagnostic.shapeMismatch(
        "the value of '\(part.description)'", at: span,
        reason: "it is \(tensor.shape), the variable is \(part.shape)")
    }
    let places = tensor.values.indices.filter { !tensor.values[$0].isNaN }
    guard !places.isEmpty else { return nil }
    switch part.variable.domain {
    case .simplex, .ordered: throw Diagnostic.missingInPart(part.description, at: span)
    case .interval, .labels, .range, .natural: break
    }
    var present = part
    present.elements = places.map { part.elements[$0] }
    present.shape = [places.count]
    let numbers = Tensor(places.map { tensor.values[$0] })
    guard case .labels(let names) = column.domain else { return (present, .tensor(numbers)) }
    return (present, .labels(numbers, names: names))
  }
}
