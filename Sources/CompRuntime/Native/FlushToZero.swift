/// Code that has the processor round results below the smallest normal number to zero while chains advance.
///
/// Intel processors take some 150 cycles for an operation with a subnormal result, and the far parts of a mixture
/// have subnormal densities in nearly every transition. No transition depends on them: log sum exp adds them to
/// 1, and a bounded variable stays at normal distances from its ends (`Precision.exponentRange`). XLA rounds them
/// to zero as well. Subnormal inputs keep their values, and so does what is evaluated at points.
enum FlushToZero {
  #if arch(x86_64)
    /// The bit of the register of control and status (Intel, "Software developer's manual", volume 1, 10.2.3.3).
    private static let bit = 1 << 15

    static let declarations = """
      declare void @llvm.x86.sse.stmxcsr(ptr)
      declare void @llvm.x86.sse.ldmxcsr(ptr)
      """

    /// The body of a function with the parameters of kernels, which calls another one.
    static func call(of function: String) -> String {
      """
      entry:
      %before = alloca i32, align 4
      %during = alloca i32, align 4
      call void @llvm.x86.sse.stmxcsr(ptr %before)
      %old = load i32, ptr %before, align 4
      %new = or i32 %old, \(bit)
      store i32 %new, ptr %during, align 4
      call void @llvm.x86.sse.ldmxcsr(ptr %during)
      call void @\(function)(\(kernelParameters))
      call void @llvm.x86.sse.ldmxcsr(ptr %before)
      ret void
      """
    }
  #else
    static let declarations = ""

    static func call(of function: String) -> String {
      "call void @\(function)(\(kernelParameters))\nret void"
    }
  #endif
}
