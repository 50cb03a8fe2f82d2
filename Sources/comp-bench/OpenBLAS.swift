import Foundation

/// The matrix product of the system's OpenBLAS, opened at run time: what the machine can do.
struct OpenBLAS {
  private typealias Multiply =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32,
      UnsafePointer<Float>, Int32, Float, UnsafeMutablePointer<Float>, Int32
    ) -> Void
  private let sgemm: Multiply

  /// nil where there is none.
  init?(threads: Int) {
    let names: [String] = ["libopenblas.so.0", "libopenblas.dylib"]
    guard let library = names.lazy.compactMap({ (name: String) in dlopen(name, RTLD_NOW) }).first,
      let multiply = dlsym(library, "cblas_sgemm"),
      let setThreads = dlsym(library, "openblas_set_num_threads")
    else { return nil }
    sgemm = unsafeBitCast(multiply, to: Multiply.self)
    unsafeBitCast(setThreads, to: (@convention(c) (Int32) -> Void).self)(Int32(threads))
  }

  /// y = w x, all row after row.
  func multiply(
    _ w: [Float], _ x: [Float], into y: inout [Float], rows: Int, inner: Int, columns: Int
  ) {
    let (rowMajor, plain): (Int32, Int32) = (101, 111)
    let (m, k, n) = (Int32(rows), Int32(inner), Int32(columns))
    y.withUnsafeMutableBufferPointer { y in
      guard let base = y.baseAddress else { return }
      sgemm(rowMajor, plain, plain, m, n, k, 1, w, k, x, n, 0, base, n)
    }
  }
}
