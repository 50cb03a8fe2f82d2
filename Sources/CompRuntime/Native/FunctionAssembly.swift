import CompIR

/// The text of one LLVM function as it is written: instructions in order, constants gathered in the
/// entry block, and the names of what else the module must have.
final class FunctionAssembly {
  let target: VectorTarget
  /// Instructions and labels so far.
  private(set) var lines: [String] = []
  /// The block being written, for `phi`.
  private(set) var block = "entry"
  /// Intrinsics that must be declared.
  private(set) var declarations: Set<String> = []
  /// Elementary functions that must be defined.
  private(set) var helpers: Set<VectorFunction> = []
  private var constants: [String: String] = [:]
  private var constantLines: [String] = []
  private var count = 0
  /// The names of results by the instructions that made them, for each of the nested blocks that is open,
  /// the outermost first: what has been computed on the way to an instruction is not written again.
  private var known: [[String: String]] = [[:]]
  /// Loops over elements, each of which needs metadata of its own.
  private var elementLoops = 0

  init(_ target: VectorTarget) { self.target = target }

  /// The body: constants, then instructions.
  var body: String {
    "entry:\n"
      + (constantLines + lines).map { $0.hasSuffix(":") ? $0 : "  " + $0 }
      .joined(separator: "\n")
  }

  /// What the module says of the loops over elements.
  var loopMetadata: String {
    (["!0 = !{!\"llvm.loop.unroll.count\", i32 4}"]
      + (0..<elementLoops).map { "!\($0 + 1) = distinct !{!\($0 + 1), !0}" })
      .joined(separator: "\n")
  }

  func name() -> String {
    count += 1
    return "%t\(count)"
  }

  /// An instruction without a result.
  func line(_ text: String) { lines.append(text) }

  /// An instruction's result; that of an equal one before it where there is one. So the copies of a density
  /// that a sampler evaluates at places which differ in one coordinate share all else, and what does not
  /// change in a loop is taken from before it: it costs LLVM seconds to find that out.
  func emit(_ text: String) -> String {
    let isPure = isPure(text)
    if isPure, let result = known.lazy.compactMap({ $0[text] }).first { return result }
    let result = name()
    lines.append("\(result) = \(text)")
    if isPure { known[known.count - 1][text] = result }
    return result
  }

  /// Whether an instruction gives the same wherever it stands: it reads no memory, and does not depend on
  /// the way to it. Calls are of functions without effect.
  private func isPure(_ text: String) -> Bool {
    !text.hasPrefix("load ") && !text.hasPrefix("phi ") && !text.contains("@llvm.masked.")
  }

  /// Writes what is carried out only on some ways to what follows, or again and again.
  func nested<Result>(_ body: () throws -> Result) rethrows -> Result {
    known.append([:])
    defer { known.removeLast() }
    return try body()
  }

  func declare(_ declaration: String) { declarations.insert(declaration) }

  // MARK: Constants

  /// All lanes the same.
  func constant(_ value: Double) -> String {
    splat(target.literal(value), "\(target.real)", target.vector)
  }

  /// All lanes the same integer, as wide as a real.
  func integer(_ value: Int) -> String { splat("\(value)", target.bit, target.bits) }

  /// All lanes the same word of 32 bits.
  func word(_ value: UInt32) -> String {
    splat("\(Int32(bitPattern: value))", "i32", target.words)
  }

  func mask(_ flag: Bool) -> String { splat(flag ? "true" : "false", "i1", target.mask) }

  private func splat(_ literal: String, _ element: String, _ type: String) -> String {
    let key = "\(element) \(literal)"
    if let known = constants[key] { return known }
    let name = "%c\(constants.count)"
    constants[key] = name
    constantLines.append("\(name).0 = insertelement \(type) poison, \(element) \(literal), i32 0")
    constantLines.append(
      "\(name) = shufflevector \(type) \(name).0, \(type) poison, \(target.words) zeroinitializer")
    return name
  }

  /// A scalar in every lane.
  func spread(_ scalar: String, _ element: String, _ type: String) -> String {
    let first = emit("insertelement \(type) poison, \(element) \(scalar), i32 0")
    return emit("shufflevector \(type) \(first), \(type) poison, \(target.words) zeroinitializer")
  }

  // MARK: Reals

  func add(_ a: String, _ b: String) -> String { emit("fadd \(target.vector) \(a), \(b)") }
  func subtract(_ a: String, _ b: String) -> String {
    emit("fsub \(target.vector) \(a), \(b)")
  }
  func multiply(_ a: String, _ b: String) -> String {
    emit("fmul \(target.vector) \(a), \(b)")
  }
  func divide(_ a: String, _ b: String) -> String {
    emit("fdiv \(target.vector) \(a), \(b)")
  }
  func negate(_ a: String) -> String { emit("fneg \(target.vector) \(a)") }

  /// a·b + c, rounded once.
  func fma(_ a: String, _ b: String, _ c: String) -> String {
    let type = target.vector
    declare("declare \(type) @llvm.fma.\(target.suffix)(\(type), \(type), \(type))")
    return emit(
      "call \(type) @llvm.fma.\(target.suffix)(\(type) \(a), \(type) \(b), \(type) \(c))")
  }

  /// A unary intrinsic: `fabs`, `sqrt`, `floor`, `ceil`, `rint`.
  func intrinsic(_ name: String, _ a: String) -> String {
    let type = target.vector
    declare("declare \(type) @llvm.\(name).\(target.suffix)(\(type))")
    return emit("call \(type) @llvm.\(name).\(target.suffix)(\(type) \(a))")
  }

  func absolute(_ a: String) -> String { intrinsic("fabs", a) }

  func copySign(_ magnitude: String, _ sign: String) -> String {
    let type = target.vector
    declare("declare \(type) @llvm.copysign.\(target.suffix)(\(type), \(type))")
    return emit(
      "call \(type) @llvm.copysign.\(target.suffix)(\(type) \(magnitude), \(type) \(sign))")
  }

  /// `c₀ + x (c₁ + x (c₂ + …))`, by Horner's rule.
  func polynomial(_ x: String, _ coefficients: [Double]) -> String {
    var result = constant(coefficients.last ?? 0)
    for coefficient in coefficients.dropLast().reversed() {
      result = fma(result, x, constant(coefficient))
    }
    return result
  }

  // MARK: Truth

  /// `predicate`: `olt`, `oeq`, `uno`, …
  func compare(_ predicate: String, _ a: String, _ b: String) -> String {
    emit("fcmp \(predicate) \(target.vector) \(a), \(b)")
  }
  func select(_ condition: String, _ a: String, _ b: String) -> String {
    emit("select \(target.mask) \(condition), \(target.vector) \(a), \(target.vector) \(b)")
  }
  func selectMask(_ condition: String, _ a: String, _ b: String) -> String {
    emit("select \(target.mask) \(condition), \(target.mask) \(a), \(target.mask) \(b)")
  }
  func logical(_ operation: String, _ a: String, _ b: String) -> String {
    emit("\(operation) \(target.mask) \(a), \(b)")
  }
  /// Whether some lane is true, as an `i1`.
  func any(_ condition: String) -> String {
    let packed = emit("bitcast \(target.mask) \(condition) to i\(target.lanes)")
    return emit("icmp ne i\(target.lanes) \(packed), 0")
  }

  // MARK: Bits

  func bits(_ a: String) -> String {
    emit("bitcast \(target.vector) \(a) to \(target.bits)")
  }
  func real(_ a: String) -> String {
    emit("bitcast \(target.bits) \(a) to \(target.vector)")
  }
  /// `add`, `sub`, `shl`, `lshr`, `ashr`, `and`, `or`, `xor` on integers as wide as a real.
  func integer(_ operation: String, _ a: String, _ b: String) -> String {
    emit("\(operation) \(target.bits) \(a), \(b)")
  }

  // MARK: Calls

  /// An elementary function.
  func apply(_ function: VectorFunction, _ operands: String...) -> String {
    helpers.insert(function)
    let list = operands.map { "\(target.vector) \($0)" }.joined(separator: ", ")
    return emit("call \(target.vector) @\(function.symbol)(\(list))")
  }

  func need(_ function: VectorFunction) { helpers.insert(function) }

  // MARK: Control

  func label(_ name: String) {
    lines.append("\(name):")
    block = name
  }

  /// A fresh label's name.
  func freshLabel(_ stem: String) -> String {
    count += 1
    return "\(stem)\(count)"
  }

  func jump(_ label: String) { lines.append("br label %\(label)") }

  func branch(_ condition: String, _ yes: String, _ no: String) {
    lines.append("br i1 \(condition), label %\(yes), label %\(no)")
  }

  /// A loop over `0 ..< count` with values carried from pass to pass; the body gets the index (an
  /// `i64`) and the carried values and gives their next ones. Gives the values after the last pass.
  ///
  /// - Parameters:
  ///   - testsLast: whether the last carried value, an `i1`, tells if there is another pass.
  ///   - isOverElements: whether passes are short, and so many that written out they would cost
  ///     seconds to compile: LLVM puts four together, not all.
  func loop(
    _ count: String, carrying initial: [(type: String, value: String)] = [],
    testsLast: Bool = false, isOverElements: Bool = false,
    _ body: (_ index: String, _ carried: [String]) throws -> [String]
  ) rethrows -> [String] {
    let (head, inside, done) = (freshLabel("head"), freshLabel("body"), freshLabel("done"))
    let before = block
    jump(head)
    label(head)
    let index = name()
    let carried = initial.map { _ in name() }
    // The values that come round are known once the body is written.
    let firstPhi = lines.count
    lines.append("")
    for _ in initial { lines.append("") }
    var more = emit("icmp ult i64 \(index), \(count)")
    if testsLast, let last = carried.last { more = emit("and i1 \(more), \(last)") }
    branch(more, inside, done)
    label(inside)
    let (results, following) = try nested {
      (try body(index, carried), emit("add i64 \(index), 1"))
    }
    let last = block
    if isOverElements {
      elementLoops += 1
      line("br label %\(head), !llvm.loop !\(elementLoops)")
    } else {
      jump(head)
    }
    lines[firstPhi] = "\(index) = phi i64 [ 0, %\(before) ], [ \(following), %\(last) ]"
    for (position, result) in results.enumerated() {
      let (type, value) = initial[position]
      lines[firstPhi + 1 + position] =
        "\(carried[position]) = phi \(type) [ \(value), %\(before) ], [ \(result), %\(last) ]"
    }
    label(done)
    return carried
  }
}
