import CompIR

/// The text of a module with one kernel and all that it calls.
struct KernelModule: Sendable {
  static let entry = "comp_kernel"
  /// The function that the entry calls after it has set flushing to zero.
  private static let body = "comp_kernel_body"

  let text: String
  /// Vectors of scratch memory that a run needs.
  let scratchElements: Int

  /// The most elements of a tensor in registers that are tried where code has more lines than so many:
  /// 4,000 lines take a second to compile, and more lines more than their share.
  private static let fewerInRegisters = [(lines: 4_000, limit: 16), (lines: 30_000, limit: 4)]

  /// - Throws: `ShapeError` where the function breaks a rule of the IR.
  init(_ function: IRFunction, _ shape: KernelShape, _ target: VectorTarget) throws {
    var emitter = KernelEmitter(
      function, shape, target, registerLimit: WrittenOut.elements)
    try emitter.write()
    for (lines, limit) in KernelModule.fewerInRegisters where emitter.a.lines.count > lines {
      let other = KernelEmitter(function, shape, target, registerLimit: limit)
      try other.write()
      // Many short loops are longer than what they stand for, and share less.
      if other.a.lines.count < emitter.a.lines.count { emitter = other }
    }
    scratchElements = emitter.scratch
    text = KernelModule.text(of: emitter)
  }

  private static func text(of emitter: KernelEmitter) -> String {
    let target = emitter.target
    var definitions: [String] = []
    var declarations = emitter.a.declarations
    var waiting = emitter.a.helpers.sorted { $0.rawValue < $1.rawValue }
    var known = Set(waiting)
    while let function = waiting.popLast() {
      let (text, assembly) = function.definition(target)
      definitions.append(text)
      declarations.formUnion(assembly.declarations)
      for helper in assembly.helpers.sorted(by: { $0.rawValue < $1.rawValue })
      where known.insert(helper).inserted { waiting.append(helper) }
    }
    let tables = emitter.tables.sorted { $0.value < $1.value }.map { tensor, name in
      let elements = tensor.values.map { "\(target.real) \(target.literal($0))" }
      return
        "\(name) = private unnamed_addr constant [\(elements.count) x \(target.real)] [\(elements.joined(separator: ", "))]"
    }
    return """
      \(tables.joined(separator: "\n"))
      \(declarations.sorted().joined(separator: "\n"))
      \(definitions.joined(separator: "\n"))
      \(kernel(emitter))
      \(emitter.a.loopMetadata)
      """
  }

  /// The kernel's function; of chains that advance, behind an entry that has the processor flush to zero.
  private static func kernel(_ emitter: KernelEmitter) -> String {
    let width = emitter.target.lanes * emitter.target.size * 8
    let widths = "\"prefer-vector-width\"=\"\(width)\" \"min-legal-vector-width\"=\"\(width)\""
    switch emitter.shape {
    case .evaluate:
      return """
        define void @\(entry)(\(kernelParameters)) #0 {
        \(emitter.a.body)
        }
        attributes #0 = { nounwind \(widths) }
        """
    case .advance:
      return """
        define internal void @\(body)(\(kernelParameters)) #0 {
        \(emitter.a.body)
        }
        define void @\(entry)(\(kernelParameters)) nounwind {
        \(FlushToZero.call(of: body))
        }
        \(FlushToZero.declarations)
        attributes #0 = { noinline nounwind "denormal-fp-math"="preserve-sign,ieee" \(widths) }
        """
    }
  }
}
