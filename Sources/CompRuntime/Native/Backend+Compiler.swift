extension Backend {
  /// The compiler of machine code on this machine, as `LLVM 19 for znver3`; nil where there is none.
  package static var compiler: String? {
    guard case .success(let library) = LLVMLibrary.shared else { return nil }
    return "LLVM \(library.version) for \(library.processor)"
  }
}
