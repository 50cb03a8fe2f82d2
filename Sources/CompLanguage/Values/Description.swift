import CompIR
import CompModel
import CompSource
import CompSyntax

extension Interpreter {
  /// A value as `print` shows it.
  package func describe(_ value: Value) -> String {
    switch value {
    case .void: return ""
    case .integer(let number): return String(number)
    case .tensor(let tensor): return rows(of: tensor) { formatReal($0) }
    case .boolean(let flag): return flag ? "true" : "false"
    case .mask(let tensor): return rows(of: tensor) { $0 != 0 ? "true" : "false" }
    case .string(let text): return text
    case .label(let name): return "." + name
    case .labels(let tensor, let names):
      return rows(of: tensor) { "." + names[min(max(Int($0), 0), names.count - 1)] }
    case .range(let range): return "\(range.lowerBound)..<\(range.upperBound)"
    case .list(let elements):
      return "["
        + shown(elements.count).map { $0.map { quoted(elements[$0]) } ?? "…" }
        .joined(separator: ", ") + "]"
    case .record(let fields):
      return "{" + fields.map { "\($0.name): \(quoted($0.value))" }.joined(separator: ", ") + "}"
    case .symbol(let expr):
      let names = Set(Expr.variables(in: [expr]).map(\.name)).sorted()
      let type = describeType(value)
      return names.isEmpty
        ? "a \(type) known only while sampling"
        : "a \(type) that depends on \(names.joined(separator: ", "))"
    case .variable(let part): return "\(part.description): \(part.typeDescription)"
    case .function(let function): return signature(of: function)
    case .component(let family):
      return family.definitions.map { signature(of: $0) }.joined(separator: "\n")
    case .density(let density):
      return "\(density.title): \(typeDescription(of: density)), \(density.analysis.grade.rawValue)"
    case .weighted(let weight, let density, _): return "\(formatReal(weight)) * \(density.title)"
    case .call(let unsized):
      return unsized.parts.count == 1
        ? unsized.open.map { signature(of: $0.call.definition) }.joined()
        : "\(unsized.title), of sizes that are not known"
    case .samplerDeclaration(let definition):
      let declaration = definition.declaration
      return "sampler \(definition.name)(\(text(of: declaration.parameters))) for "
        + "\(declaration.density.name): \(declaration.need.name)"
    case .sampler(let choice): return describe(choice)
    case .samples(let samples):
      return "\(samples.count) draws over \(samples.space.description) by \(samples.sampler)"
    case .data(let data):
      if let column = data.incompleteColumn {
        let tensor = column.tensor(rows: data.rows)
        return rows(of: tensor) { number in
          if number.isNaN { return "missing" }
          guard case .labels(let names) = column.domain else { return formatReal(number) }
          return "." + names[min(max(Int(number), 0), names.count - 1)]
        }
      }
      return "\(counted(data.rows, "row")) of \(data.columns.map(\.name).joined(separator: ", "))"
    case .report(let report): return report.text
    case .module(let module): return "file \(module.name)"
    case .adaptation(let adaptation): return "adapted(accept: \(formatReal(adaptation.accept)))"
    case .target: return "the sampler's density"
    case .unknown(let type): return "\(type)"
    case .poison: return ""
    }
  }

  /// `Density<{x: R[2]} given {t: Real}>`
  package func typeDescription(of density: Density) -> String {
    "Density<\(density.space.description)"
      + (density.given.isEmpty ? "" : " given \(density.given.description)") + ">"
  }

  /// A value inside a list or record, where strings are quoted and densities are called by name.
  private func quoted(_ value: Value) -> String {
    switch value {
    case .string(let text):
      return "\"" + text.map { $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : String($0) }.joined()
        + "\""
    case .density(let density): return density.title
    case .component(let family): return family.name
    case .function(let function): return function.name
    default: return describe(value)
    }
  }

  private func signature(of function: Function) -> String {
    switch function.body {
    case .literal(let literal, _):
      return "func\(function.name == Function.anonymousName ? "" : " " + function.name)"
        + "(\(text(of: literal.parameters)))"
        + (literal.result.map { " -> \($0.span.text)" } ?? "")
    case .builtin(let builtin): return "func \(builtin.signature)"
    case .logDensity(let family):
      let parameters = family.definitions.first?.declaration.parameters ?? []
      return "func \(function.name)(x\(parameters.isEmpty ? "" : ", \(text(of: parameters))"))"
    }
  }

  private func signature(of definition: ComponentDefinition) -> String {
    let declaration = definition.declaration
    func variables(_ list: [VariableDeclaration]) -> String {
      let text = list.map { "\($0.name.name): \($0.type.span.text)" }.joined(separator: ", ")
      return list.count == 1 ? text : "(\(text))"
    }
    return "component \(definition.name)"
      + (declaration.parameters.map { $0.isEmpty ? "" : "(\(text(of: $0)))" } ?? "")
      + (declaration.over.isEmpty ? "" : " over \(variables(declaration.over))")
      + (declaration.given.isEmpty ? "" : " given \(variables(declaration.given))")
  }

  private func text(of parameters: [Parameter]) -> String {
    parameters.map { parameter in
      parameter.name.name + (parameter.type.map { ": \($0.span.text)" } ?? "")
        + (parameter.defaultValue.map { " = \($0.span.text)" } ?? "")
    }.joined(separator: ", ")
  }

  /// Which of so many elements are shown: all, or the first six and the last three about a gap.
  private func shown(_ count: Int) -> [Int?] {
    count > 20 ? Array(0..<6) + [nil] + Array((count - 3)..<count) : Array(0..<count)
  }

  private func rows(of tensor: Tensor, _ element: (Double) -> String) -> String {
    func rows(_ offset: Int, _ axis: Int) -> String {
      if axis == tensor.shape.rank { return element(tensor.values[offset]) }
      let step = tensor.shape.dimensions.dropFirst(axis + 1).reduce(1, *)
      return "["
        + shown(tensor.shape.dimensions[axis]).map { index in
          index.map { rows(offset + $0 * step, axis + 1) } ?? "…"
        }.joined(separator: ", ") + "]"
    }
    return rows(0, 0)
  }
}

extension Interpreter {
  /// As the user would write it.
  package func describe(_ choice: SamplerChoice) -> String {
    let arguments = choice.definition.declaration.parameters.compactMap { parameter -> String? in
      guard let value = choice.arguments[parameter.name.name] else { return nil }
      if case .adaptation = value { return nil }
      return "\(parameter.name.name): \(describe(value))"
    }
    return "\(choice.definition.name)(\(arguments.joined(separator: ", ")))"
  }
}
