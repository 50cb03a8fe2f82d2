import CompIR

/// How chains lie in the processor's vector registers: one chain a lane.
package struct VectorTarget: Hashable, Sendable {
  package let precision: Precision
  /// Chains advanced together by one instruction.
  package let lanes: Int

  package init(precision: Precision, lanes: Int) {
    self.precision = precision
    self.lanes = lanes
  }

  /// The widest registers that the processor has.
  init(precision: Precision, features: Set<String>) {
    let bytes = features.contains("avx512f") ? 64 : features.contains("avx2") ? 32 : 16
    self.init(precision: precision, lanes: bytes / (precision == .float ? 4 : 8))
  }

  /// The target that kernels are made for on this machine.
  ///
  /// - Throws: `NativeCodeFailure`.
  package static func host(_ precision: Precision) throws -> VectorTarget {
    VectorTarget(precision: precision, features: try KernelCache.compiler().features)
  }

  /// The bytes of a real.
  var size: Int { precision == .float ? 4 : 8 }
  var real: String { precision == .float ? "float" : "double" }
  var vector: String { "<\(lanes) x \(real)>" }
  var mask: String { "<\(lanes) x i1>" }
  /// Integers as wide as a real.
  var bits: String { "<\(lanes) x \(bit)>" }
  var bit: String { precision == .float ? "i32" : "i64" }
  var words: String { "<\(lanes) x i32>" }
  /// How intrinsics name the vector: `v8f32`.
  var suffix: String { "v\(lanes)\(precision == .float ? "f32" : "f64")" }

  /// A literal that is read back bit for bit.
  func literal(_ value: Double) -> String {
    let hex = String(precision.rounded(value).bitPattern, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 16 - hex.count) + hex
  }
}
