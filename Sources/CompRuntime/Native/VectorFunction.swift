import CompIR

/// The functions that native code calls on vectors. Each is written once as LLVM IR for the target
/// and inlined where it is used.
enum VectorFunction: String, CaseIterable, Hashable, Sendable {
  case exp, expm1, log, log1p, sin, cos, tanh, sigmoid, softplus
  case log1pSquare = "log1p_square"
  case tan, asin, acos, atan, sinh, cosh, erf, erfc, lgamma, digamma
  case power, atan2, polygamma
  case besselIE = "bessel_ie"
  /// (words…) → two standard normals.
  case normalPair = "normal_pair"
  /// (words…) → a number in (0, 1).
  case uniform
  /// (counter words) → four random words.
  case philox

  var symbol: String { "comp.\(rawValue)" }

  /// Functions that this one is written with.
  func definition(_ target: VectorTarget) -> (text: String, assembly: FunctionAssembly) {
    let assembly = FunctionAssembly(target)
    let type = target.vector
    let header: String
    switch self {
    case .normalPair, .uniform, .philox:
      header = RandomAssembly.define(self, assembly)
    case .power, .atan2, .polygamma, .besselIE:
      let result =
        ElementaryFunctions.value(self, assembly) ?? laneByLane(assembly, ["%x", "%y"])
      assembly.line("ret \(type) \(result)")
      header = "\(type) @\(symbol)(\(type) %x, \(type) %y)"
    case .exp, .expm1, .log, .log1p, .log1pSquare, .sin, .cos, .tanh, .sigmoid, .softplus, .tan,
      .asin, .acos, .atan, .sinh, .cosh, .erf, .erfc, .lgamma, .digamma:
      let result = ElementaryFunctions.value(self, assembly) ?? laneByLane(assembly, ["%x"])
      assembly.line("ret \(type) \(result)")
      header = "\(type) @\(symbol)(\(type) %x)"
    }
    return ("define internal \(header) alwaysinline nounwind {\n\(assembly.body)\n}\n", assembly)
  }

  /// The C function that serves one lane, in double.
  private var scalarSymbol: String {
    switch self {
    case .power: "pow"
    case .lgamma, .digamma, .polygamma, .besselIE, .sigmoid, .softplus, .log1pSquare:
      "comp_scalar_\(rawValue)"
    case .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .tan, .asin, .acos, .atan, .sinh, .cosh,
      .erf, .erfc, .atan2, .normalPair, .uniform, .philox:
      rawValue
    }
  }

  /// Lane after lane by a function in double.
  func laneByLane(_ b: FunctionAssembly, _ operands: [String]) -> String {
    let target = b.target
    let parameters = operands.map { _ in "double" }.joined(separator: ", ")
    b.declare("declare double @\(scalarSymbol)(\(parameters))")
    var result = "poison"
    for lane in 0..<target.lanes {
      let arguments = operands.map { operand -> String in
        let element = b.emit("extractelement \(target.vector) \(operand), i32 \(lane)")
        if target.precision == .double { return element }
        return b.emit("fpext float \(element) to double")
      }
      var value = b.emit(
        "call double @\(scalarSymbol)(\(arguments.map { "double \($0)" }.joined(separator: ", ")))")
      if target.precision == .float { value = b.emit("fptrunc double \(value) to float") }
      result = b.emit(
        "insertelement \(target.vector) \(result), \(target.real) \(value), i32 \(lane)")
    }
    return result
  }
}

/// The functions of ours that lanes call one after the other.
let scalarSymbols: [NativeSymbol] = {
  typealias Unary = @convention(c) (Double) -> Double
  typealias Binary = @convention(c) (Double, Double) -> Double
  let lgamma: Unary = { ScalarFunction.lgamma.row.evaluate([$0]) }
  let digamma: Unary = { ScalarFunction.digamma.row.evaluate([$0]) }
  let polygamma: Binary = { ScalarFunction.polygamma.row.evaluate([$0, $1]) }
  let besselIE: Binary = { ScalarFunction.besselIE.row.evaluate([$0, $1]) }
  func symbol(_ name: String, _ address: UnsafeRawPointer) -> NativeSymbol {
    NativeSymbol(name: "comp_scalar_\(name)", address: address)
  }
  return [
    symbol("lgamma", unsafeBitCast(lgamma, to: UnsafeRawPointer.self)),
    symbol("digamma", unsafeBitCast(digamma, to: UnsafeRawPointer.self)),
    symbol("polygamma", unsafeBitCast(polygamma, to: UnsafeRawPointer.self)),
    symbol("bessel_ie", unsafeBitCast(besselIE, to: UnsafeRawPointer.self)),
  ]
}()
