import CompIR
import CompModel
import CompSource

extension Interpreter {
  /// Which of the labels of a list are this one; nil where the values are not a list of labels and a
  /// label.
  func labelMask(_ list: Value, _ label: Value) -> Tensor? {
    guard case .list(let elements) = list, case .label(let wanted) = label, !elements.isEmpty else {
      return nil
    }
    var values: [Double] = []
    for case .label(let name) in elements { values.append(name == wanted ? 1 : 0) }
    return values.count == elements.count ? Tensor(values) : nil
  }

  /// The labels that a random variable takes; nil for other values.
  func variableLabels(_ value: Value) -> [String]? {
    var domain: Domain?
    if case .variable(let part) = value { domain = part.variable.domain }
    if case .symbol(let expr) = value, case .variable(let part) = expr.node {
      domain = part.variable.domain
    }
    guard case .labels(let names)? = domain else { return nil }
    return names
  }

  /// The labels of a variable, of draws of one, or of data; nil for other values.
  func labelSet(of value: Value) -> [String]? {
    if case .labels(_, let names) = value.type { return names }
    return variableLabels(value)
  }

  /// Returns labels as the places that they have among those of a variable, of draws or of data beside them.
  ///
  /// - Throws: a `Diagnostic` for a label that is not among them, for a number beside labels, and for variables
  ///   that take different labels.
  func resolvingLabels(_ operands: [(Value, Span)], named name: String) throws -> [(
    Value, Span
  )] {
    let sets = operands.map { labelSet(of: $0.0) }
    let variableSets = operands.compactMap { variableLabels($0.0) }
    guard let names = variableSets.first ?? sets.compactMap({ $0 }).first else { return operands }
    if variableSets.contains(where: { $0 != names }) {
      throw Diagnostic(
        .invalidOperand, "labels of different sets cannot be compared",
        at: zip(operands, sets).map { operand, set in
          .init(operand.1, "its labels are \((set ?? []).map { "." + $0 }.joined(separator: ", "))")
        },
        help: "declare both with the same labels in the same order")
    }
    let hasLabels = operands.contains { if case .labels = $0.0.type { true } else { false } }
    return try operands.map { value, span in
      switch value {
      case .label(let label):
        guard let index = names.firstIndex(of: label) else {
          throw Diagnostic.unknownLabel(label, at: span, among: names)
        }
        return (.integer(index), span)
      case .labels(let tensor, let found):
        return (.tensor(try places(of: tensor, found, among: names, at: span)), span)
      case .unknown(.labels(let shape, _)): return (.unknown(.tensor(shape)), span)
      case .unknown(.label): return (.unknown(.integer), span)
      default:
        guard hasLabels, isNumber(value) else { return (value, span) }
        throw invalidOperands(name, operands)
      }
    }
  }

  func isNumber(_ value: Value) -> Bool {
    switch value {
    case .variable, .symbol: return false
    default: break
    }
    return switch value.type {
    case .integer, .real, .tensor, .range: true
    case .boolean, .string, .label, .labels, .void, .mask, .list, .record, .function, .density,
      .samples, .data, .sampler, .adaptation, .report, .any:
      false
    }
  }

  /// The places of labels among some names, where they are given by their places among others.
  func places(of tensor: Tensor, _ found: [String], among names: [String], at span: Span) throws
    -> Tensor
  {
    if found == names { return tensor }
    let present = Set(tensor.values.compactMap { Int(exactly: $0) })
    let places = try found.enumerated().map { place, name -> Double in
      if let index = names.firstIndex(of: name) { return Double(index) }
      guard present.contains(place) else { return .nan }
      throw Diagnostic.unknownLabel(name, at: span, among: names)
    }
    return Tensor(
      shape: tensor.shape,
      values: tensor.values.map { value in
        Int(exactly: value).flatMap { places.indices.contains($0) ? places[$0] : nil } ?? .nan
      })
  }
}
