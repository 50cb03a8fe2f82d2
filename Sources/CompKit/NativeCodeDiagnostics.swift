import CompFiles
import CompPlatform
import CompRuntime
import CompSource

extension Diagnostic {
  /// Chains cannot run as machine code. A module that LLVM refused is saved, to be looked at.
  ///
  /// - Parameter folder: where; nil for nowhere.
  static func noNativeCode(
    _ failure: NativeCodeFailure, outputDirectory folder: String?, at span: Span
  )
    -> Diagnostic
  {
    switch failure {
    case .noCompiler(let reason):
      return Diagnostic(
        .noCompiler, "sampling needs LLVM, which was not found",
        at: [.init(span, "this compiles to machine code")], notes: [reason],
        help: "install it (on Debian 12: apt-get install libllvm19; on macOS: brew install llvm), "
          + "or run with --reference, which is slow and needs nothing")
    case .notCompiled(let reason, let module):
      let path = folder.map {
        URL(fileURLWithPath: $0).appendingPathComponent("comp-kernel.ll").path
      }
      let saved = path.flatMap { (try? writeWhole(module, to: $0)) == nil ? nil : $0 }
      return Diagnostic(
        .compilationFailed, "the compiler refused the code of this sampler",
        at: [.init(span, "while compiling this")],
        notes: [reason] + (saved.map { ["the code was saved as \($0)"] } ?? []),
        help:
          "this is a fault of Comp, not of your program; run it with --reference until it is mended"
      )
    }
  }
}
