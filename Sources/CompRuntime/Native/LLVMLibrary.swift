import CNative
import CompPlatform

/// The LLVM of this machine: found and opened when something is first compiled.
final class LLVMLibrary: @unchecked Sendable {
  /// Why there is no native code on this machine, and what would bring it.
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  /// What keeps a module from being compiled, in LLVM's words; the module's text.
  struct CompilationFailure: Error {
    let reason: String
    let text: String
  }

  /// The newest version that this project was tried with, and the oldest whose IR it writes.
  private static let versions = stride(from: 21, through: 15, by: -1)

  /// The library, or why there is none; found once.
  static let shared: Result<LLVMLibrary, Missing> = open()

  private let handle: OpaquePointer
  /// The path or name by which it was opened.
  let path: String

  private init(handle: OpaquePointer, path: String) {
    self.handle = handle
    self.path = path
  }

  var version: Int { Int(comp_llvm_version(handle)) }
  var processor: String { String(cString: comp_llvm_cpu(handle)) }
  /// The processor's features, without their signs.
  private(set) lazy var features: Set<String> = Set(
    String(cString: comp_llvm_features(handle)).split(separator: ",").filter { $0.hasPrefix("+") }
      .map { String($0.dropFirst()) })

  private static func open() -> Result<LLVMLibrary, Missing> {
    var reasons: [String] = []
    for name in candidates() {
      var error: UnsafeMutablePointer<CChar>?
      if let handle = comp_llvm_open(name, &error) {
        return .success(LLVMLibrary(handle: handle, path: name))
      }
      if let error {
        // Most candidates are just not there; one of the user's own is missed.
        if FileManager.default.fileExists(atPath: name) || own != nil {
          reasons.append("\(name): \(String(cString: error))")
        }
        free(error)
      }
    }
    return .failure(
      Missing(
        description: reasons.isEmpty
          ? "LLVM (15 or newer) was not found" : reasons.joined(separator: "; ")))
  }

  /// A library that the user names.
  private static var own: String? { ProcessInfo.processInfo.environment["COMP_LLVM"] }

  /// What to try, newest first.
  private static func candidates() -> [String] {
    if let own { return [own] }
    #if os(macOS)
      return ["/opt/homebrew/opt/llvm/lib/libLLVM.dylib", "/usr/local/opt/llvm/lib/libLLVM.dylib"]
    #else
      return versions.flatMap { version -> [String] in
        let names =
          version >= 18
          ? ["libLLVM.so.\(version).1", "libLLVM-\(version).so"]
          : ["libLLVM-\(version).so.1", "libLLVM-\(version).so"]
        return names + names.map { "/usr/lib/llvm-\(version)/lib/\($0)" }
      }
    #endif
  }

  /// Machine code of a module, and where its entry is.
  func compile(_ text: String, entry: String, symbols: [NativeSymbol]) throws -> NativeCode {
    var error: UnsafeMutablePointer<CChar>?
    let names = symbols.map { strdup($0.name) }
    defer { for name in names { free(name) } }
    let table = zip(names, symbols).map {
      comp_llvm_symbol(name: UnsafePointer($0), address: $1.address)
    }
    let code = text.utf8CString.withUnsafeBufferPointer { bytes in
      comp_llvm_compile(
        handle, bytes.baseAddress, bytes.count - 1, passes, entry, table, table.count, &error)
    }
    guard let code else { throw failure(error, text) }
    return NativeCode(code)
  }

  /// The module after its passes, or the assembly made of it.
  func listing(_ text: String, assembly: Bool) throws -> String {
    var error: UnsafeMutablePointer<CChar>?
    let listing = text.utf8CString.withUnsafeBufferPointer { bytes in
      comp_llvm_listing(
        handle, bytes.baseAddress, bytes.count - 1, passes, assembly ? 1 : 0, &error)
    }
    guard let listing else { throw failure(error, text) }
    defer { free(listing) }
    return String(cString: listing)
  }

  private func failure(_ error: UnsafeMutablePointer<CChar>?, _ text: String) -> CompilationFailure
  {
    defer { free(error) }
    return CompilationFailure(
      reason: error.map { String(cString: $0) } ?? "no reason was given", text: text)
  }

  /// What straight-line vector code gains from: inlining of the elementary functions, what is the
  /// same in each step moved out of the loop, and local clean-up. Unrolling and vectorising are done
  /// before; the rest of O3 costs more time than it saves.
  ///
  /// `COMP_PASSES` names others, in the words of LLVM's `opt`, for measurements.
  private var passes: String {
    if let own = ProcessInfo.processInfo.environment["COMP_PASSES"] { return own }
    // By itself LLVM 18 and newer would end the process where one round of it is not enough.
    let combine = version >= 18 ? "instcombine<no-verify-fixpoint>" : "instcombine"
    return [
      "always-inline",
      "function(sroa,early-cse<memssa>,\(combine),simplifycfg,loop-simplify,lcssa)",
      "function(loop-mssa(licm),gvn,\(combine),adce)", "globaldce",
    ].joined(separator: ",")
  }
}

/// A function of ours that native code may call.
struct NativeSymbol: @unchecked Sendable {
  let name: String
  let address: UnsafeRawPointer
}

/// The code of one module; freed with its last user.
final class NativeCode: @unchecked Sendable {
  private let code: OpaquePointer

  init(_ code: OpaquePointer) { self.code = code }

  deinit { comp_llvm_dispose(code) }

  /// Where the module's entry is.
  var entry: UnsafeMutableRawPointer? { comp_llvm_address(code) }
}
