import CompIR
import CompPlatform

/// A function of the IR as machine code.
package final class NativeKernel: Sendable {
  private let code: NativeCode
  private let entry: KernelEntry
  private let function: IRFunction
  private let shape: KernelShape
  let target: VectorTarget
  private let scratchElements: Int
  /// The memory of one call beside its inputs and outputs.
  var scratchBytes: Int { scratchElements * target.lanes * target.size }

  /// - Throws: `LLVMLibrary.CompilationFailure`, or `ShapeError` for a function that breaks a rule.
  init(_ function: IRFunction, _ shape: KernelShape, _ target: VectorTarget, _ llvm: LLVMLibrary)
    throws
  {
    let module = try KernelModule(function, shape, target)
    code = try llvm.compile(module.text, entry: KernelModule.entry, symbols: scalarSymbols)
    guard let address = code.entry else {
      throw LLVMLibrary.CompilationFailure(reason: "the code has no entry", text: module.text)
    }
    entry = unsafeBitCast(address, to: KernelEntry.self)
    self.function = function
    self.shape = shape
    self.target = target
    scratchElements = module.scratchElements
  }

  /// A kernel for a width of one's own choice.
  ///
  /// - Throws: `NativeCodeFailure`, or `ShapeError` for a function that breaks a rule.
  package convenience init(_ function: IRFunction, _ shape: KernelShape, _ target: VectorTarget)
    throws
  {
    do {
      try self.init(function, shape, target, try KernelCache.compiler())
    } catch let failure as LLVMLibrary.CompilationFailure {
      throw NativeCodeFailure.notCompiled(reason: failure.reason, module: failure.text)
    }
  }

  /// A kernel as wide as this processor allows, compiled once in a process.
  ///
  /// - Throws: `NativeCodeFailure`, or `ShapeError` for a function that breaks a rule.
  package static func host(_ function: IRFunction, _ shape: KernelShape, _ precision: Precision)
    throws -> NativeKernel
  {
    try KernelCache.shared.kernel(function, shape, precision)
  }

  /// The results for the chains of a range.
  package func evaluate(
    _ arguments: [ReferenceProgram.Argument], chains: Range<Int>, key: RandomKey
  )
    -> [Columns]
  {
    let stride = padded(chains.count)
    let buffers = KernelBuffers(target, scratch: scratchElements)
    load(arguments, chains.count, stride, buffers)
    for result in function.results {
      buffers.addOutput(function.type(of: result.value).shape.count * stride)
    }
    call(buffers, chains, stride, key, steps: 1)
    return function.results.enumerated().map { index, result in
      let shape = function.type(of: result.value).shape
      return Columns(
        shape: shape, chains: chains.count,
        values: buffers.output(index, rows: shape.count, stride: stride, columns: chains.count))
    }
  }

  /// Some steps from given states: their states after them, and for each sum and count its value in
  /// each chain.
  package func advance(
    _ arguments: [ReferenceProgram.Argument], chains: Range<Int>, key: RandomKey, steps: Int
  ) -> (states: [Columns], sums: [[Double]]) {
    guard case .advance(let slots) = shape else { return ([], []) }
    let stride = padded(chains.count)
    let buffers = KernelBuffers(target, scratch: scratchElements)
    load(arguments, chains.count, stride, buffers)
    let sums = AdvanceSums.count(watched: slots.watched(of: function.results.count).count)
    for _ in 0..<sums { buffers.addOutput(stride) }
    call(buffers, chains, stride, key, steps: steps)
    return (
      (0..<slots.states).map { index in
        let shape = function.parameters[index].type.shape
        return Columns(
          shape: shape, chains: chains.count,
          values: buffers.input(index, rows: shape.count, stride: stride, columns: chains.count))
      },
      (0..<sums).map { buffers.output($0, rows: 1, stride: stride, columns: chains.count) }
    )
  }

  private func padded(_ count: Int) -> Int {
    (count + target.lanes - 1) / target.lanes * target.lanes
  }

  private func load(
    _ arguments: [ReferenceProgram.Argument], _ count: Int, _ stride: Int, _ buffers: KernelBuffers
  ) {
    for (parameter, argument) in zip(function.parameters, arguments) {
      switch argument {
      case .uniform(let tensor) where parameter.isUniform: buffers.addUniform(tensor.values)
      case .uniform(let tensor):
        buffers.addInput(rows: tensor.values.count, stride: stride) { row, _ in tensor.values[row] }
      case .varying(let columns):
        buffers.addInput(rows: columns.shape.count, stride: stride) { row, column in
          // Lanes beyond the last chain repeat it.
          columns.values[row * count + min(column, count - 1)]
        }
      }
    }
  }

  private func call(
    _ buffers: KernelBuffers, _ chains: Range<Int>, _ stride: Int, _ key: RandomKey, steps: Int
  ) {
    buffers.withPointers { inputs, outputs, uniforms, scratch in
      entry(
        inputs, outputs, uniforms, scratch, chains.lowerBound, stride / target.lanes, stride,
        UInt32(truncatingIfNeeded: key.seed), UInt32(truncatingIfNeeded: key.seed >> 32),
        UInt32(truncatingIfNeeded: key.step), UInt32(truncatingIfNeeded: steps))
    }
  }
}
