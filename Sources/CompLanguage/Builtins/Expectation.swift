import CompIR
import CompSource

/// What a value must be where it is used: the argument of a builtin, a condition, a count.
package enum Expectation: Hashable, Sendable {
  case anything
  /// A number, or a tensor of numbers of any shape.
  case numbers
  /// Numbers, or truth values, which count as ones and zeros.
  case countable
  /// What has a mean: the same, or a density.
  case distributed
  /// Truth values of any shape.
  case truths
  /// What has a shape: numbers, truth values or labels.
  case shaped
  /// A tensor of numbers with at least one axis.
  case tensor
  case vector, matrix, squareMatrix
  /// One number.
  case real
  /// One whole number, known beforehand.
  case integer
  /// A size, or a list of sizes.
  case shape
  case truth, text
  /// A list, a tensor or a range.
  case sequence
  /// A list of densities.
  case densities
  case density, draws, sampler
  /// Draws, or data.
  case observations

  /// As messages name it.
  package var description: String {
    switch self {
    case .anything: "a value"
    case .numbers: "numbers"
    case .countable: "numbers or truth values"
    case .distributed: "numbers, truth values or a density"
    case .truths: "truth values"
    case .shaped: "numbers, truth values or labels"
    case .tensor: "a tensor of numbers"
    case .vector: "a vector"
    case .matrix: "a matrix"
    case .squareMatrix: "a square matrix"
    case .real: "a Real"
    case .integer: "an Int"
    case .shape: "a size or a list of sizes"
    case .truth: "a Bool"
    case .text: "a String"
    case .sequence: "a list, a tensor or a range"
    case .densities: "a list of densities"
    case .density: "a density"
    case .draws: "draws"
    case .observations: "draws or data"
    case .sampler: "a sampler"
    }
  }
}

extension Interpreter {
  /// Throws unless the value is what is expected, as far as that is known before running.
  package func expect(_ value: Value, _ expectation: Expectation, at span: Span) throws {
    if case .poison = value { throw Poisoned() }
    if case .unknown(.any) = value { return }
    guard !satisfies(value, expectation) else { return }
    throw mismatch(expectation, value, at: span)
  }

  /// The report of a value that is not what was expected, with a hint where the mistake is a common
  /// one.
  package func mismatch(_ expectation: Expectation, _ value: Value, at span: Span) -> Diagnostic {
    .typeMismatch(
      expected: expectation.description, found: describeType(value), at: span,
      help: hint(for: value, as: expectation))
  }

  /// Whether a value is a truth value, or several of them.
  private func isTruth(_ value: Value) -> Bool {
    switch value.type {
    case .boolean, .mask, .list(.boolean): true
    default: false
    }
  }

  private func satisfies(_ value: Value, _ expectation: Expectation) -> Bool {
    let isEmptyList = if case .list(let elements) = value { elements.isEmpty } else { false }
    /// Numbers whose rank, where it is known, passes the test.
    func isNumeric(_ fits: ([Int?]) -> Bool) -> Bool {
      switch value.type {
      case .integer, .real: return fits([])
      case .tensor(let shape): return shape.map(fits) ?? true
      case .range: return fits([nil])
      case .list: return isEmptyList && fits([0])
      case .boolean, .string, .label, .labels, .void, .mask, .record, .function, .density, .samples,
        .data, .sampler, .adaptation, .report, .any:
        return false
      }
    }
    switch expectation {
    case .anything: return true
    case .numbers: return isNumeric { _ in true }
    case .countable: return isTruth(value) || isNumeric { _ in true }
    case .distributed: return isDensity(value) || satisfies(value, .countable)
    case .truths: return isTruth(value)
    case .shaped:
      if case .labels = value.type { return true }
      return satisfies(value, .countable)
    case .tensor: return isNumeric { $0.count >= 1 }
    case .vector: return isNumeric { $0.count == 1 }
    case .matrix: return isNumeric { $0.count == 2 }
    case .squareMatrix:
      return isNumeric { $0.count == 2 && ($0[0] == nil || $0[1] == nil || $0[0] == $0[1]) }
    case .real: return isNumeric(\.isEmpty)
    case .integer: return isNumeric(\.isEmpty)
    case .shape: return isNumeric { $0.count <= 1 }
    case .truth:
      if case .boolean = value.type { return true }
      return false
    case .text:
      if case .string = value.type { return true }
      return false
    case .sequence:
      if case .data(let data) = value { return data.incompleteColumn != nil }
      switch value.type {
      case .list: return true
      case .mask(let shape): return shape?.isEmpty != true
      case .labels(let shape, _): return !shape.isEmpty
      default: return isNumeric { $0.count >= 1 }
      }
    case .densities:
      if case .list(let elements) = value { return !elements.isEmpty }
      if case .list = value.type { return true }
      return false
    case .density:
      if case .target = value { return true }
      if case .weighted = value { return true }
      return isDensity(value)
    case .draws:
      if case .samples = value.type { return true }
      return false
    case .observations:
      switch value.type {
      case .samples, .data: return true
      default: return false
      }
    case .sampler:
      if case .samplerDeclaration = value { return true }
      if case .sampler = value.type { return true }
      return false
    }
  }
}
