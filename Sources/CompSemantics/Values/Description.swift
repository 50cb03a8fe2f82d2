import CompIR

extension Interpreter {
  /// A value as `print` shows it.
  package func describe(_ value: Value) -> String {
    switch value {
    case .void: return ""
    case .integer(let number): return String(number)
    case .tensor(let tensor): return describe(tensor)
    case .boolean(let flag): return flag ? "true" : "false"
    case .mask(let tensor):
      return "[" + tensor.values.map { $0 != 0 ? "true" : "false" }.joined(separator: ", ") + "]"
    case .string(let text): return text
    case .label(let name): return "." + name
    case .range(let range): return "\(range.lowerBound)..<\(range.upperBound)"
    case .list(let elements): return "[" + elements.map(describe).joined(separator: ", ") + "]"
    case .record(let fields):
      return "{" + fields.map { "\($0.name): \(describe($0.value))" }.joined(separator: ", ") + "}"
    case .symbol(let expr): return "an expression of shape \(expr.shape)"
    case .variable(let part): return "\(part.description): \(part.variable.typeDescription)"
    case .function(let function): return "func \(function.name)"
    case .component(let family): return "component \(family.name)"
    case .density(let density):
      return
        "Density<\(density.space.description)>, \(density.analysis.grade.rawValue): \(density.title)"
    case .weighted(let weight, let density, _): return "\(formatReal(weight)) * \(density.title)"
    case .call(let call): return "component \(call.definition.name)"
    case .samplerDeclaration(let definition): return "sampler \(definition.name)"
    case .sampler(let choice): return describe(choice)
    case .samples(let samples):
      return
        "\(samples.count) draws over \(samples.space.description) by \(samples.sampler)"
    case .data(let data): return "\(data.rows) rows of \(data.columns.map(\.name).joined(separator: ", "))"
    case .report(let report): return report.text
    case .module(let module): return "file \(module.name)"
    case .adaptation(let adaptation): return "adapted(accept: \(formatReal(adaptation.accept)))"
    case .target: return "the sampler's density"
    case .unknown(let type): return "\(type)"
    case .poison: return ""
    }
  }

  private func describe(_ tensor: Tensor) -> String {
    func rows(_ offset: Int, _ axis: Int) -> String {
      if axis == tensor.shape.rank { return formatReal(tensor.values[offset]) }
      let size = tensor.shape.dimensions[axis]
      let step = tensor.shape.dimensions.dropFirst(axis + 1).reduce(1, *)
      let shown = size > 20 ? Array(0..<6) + [-1] + Array((size - 3)..<size) : Array(0..<size)
      return "["
        + shown.map { $0 < 0 ? "…" : rows(offset + $0 * step, axis + 1) }.joined(separator: ", ")
        + "]"
    }
    return rows(0, 0)
  }
}
