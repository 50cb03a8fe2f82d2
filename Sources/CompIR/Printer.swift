extension IRFunction: CustomStringConvertible {
  /// The function as text, which `IRFunction(parsing:)` reads back: a line an instruction,
  /// `%3 = add %1, %2 : Real`; behind the type stands `uniform` where all chains share the value.
  package var description: String {
    let uniform = uniformValues
    var text = "func \(name)("
    text += parameters.map {
      "%\($0.value.id) \($0.name): \($0.type.text)\($0.isUniform ? " uniform" : "")"
    }.joined(separator: ", ")
    text += ") {\n" + lines(instructions, uniform, indent: "  ")
    text += "  return "
    text += results.map { "\($0.name): %\($0.value.id)" }.joined(separator: ", ")
    return text + "\n}"
  }

  private func lines(_ instructions: [Instruction], _ uniform: Set<IRValue>, indent: String)
    -> String
  {
    func list(_ values: [IRValue]) -> String { values.map { "%\($0.id)" }.joined(separator: ", ") }
    return instructions.map { instruction in
      switch instruction.kind {
      case .operation(let operation, let operands):
        let result = instruction.results[0]
        let separator = operands.isEmpty ? "" : " "
        let share = uniform.contains(result) ? " uniform" : ""
        return
          "\(indent)%\(result.id) = \(operation.text)\(separator)\(list(operands)) : \(type(of: result).text)\(share)\n"
      case .repeat(let count, let initial, let body):
        let condition = body.condition.map { " while %\($0.id)" } ?? ""
        return
          "\(indent)\(list(instruction.results)) = repeat \(count) (\(list(body.parameters))) from (\(list(initial)))\(condition) {\n"
          + lines(body.instructions, uniform, indent: indent + "  ")
          + "\(indent)  yield \(list(body.results))\n\(indent)}\n"
      }
    }.joined()
  }
}

extension TensorType {
  var text: String {
    switch element {
    case .real: shape.description
    case .boolean: shape.isScalar ? "Bool" : "Bool\(shape.dimensions)"
    }
  }
}

extension Operation {
  /// As the printer writes it and the parser reads it; the shape that an operation gives stands in
  /// the type behind it.
  var text: String {
    switch self {
    case .constant(let tensor):
      tensor.shape.isScalar
        ? "constant \(tensor.values[0])"
        : "constant [\(tensor.values.map { "\($0)" }.joined(separator: ", "))]"
    case .booleanConstant(let flag): "constant \(flag)"
    case .scalar(let function): function.rawValue
    case .select: "select"
    case .reshape: "reshape"
    case .broadcast: "broadcast"
    case .transpose(let permutation): "transpose\(permutation)"
    case .slice(let starts, let limits):
      "slice[\(zip(starts, limits).map { "\($0)..<\($1)" }.joined(separator: ", "))]"
    case .pad(let before, let after):
      "pad[\(zip(before, after).map { "\($0)+\($1)" }.joined(separator: ", "))]"
    case .concatenate(let axis): "concatenate[\(axis)]"
    case .reduce(let reduction, let axes): "reduce_\(reduction.rawValue)\(axes)"
    case .matrixMultiply: "matrix_multiply"
    case .gather: "gather"
    case .scatterAdd(let count): "scatter_add[\(count)]"
    case .cumulativeSum(let axis): "cumulative_sum[\(axis)]"
    case .cholesky: "cholesky"
    case .triangularSolve(let transposed):
      transposed ? "triangular_solve_transposed" : "triangular_solve"
    case .normal(let site, _): "normal[\(site)]"
    case .uniform(let site, _): "uniform[\(site)]"
    case .stopGradient: "stop_gradient"
    }
  }
}
