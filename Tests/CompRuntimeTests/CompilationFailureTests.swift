import CompIR
import CompRuntime
import Testing

/// What LLVM refuses, or stops at, is told with the module's text; the process goes on.
@Suite struct CompilationFailureTests {
  private func failure(_ body: () throws -> Void) -> (reason: String, module: String)? {
    do {
      try body()
    } catch NativeCodeFailure.notCompiled(let reason, let module) {
      return (reason, module)
    } catch {
      Issue.record("\(error)")
    }
    return nil
  }

  /// A function whose types are not those of its operations becomes text that cannot be read.
  @Test func aWrongFunctionIsRefused() throws {
    var b = IRBuilder(name: "wrong")
    let x = b.parameter("x", .real(.scalar))
    let test = try b.append(.scalar(.less), [x, b.constant(0)])
    let y = try b.append(.select, [test, x, b.constant(1)])
    var function = b.finish(results: [("y", y)])
    function.instructions.removeAll { $0.results == [test] }
    let found = failure {
      _ = try NativeKernel(function, .evaluate, VectorTarget(precision: .float, lanes: 8))
    }
    #expect(found?.reason.hasPrefix("the module cannot be read: ") == true)
    #expect(found?.module.contains("define void @comp_kernel(") == true)
  }

  @Test(arguments: [
    // No module.
    ("define", "the module cannot be read"),
    // No entry.
    ("define void @other() {\n ret void\n}", "the code cannot be placed"),
    // A function that is nowhere.
    (
      "declare void @comp_nowhere()\ndefine void @comp_kernel() {\n call void @comp_nowhere()\n ret void\n}",
      "the code cannot be placed"
    ),
    // An instruction that the assembler does not know: LLVM notes an error, and by itself would exit.
    (
      "define void @comp_kernel() {\n call void asm sideeffect \"nonsense\", \"\"()\n ret void\n}",
      "the code cannot be made"
    ),
    // An intrinsic that no processor has: LLVM stops, and by itself would abort.
    (
      "declare token @llvm.coro.save(ptr)\ndefine void @comp_kernel() {\n %t = call token @llvm.coro.save(ptr null)\n ret void\n}",
      "the compiler stopped"
    ),
  ]) func whatCannotBeCompiledIsTold(_ text: String, _ reason: String) throws {
    let found = failure { try Backend.compile(module: text) }
    #expect(found?.reason.hasPrefix(reason + ": ") == true, "\(found?.reason ?? "none")")
    #expect(found?.module == text)
    // And what is right is compiled afterwards.
    try Backend.compile(module: "define void @comp_kernel() {\n ret void\n}")
  }
}
