import CompPlatform

extension IRFunction {
  /// Reads the text that `description` writes.
  ///
  /// - Throws: `InvalidFunction` with the line that cannot be read, or what the verifier says.
  package init(parsing text: String) throws {
    var parser = TextParser(text)
    self = try parser.function()
    try verify()
  }
}

/// Reads the IR line by line.
private struct TextParser {
  private let lines: [Substring]
  private var next = 0
  private var types: [TensorType?] = []

  init(_ text: String) {
    lines = text.split(separator: "\n").map { line in
      line.drop { $0 == " " }
    }.filter { !$0.isEmpty && !$0.hasPrefix("//") }
  }

  private func failure(_ reason: String) -> InvalidFunction {
    let line = lines.indices.contains(next) ? lines[next] : "the end"
    return InvalidFunction(description: "\(reason): \(line)")
  }

  private var line: Substring { lines.indices.contains(next) ? lines[next] : "" }

  mutating func function() throws -> IRFunction {
    guard line.hasPrefix("func "), let open = line.firstIndex(of: "("), line.hasSuffix(") {") else {
      throw failure("expected a function's header")
    }
    let name = String(line[line.index(line.startIndex, offsetBy: 5)..<open])
    let header = line[line.index(after: open)..<line.index(line.endIndex, offsetBy: -3)]
    var parameters: [IRFunction.Parameter] = []
    for part in separated(header) {
      var words = part.split(separator: " ", maxSplits: 1)
      guard words.count == 2, let colon = words[1].firstIndex(of: ":") else {
        throw failure("expected a parameter")
      }
      let label = String(words[1][..<colon])
      var type = words[1][words[1].index(after: colon)...].drop { $0 == " " }
      let isUniform = type.hasSuffix(" uniform")
      if isUniform { type = type.dropLast(8) }
      let tensor = try self.type(type)
      let value = try define(words.removeFirst(), tensor)
      parameters.append(.init(value: value, name: label, type: tensor, isUniform: isUniform))
    }
    next += 1
    let instructions = try block()
    guard line.hasPrefix("return ") else { throw failure("expected 'return'") }
    let results = try separated(line.dropFirst(7)).map { part -> IRFunction.Result in
      let words = part.split(separator: ":")
      guard words.count == 2 else { throw failure("expected a result's name and value") }
      return .init(String(words[0]), try value(words[1].drop { $0 == " " }))
    }
    next += 1
    guard line == "}" else { throw failure("expected '}'") }
    return IRFunction(
      name: name, parameters: parameters, instructions: instructions, results: results,
      types: types.map { $0 ?? .real(.scalar) })
  }

  private mutating func block() throws -> [IRFunction.Instruction] {
    var instructions: [IRFunction.Instruction] = []
    while line.hasPrefix("%") { instructions.append(try instruction()) }
    return instructions
  }

  private mutating func instruction() throws -> IRFunction.Instruction {
    let sides = line.split(separator: " = ", maxSplits: 1)
    guard sides.count == 2 else { throw failure("expected '='") }
    if sides[1].hasPrefix("repeat ") { return try loop(separated(sides[0]), sides[1]) }
    guard let colon = sides[1].firstRange(of: " : ")?.lowerBound else {
      throw failure("expected a type")
    }
    var noted = sides[1][sides[1].index(colon, offsetBy: 3)...]
    if noted.hasSuffix(" uniform") { noted = noted.dropLast(8) }
    let type = try type(noted)
    let body = sides[1][..<colon]
    let operation: Operation
    var operands: [IRValue] = []
    if body.hasPrefix("constant ") {
      operation = try constant(body.dropFirst(9), type)
    } else {
      let split = body.firstIndex(of: "%") ?? body.endIndex
      let head = body[..<split].drop { $0 == " " }
      operation = try self.operation(
        head.hasSuffix(" ") ? head.dropLast() : head, type)
      operands = try separated(body[split...]).map { try value($0) }
    }
    let result = try define(sides[0], type)
    next += 1
    return .init(kind: .operation(operation, operands: operands), results: [result])
  }

  /// `%5, %6 = repeat 9 (%1, %2) from (%3, %4) while %7 {` with its body.
  private mutating func loop(_ names: [Substring], _ header: Substring) throws
    -> IRFunction.Instruction
  {
    let groups = header.split(omittingEmptySubsequences: false) { $0 == "(" || $0 == ")" }
    guard groups.count == 5, header.hasSuffix("{"),
      let count = Int(groups[0].dropFirst(7).filter(\.isNumber))
    else { throw failure("expected a loop's header") }
    let initial = try separated(groups[3]).map { try value($0) }
    let carried = separated(groups[1])
    guard carried.count == initial.count, names.count == initial.count else {
      throw failure("a loop's values do not match")
    }
    let parameters = try zip(carried, initial).map {
      try define($0, types[$1.id] ?? .real(.scalar))
    }
    let condition = groups[4].firstIndex(of: "%").map {
      groups[4][$0...].prefix { $0 != " " }
    }
    next += 1
    let instructions = try block()
    guard line.hasPrefix("yield") else { throw failure("expected 'yield'") }
    let results = try separated(line.dropFirst(5)).map { try value($0) }
    next += 1
    guard line == "}" else { throw failure("expected '}'") }
    let outputs = try zip(names, initial).map { try define($0, types[$1.id] ?? .real(.scalar)) }
    let region = IRFunction.Region(
      parameters: parameters, instructions: instructions, results: results,
      condition: try condition.map { try value($0) })
    next += 1
    return .init(kind: .repeat(count: count, initial: initial, body: region), results: outputs)
  }

  // MARK: Parts

  /// Parts between commas that stand in no bracket.
  private func separated(_ text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "[": depth += 1
      case "]": depth -= 1
      case "," where depth == 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    parts.append(text[start...])
    return parts.map { part in
      let trimmed = part.drop { $0 == " " }
      return trimmed.hasSuffix(" ") ? trimmed.dropLast() : trimmed
    }.filter { !$0.isEmpty }
  }

  private func number(_ name: Substring) throws -> Int {
    guard name.hasPrefix("%"), let number = Int(name.dropFirst()), (0..<1_000_000).contains(number)
    else { throw failure("'\(name)' is not a value") }
    return number
  }

  private func value(_ name: Substring) throws -> IRValue {
    let number = try number(name)
    guard types.indices.contains(number), types[number] != nil else {
      throw failure("\(name) is not defined")
    }
    return IRValue(id: number)
  }

  private mutating func define(_ name: Substring, _ type: TensorType) throws -> IRValue {
    let number = try number(name)
    while types.count <= number { types.append(nil) }
    guard types[number] == nil else { throw failure("\(name) is defined twice") }
    types[number] = type
    return IRValue(id: number)
  }

  private func integers(_ text: Substring) throws -> [Int] {
    guard text.hasPrefix("["), text.hasSuffix("]") else { throw failure("expected whole numbers") }
    return try separated(text.dropFirst().dropLast()).map {
      guard let number = Int($0) else { throw failure("'\($0)' is not a whole number") }
      return number
    }
  }

  private func type(_ text: Substring) throws -> TensorType {
    switch text {
    case "Real": return .real(.scalar)
    case "Bool": return .boolean(.scalar)
    default:
      if text.hasPrefix("R[") { return .real(Shape(try integers(text.dropFirst()))) }
      if text.hasPrefix("Bool[") { return .boolean(Shape(try integers(text.dropFirst(4)))) }
      throw failure("'\(text)' is not a type")
    }
  }

  private func constant(_ text: Substring, _ type: TensorType) throws -> Operation {
    if type.element == .boolean { return .booleanConstant(text == "true") }
    let parts = text.hasPrefix("[") ? separated(text.dropFirst().dropLast()) : [text]
    let values = try parts.map { part -> Double in
      guard let value = Double(part) else { throw failure("'\(part)' is not a number") }
      return value
    }
    guard values.count == type.shape.count else {
      throw failure("the elements do not fill the type")
    }
    return .constant(Tensor(shape: type.shape, values: values))
  }

  private func operation(_ text: Substring, _ type: TensorType) throws -> Operation {
    let open = text.firstIndex(of: "[") ?? text.endIndex
    let (name, list) = (String(text[..<open]), text[open...])
    if let function = ScalarFunction(rawValue: name) { return .scalar(function) }
    if name.hasPrefix("reduce_"), let reduction = Reduction(rawValue: String(name.dropFirst(7))) {
      return .reduce(reduction, axes: try integers(list))
    }
    func one() throws -> Int {
      guard let number = try integers(list).first else { throw failure("expected a number") }
      return number
    }
    func pairs(_ separator: String) throws -> ([Int], [Int]) {
      var (first, second): ([Int], [Int]) = ([], [])
      for part in separated(list.dropFirst().dropLast()) {
        guard let middle = part.firstRange(of: separator), let a = Int(part[..<middle.lowerBound]),
          let b = Int(part[middle.upperBound...])
        else { throw failure("expected pairs of numbers") }
        first.append(a)
        second.append(b)
      }
      return (first, second)
    }
    switch name {
    case "select": return .select
    case "reshape": return .reshape(type.shape)
    case "broadcast": return .broadcast(type.shape)
    case "transpose": return .transpose(try integers(list))
    case "slice":
      let (starts, limits) = try pairs("..<")
      return .slice(starts: starts, limits: limits)
    case "pad":
      let (before, after) = try pairs("+")
      return .pad(before: before, after: after)
    case "concatenate": return .concatenate(axis: try one())
    case "matrix_multiply": return .matrixMultiply
    case "gather": return .gather
    case "scatter_add": return .scatterAdd(count: try one())
    case "cumulative_sum": return .cumulativeSum(axis: try one())
    case "cholesky": return .cholesky
    case "triangular_solve": return .triangularSolve(transposed: false)
    case "triangular_solve_transposed": return .triangularSolve(transposed: true)
    case "normal": return .normal(site: try one(), type.shape)
    case "uniform": return .uniform(site: try one(), type.shape)
    case "stop_gradient": return .stopGradient
    default: throw failure("'\(name)' is no operation")
    }
  }
}
