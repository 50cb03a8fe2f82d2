import CompRuntime

/// The compiler of machine code, by which chains run unless the reference evaluator is asked for.
public enum NativeCode {
  /// Which there is on this machine, as `LLVM 19 for znver3`; nil where there is none.
  public static var compiler: String? { Backend.compiler }

  /// What to do where it is missing.
  public static let advice =
    "install LLVM, 15 or newer (on Debian 12: apt-get install libllvm19; on macOS: brew install llvm)"
}
