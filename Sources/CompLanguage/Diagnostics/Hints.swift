import CompIR
import CompSource

/// What to do about values of the wrong kind: one sentence for each mistake that is common.
extension Interpreter {
  /// What to do about a value that is not what was expected; nil where nothing is known to help.
  func hint(for value: Value, as expectation: Expectation) -> String? {
    switch expectation {
    case .numbers, .countable, .distributed, .tensor, .vector, .matrix, .squareMatrix, .real,
      .integer, .shape,
      .sequence:
      return numberHint(value, expectation)
    case .truth, .truths: return truthHint(value)
    case .shaped: return numberHint(value, expectation)
    case .text: return textHint(value)
    case .densities: return "write the densities in brackets: [p, q]"
    case .density: return densityHint(value)
    case .draws, .observations:
      if isDensity(value) { return "draw from it first: sample(p, count: 1_000)" }
      return "draws are what sample(p, count: 1_000) gives"
    case .sampler:
      if case .string(let name) = value, case .samplerDeclaration? = try? standard(name) {
        return "samplers are not named in quotes: using: \(name)()"
      }
      return "samplers are mala(…), hmc(…), gibbs(), ula(…) and exact()"
    case .anything: return nil
    }
  }

  private func numberHint(_ value: Value, _ expectation: Expectation) -> String? {
    switch value.type {
    case .samples(let space):
      let name = space?.names.first ?? "x"
      return "take the draws of one variable: draws.\(name)"
    case .data: return dataHint(value)
    case .density:
      return
        "a density is not a number; for a random value place it on a variable: gaussian() on mu, "
        + "and use mu"
    case .string:
      if case .string(let text) = value, Double(text) != nil {
        return "write the number without quotes"
      }
      return nil
    case .real:
      switch expectation {
      case .integer: return "round it with floor(x) or round(x), or divide with div(a, b)"
      case .tensor, .vector, .matrix, .squareMatrix: return "tensors are written [1, 2, 3]"
      case .anything, .numbers, .countable, .distributed, .truths, .shaped, .real, .shape,
        .sequence,
        .truth,
        .text,
        .densities, .density, .draws, .observations, .sampler:
        return nil
      }
    case .boolean, .mask:
      return "a truth value is not a number; write if c { 1 } else { 0 }"
    case .list(let element):
      return Self.listHint(element)
    case .function: return "call it with its arguments in parentheses"
    case .integer:
      switch expectation {
      case .sequence: return "to count up to a number write 0..<n"
      case .tensor, .vector, .matrix, .squareMatrix: return "tensors are written [1, 2, 3]"
      case .anything, .numbers, .countable, .distributed, .truths, .shaped, .real, .integer, .shape,
        .truth,
        .text,
        .densities, .density, .draws, .observations, .sampler:
        return nil
      }
    case .label, .labels: return Self.labelHint(value)
    case .tensor, .range, .void, .record, .sampler, .adaptation, .report, .any:
      return nil
    }
  }

  private func dataHint(_ value: Value) -> String {
    guard case .data(let data) = value, let column = data.incompleteColumn else {
      return "take one column of the data by its name: table.x"
    }
    return "'\(column.name)' has missing values; those that are there are x[present(x)]"
  }

  /// How labels are counted and turned into numbers.
  private static func labelHint(_ value: Value) -> String {
    let label = if case .labels(_, let names) = value.type { names.first ?? "red" } else { "red" }
    return
      "labels are no numbers: compare them (x == .\(label)), or look numbers up by them (table[x])"
  }

  /// What to do about a list that is no tensor, by the type of its elements.
  private static func listHint(_ element: Type) -> String {
    if case .integer = element {
      return "an Int beyond 2^53 has no exact Real: begin with a Real, 1.0 * …"
    }
    return "only numbers, or tensors of one shape, make a tensor"
  }

  private func truthHint(_ value: Value) -> String? {
    switch value.type {
    case .integer, .real: return "compare it with something: x != 0"
    case .list, .mask: return "all(…) asks whether all of them hold, any(…) whether one does"
    case .boolean, .string, .label, .labels, .range, .void, .tensor, .record, .function, .density,
      .samples,
      .data, .sampler, .adaptation, .report, .any:
      return nil
    }
  }

  private func textHint(_ value: Value) -> String? {
    switch value.type {
    case .integer, .real, .tensor, .boolean, .mask, .function, .any:
      return "write it in double quotes; a value is put into a string by \"\\(value)\""
    case .string, .label, .labels, .range, .void, .list, .record, .density, .samples, .data,
      .sampler,
      .adaptation, .report:
      return nil
    }
  }

  private func densityHint(_ value: Value) -> String? {
    switch value.type {
    case .integer, .real, .tensor:
      return "densities are made by components: gaussian(mean: 0, std: 1)"
    case .samples: return "draws are no density; use the density from which they were drawn"
    case .data: return "data is no density; condition on it: p | {y: table.y}"
    case .function:
      return "call it: a function that gives a density becomes one when it is called"
    case .string:
      return "a density is not named by a string; to name its variable place it: p on mu"
    case .list: return "multiply a list of densities by product(…), or mix it by mixture(…)"
    case .boolean, .label, .labels, .range, .void, .mask, .record, .density, .sampler,
      .adaptation,
      .report, .any:
      return nil
    }
  }

  /// What to do about operands to which an operator cannot be applied.
  func operandHint(_ name: String, _ operands: [(Value, Span)]) -> String? {
    let values = operands.map(\.0)
    func has(_ test: (Type) -> Bool) -> Bool { values.contains { test($0.type) } }
    if values.contains(where: isDensity) {
      return "densities are combined by *, /, ^ with a number, and + for mixtures"
    }
    if has({ if case .data = $0 { true } else { false } }) {
      return values.lazy.compactMap { self.hint(for: $0, as: .numbers) }.first
    }
    if has({ if case .samples = $0 { true } else { false } }) {
      return values.lazy.compactMap { self.hint(for: $0, as: .numbers) }.first
    }
    if has({ if case .string = $0 { true } else { false } }) {
      return name == "+" ? "values are put into a string by \"\\(value)\"" : nil
    }
    if let labels = values.first(where: { if case .labels = $0.type { true } else { false } }) {
      return Self.labelHint(labels)
    }
    if ["!", "&&", "||"].contains(name) { return "compare numbers first: x != 0" }
    if has({ if case .boolean = $0 { true } else { false } }) {
      return "a truth value is not a number; write if c { 1 } else { 0 }"
    }
    for case .list(let element) in values.map(\.type) { return Self.listHint(element) }
    if has({ if case .function = $0 { true } else { false } }) {
      return "call it with its arguments in parentheses"
    }
    return nil
  }
}
