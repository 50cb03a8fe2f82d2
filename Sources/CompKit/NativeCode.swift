import CompRuntime

/// The compiler of machine code, by which chains run unless the reference evaluator is asked for.
public enum NativeCode {
  /// The compiler on this machine, as `LLVM 19 for znver3`; nil where there is none.
  public static var compiler: String? { Backend.compiler }

  /// What to do where it is missing.
  public static let advice =
    "install LLVM, 15 or newer (on Debian 12: apt-get install libllvm19; on macOS: brew install llvm)"

  /// What to do where an installed compiler works and a newer one would make faster code; nil where it would not.
  ///
  /// LLVM older than 18 treats processors that came after it as their predecessors.
  public static var upgradeAdvice: String? {
    guard let version = Backend.compilerVersion, version < 18 else { return nil }
    return
      "LLVM 18 or newer knows newer processors and makes faster code "
      + "(on Debian 12: apt-get install libllvm19; on macOS: brew upgrade llvm)"
  }
}
