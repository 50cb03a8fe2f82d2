import CompIR
import CompPlatform
import CompProgram

/// Which evaluator carries out chains, and in which precision. Nothing above the runtime knows.
package struct Backend: Sendable {
  package enum Evaluator: Sendable {
    /// Machine code made by LLVM.
    case native
    /// The reference evaluator: the oracle in tests, and what runs where there is no LLVM.
    case reference
  }
  package var evaluator: Evaluator
  package var precision: Precision
  /// Asked while something is compiled; true gives up waiting for it.
  let isInterrupted: @Sendable () -> Bool
  /// Chains are advanced in blocks of this many, whose values fit the second-level cache: a multiple of
  /// `chainsPerGroup`. The bits of draws do not depend on it.
  package var blockSize = 256
  /// Chains to a vector; nil for as many as the processor's registers hold. The bits of draws do not
  /// depend on it.
  package var lanes: Int?

  package init(
    _ evaluator: Evaluator, precision: Precision,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.evaluator = evaluator
    self.precision = precision
    self.isInterrupted = isInterrupted
  }

  /// A function's results for some chains, in double whatever the chains' precision: densities at
  /// points, quadrature, starts.
  package func run(
    _ function: IRFunction, _ arguments: [ReferenceProgram.Argument], chains: Range<Int>,
    key: RandomKey = RandomKey(seed: 0, step: 0)
  ) -> [Columns] {
    ReferenceProgram(function).run(arguments, chains: chains, key: key)
  }

  /// Makes a function ready to be carried out on many blocks of chains.
  ///
  /// - Throws: `NativeCodeFailure` where no machine code can be made of it; `ChainFailure.interrupted`.
  func prepare(_ function: IRFunction) throws -> Kernel {
    switch evaluator {
    case .reference: .reference(ReferenceProgram(function))
    case .native: .native(try compiled(function, .evaluate))
    }
  }

  /// Makes a transition ready whose first results are its first parameters in the next step.
  ///
  /// - Throws: `NativeCodeFailure` where no machine code can be made of it; `ChainFailure.interrupted`.
  func prepareTransition(_ function: IRFunction, _ slots: TransitionSlots) throws -> Kernel {
    switch evaluator {
    case .reference: .reference(ReferenceProgram(function))
    case .native: .native(try compiled(function, .advance(slots)))
    }
  }

  private func compiled(_ function: IRFunction, _ shape: KernelShape) throws -> NativeKernel {
    let kernel = try Compilation { [precision, lanes] in
      try KernelCache.shared.kernel(function, shape, precision, lanes: lanes)
    }.outcome(unless: isInterrupted)
    // Each thread that carries it out has a buffer of its own.
    try Allowance.current?.require(
      kernel.scratchBytes * ProcessInfo.processInfo.activeProcessorCount)
    return kernel
  }

  /// The machine code of a sampler: its transition, or its draw.
  ///
  /// - Throws: `NativeCodeFailure`.
  package func listing(_ program: SamplerProgram, assembly: Bool) throws -> String {
    switch program.method {
    case .exact(let function):
      try KernelCache.listing(function, .evaluate, .double, assembly: assembly)
    case .chain(let chain):
      try KernelCache.listing(
        chain.transition, .advance(chain.slots), precision, assembly: assembly)
    }
  }
}

/// A function of the IR, made ready to be run on blocks of chains.
enum Kernel: Sendable {
  case reference(ReferenceProgram)
  case native(NativeKernel)

  func run(_ arguments: [ReferenceProgram.Argument], chains: Range<Int>, key: RandomKey)
    -> [Columns]
  {
    switch self {
    case .reference(let program): program.run(arguments, chains: chains, key: key)
    case .native(let kernel): kernel.evaluate(arguments, chains: chains, key: key)
    }
  }
}
