import CompIR
import CompPlatform

/// The kernels of this process, by their text: what was compiled once is not compiled again.
final class KernelCache: @unchecked Sendable {
  static let shared = KernelCache()

  /// More than a session of looking around makes; beyond, all are dropped, and made again if used.
  private static let limit = 256

  private let lock = Mutex<Void>()
  private var kernels: [Key: NativeKernel] = [:]

  private struct Key: Hashable {
    let function: IRFunction
    let shape: KernelShape
    let target: VectorTarget
  }

  /// - Parameter lanes: chains to a vector; nil for as many as the processor's registers hold.
  /// - Throws: `NativeCodeFailure`.
  func kernel(
    _ function: IRFunction, _ shape: KernelShape, _ precision: Precision, lanes: Int? = nil
  ) throws -> NativeKernel {
    let llvm = try KernelCache.compiler()
    let widest = VectorTarget(precision: precision, features: llvm.features)
    let key = Key(
      function: function, shape: shape,
      target: VectorTarget(precision: precision, lanes: lanes ?? widest.lanes))
    if let known = lock.withLock({ kernels[key] }) { return known }
    let made: NativeKernel
    do {
      made = try NativeKernel(function, shape, key.target, llvm)
    } catch let failure as LLVMLibrary.CompilationFailure {
      throw NativeCodeFailure.notCompiled(reason: failure.reason, module: failure.text)
    }
    lock.withLock {
      if kernels.count >= KernelCache.limit { kernels.removeAll() }
      kernels[key] = made
    }
    return made
  }

  /// LLVM IR after its passes, or assembly.
  ///
  /// - Throws: `NativeCodeFailure`.
  static func listing(
    _ function: IRFunction, _ shape: KernelShape, _ precision: Precision, assembly: Bool
  ) throws -> String {
    let llvm = try compiler()
    let target = VectorTarget(precision: precision, features: llvm.features)
    do {
      return try llvm.listing(KernelModule(function, shape, target).text, assembly: assembly)
    } catch let failure as LLVMLibrary.CompilationFailure {
      throw NativeCodeFailure.notCompiled(reason: failure.reason, module: failure.text)
    }
  }

  static func compiler() throws -> LLVMLibrary {
    switch LLVMLibrary.shared {
    case .success(let library): return library
    case .failure(let missing): throw NativeCodeFailure.noCompiler(missing.description)
    }
  }
}
