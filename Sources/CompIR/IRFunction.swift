/// A value of a function: the result of an instruction, or a parameter.
package struct IRValue: Hashable, Sendable {
  package let id: Int
}

/// A function of the IR, in static single assignment, over tensors of one chain; the chains are
/// implicit. A parameter that is uniform has the same value for all of them.
package struct IRFunction: Hashable, Sendable {
  package struct Parameter: Hashable, Sendable {
    package var value: IRValue
    package var name: String
    package var type: TensorType
    package var isUniform: Bool
  }

  package indirect enum Kind: Hashable, Sendable {
    case operation(Operation, operands: [IRValue])
    /// The region, `count` times; in each chain the carried values stop changing once the
    /// condition is false.
    case `repeat`(count: Int, initial: [IRValue], body: Region)
  }

  package struct Result: Hashable, Sendable {
    package var name: String
    package var value: IRValue
    package init(_ name: String, _ value: IRValue) {
      self.name = name
      self.value = value
    }
  }

  package struct Instruction: Hashable, Sendable {
    package var kind: Kind
    package var results: [IRValue]
  }

  /// The body of a loop. The condition is computed from the parameters alone, by `test`.
  package struct Region: Hashable, Sendable {
    package var parameters: [IRValue]
    package var instructions: [Instruction]
    package var results: [IRValue]
    package var condition: IRValue?
  }

  package var name: String
  package var parameters: [Parameter]
  package var instructions: [Instruction]
  package var results: [Result]
  /// The type of each value, by its number.
  package var types: [TensorType]

  package func type(of value: IRValue) -> TensorType { types[value.id] }
}

/// Builds functions; every instruction's types are checked as it is appended.
package struct IRBuilder {
  private let name: String
  private var parameters: [IRFunction.Parameter] = []
  private var blocks: [[IRFunction.Instruction]] = [[]]
  private var types: [TensorType] = []
  private let allowance = Allowance.current

  package init(name: String) { self.name = name }

  private mutating func value(_ type: TensorType) -> IRValue {
    types.append(type)
    return IRValue(id: types.count - 1)
  }

  package func type(of value: IRValue) -> TensorType { types[value.id] }

  package mutating func parameter(_ name: String, _ type: TensorType, isUniform: Bool = false)
    -> IRValue
  {
    let value = value(type)
    parameters.append(.init(value: value, name: name, type: type, isUniform: isUniform))
    return value
  }

  @discardableResult
  package mutating func append(_ operation: Operation, _ operands: [IRValue]) throws(ShapeError)
    -> IRValue
  {
    if let allowance, types.count >= allowance.limits.instructions {
      allowance.note(.instructions)
      throw ShapeError(
        "a function of the IR has at most \(allowance.limits.instructions) instructions")
    }
    let type = try operation.resultType(of: operands.map { types[$0.id] })
    let result = value(type)
    blocks[blocks.count - 1].append(
      .init(kind: .operation(operation, operands: operands), results: [result]))
    return result
  }

  package mutating func constant(_ tensor: Tensor) -> IRValue {
    let result = value(.real(tensor.shape))
    blocks[blocks.count - 1].append(
      .init(kind: .operation(.constant(tensor), operands: []), results: [result]))
    return result
  }
  package mutating func constant(_ scalar: Double) -> IRValue { constant(Tensor(scalar)) }

  /// A loop; `body` gives the carried values' next values and, if any, the condition.
  package mutating func `repeat`(
    count: Int, initial: [IRValue],
    body: (inout IRBuilder, [IRValue]) throws -> (results: [IRValue], condition: IRValue?)
  ) throws -> [IRValue] {
    let carried = initial.map { value(types[$0.id]) }
    blocks.append([])
    let (results, condition) = try body(&self, carried)
    let instructions = blocks.removeLast()
    guard results.map({ types[$0.id] }) == initial.map({ types[$0.id] }) else {
      throw ShapeError("a loop's values change their type")
    }
    if let condition, types[condition.id] != .boolean(.scalar) {
      throw ShapeError("a loop's condition is not one truth value")
    }
    let outputs = initial.map { value(types[$0.id]) }
    blocks[blocks.count - 1].append(
      .init(
        kind: .repeat(
          count: count, initial: initial,
          body: .init(
            parameters: carried, instructions: instructions, results: results,
            condition: condition)), results: outputs))
    return outputs
  }

  /// The instructions of another function, with these arguments.
  package mutating func inline(_ function: IRFunction, _ arguments: [IRValue]) throws(ShapeError)
    -> [IRValue]
  {
    var map: [IRValue: IRValue] = [:]
    for (parameter, argument) in zip(function.parameters, arguments) {
      map[parameter.value] = argument
    }
    try copy(function.instructions, of: function, &map)
    return function.results.map { map[$0.value] ?? $0.value }
  }

  /// Appends instructions of another function; `map` gains their results.
  package mutating func copy(
    _ instructions: [IRFunction.Instruction], of function: IRFunction,
    _ map: inout [IRValue: IRValue]
  ) throws(ShapeError) {
    for instruction in instructions {
      switch instruction.kind {
      case .operation(let operation, let operands):
        map[instruction.results[0]] = try append(operation, operands.map { map[$0] ?? $0 })
      case .repeat(let count, let initial, let body):
        let carried = body.parameters.map { value(function.type(of: $0)) }
        for (old, new) in zip(body.parameters, carried) { map[old] = new }
        blocks.append([])
        try copy(body.instructions, of: function, &map)
        let copied = blocks.removeLast()
        let outputs = instruction.results.map { value(function.type(of: $0)) }
        blocks[blocks.count - 1].append(
          .init(
            kind: .repeat(
              count: count, initial: initial.map { map[$0] ?? $0 },
              body: .init(
                parameters: carried, instructions: copied,
                results: body.results.map { map[$0] ?? $0 },
                condition: body.condition.map { map[$0] ?? $0 })), results: outputs))
        for (old, new) in zip(instruction.results, outputs) { map[old] = new }
      }
    }
  }

  package func finish(results: [(String, IRValue)]) -> IRFunction {
    IRFunction(
      name: name, parameters: parameters, instructions: blocks[0],
      results: results.map { .init($0.0, $0.1) }, types: types)
  }
}
