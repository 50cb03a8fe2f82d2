/// What is wrong with a function of the IR.
package struct InvalidFunction: Error, CustomStringConvertible, Hashable {
  package var description: String
}

extension IRFunction {
  /// Checks what every pass must keep: each value is defined once and before its uses, in sight of
  /// them; operands fit their operation and give the noted type; a loop's values keep their types and
  /// its condition is one truth value; states of random operations have a site.
  package func verify() throws {
    var defined: Set<IRValue> = []
    func define(_ value: IRValue) throws {
      guard types.indices.contains(value.id) else {
        throw InvalidFunction(description: "%\(value.id) has no type")
      }
      guard defined.insert(value).inserted else {
        throw InvalidFunction(description: "%\(value.id) is defined twice")
      }
    }
    func use(_ values: [IRValue], _ inSight: Set<IRValue>, _ place: String) throws {
      for value in values where !inSight.contains(value) {
        throw InvalidFunction(description: "\(place) uses %\(value.id), which is not defined there")
      }
    }
    func check(_ instructions: [Instruction], _ outer: Set<IRValue>) throws -> Set<IRValue> {
      var inSight = outer
      for instruction in instructions {
        switch instruction.kind {
        case .operation(let operation, let operands):
          let place = instruction.results.map { "%\($0.id)" }.joined(separator: ", ")
          try use(operands, inSight, place)
          guard instruction.results.count == 1 else {
            throw InvalidFunction(description: "\(operation.text) gives one value")
          }
          let type: TensorType
          do {
            type = try operation.resultType(of: operands.map(self.type(of:)))
          } catch {
            throw InvalidFunction(description: "\(place): \(operation.text): \(error)")
          }
          try define(instruction.results[0])
          guard type == self.type(of: instruction.results[0]) else {
            throw InvalidFunction(
              description:
                "\(place) is noted as \(self.type(of: instruction.results[0]).text), but \(operation.text) gives \(type.text)"
            )
          }
          if let site = operation.site, site < 0 {
            throw InvalidFunction(description: "\(place) has no site")
          }
        case .repeat(let count, let initial, let body):
          try use(initial, inSight, "a loop")
          guard count >= 0, body.parameters.count == initial.count,
            body.results.count == initial.count, instruction.results.count == initial.count
          else { throw InvalidFunction(description: "a loop's values do not match") }
          for value in body.parameters + instruction.results { try define(value) }
          let inside = try check(body.instructions, inSight.union(body.parameters))
          try use(body.results + [body.condition].compactMap { $0 }, inside, "a loop")
          for values in [body.parameters, body.results, instruction.results]
          where values.map(self.type(of:)) != initial.map(self.type(of:)) {
            throw InvalidFunction(description: "a loop's values change their types")
          }
          if let condition = body.condition, self.type(of: condition) != .boolean(.scalar) {
            throw InvalidFunction(description: "a loop's condition is not one truth value")
          }
        }
        inSight.formUnion(instruction.results)
      }
      return inSight
    }
    for parameter in parameters {
      try define(parameter.value)
      guard parameter.type == type(of: parameter.value) else {
        throw InvalidFunction(description: "the parameter '\(parameter.name)' has two types")
      }
    }
    let all = try check(instructions, Set(parameters.map(\.value)))
    try use(results.map(\.value), all, "the return")
  }
}

extension Operation {
  /// The first of the random numbers that it takes; nil for an operation that takes none.
  package var site: Int? {
    switch self {
    case .normal(let site, _), .uniform(let site, _): site
    case .constant, .booleanConstant, .scalar, .select, .reshape, .broadcast, .transpose, .slice,
      .pad, .concatenate, .reduce, .matrixMultiply, .gather, .scatterAdd, .cumulativeSum,
      .cholesky, .triangularSolve, .stopGradient:
      nil
    }
  }
}
