extension Backend {
  /// The compiler of machine code on this machine, as `LLVM 19 for znver3`; nil where there is none.
  package static var compiler: String? {
    guard case .success(let library) = LLVMLibrary.shared else { return nil }
    return "LLVM \(library.version) for \(library.processor)"
  }

  /// The major version of LLVM on this machine; nil where there is none.
  package static var compilerVersion: Int? { try? LLVMLibrary.shared.get().version }

  /// Compiles a module that is given as text, and forgets it.
  ///
  /// - Throws: `NativeCodeFailure`, whatever LLVM makes of the text.
  package static func compile(module text: String) throws {
    do {
      _ = try KernelCache.compiler().compile(
        text, entry: KernelModule.entry, symbols: scalarSymbols)
    } catch let failure as LLVMLibrary.CompilationFailure {
      throw NativeCodeFailure.notCompiled(reason: failure.reason, module: failure.text)
    }
  }
}
