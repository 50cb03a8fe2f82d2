import CompIR
import CompLanguage
import CompModel
import CompRuntime

/// A density's log, with its constant where that is known, as a function of points given by columns in the
/// order of its coordinates.
struct DensityAtPoints: Sendable {
  private let function: IRFunction
  private let space: Space
  private let backend: Backend

  init(_ density: Density, _ interpreter: Interpreter, _ backend: Backend) throws {
    function = try interpreter.function(
      [("log_density", try density.normalizedLogDensity())], of: density)
    space = density.space
    self.backend = backend
  }

  func logs(_ columns: [[Double]]) -> [Double] {
    let count = columns[0].count
    let values = backend.run(
      function,
      [.varying(Columns(shape: [columns.count], chains: count, values: columns.flatMap { $0 }))],
      chains: 0..<count)[0].values
    return zip(values, space.holds(columns)).map { $1 ? $0 : -.infinity }
  }
}
