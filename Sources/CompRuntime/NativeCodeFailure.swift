/// Why there is no machine code.
package enum NativeCodeFailure: Error {
  /// LLVM is not on this machine, or cannot be used; the reason.
  case noCompiler(String)
  /// LLVM refused a module: its words, and the module's text.
  case notCompiled(reason: String, module: String)
}
