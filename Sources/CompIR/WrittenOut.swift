/// How much a kernel computes in code that is written out element by element; what is larger is computed in
/// loops. The emitter of kernels keeps to it, and whoever counts what code there will be.
package enum WrittenOut {
  /// The elements of a tensor. Loops over 64 elements take up to twice the time of code that is written out.
  package static let elements = 64
  /// The multiplications of a product of matrices.
  package static let products = 4_096
  /// The elements of a triangular system's matrix, for each element that a tensor may have.
  package static let factors = 4
}
