/// A program of `benchmarks/` whose run is timed.
struct Workload {
  /// The file's name without its ending, by which the peers know it too.
  let name: String
  /// The transitions of all its chains.
  let transitions: Int
  /// The seconds that its arithmetic takes, written by hand for two cores with AVX-512: the limit;
  /// nil where none was written.
  let floor: Double?
  /// Whether samplers evaluate factors with closed forms as one.
  var foldsFactors = true
  /// Whether what is timed is the whole process.
  var isProcess = false

  var title: String { foldsFactors ? name : name + ", unfolded" }

  static let all = [
    Workload(name: "gaussian_product", transitions: 100_000 * 1_000, floor: 0.09),
    Workload(name: "ring_box", transitions: 100_000 * 500, floor: 0.16),
    Workload(name: "correlated_factors", transitions: 4_096 * 200, floor: 0.04),
    Workload(
      name: "correlated_factors", transitions: 4_096 * 200, floor: nil, foldsFactors: false),
    Workload(name: "ais", transitions: 4_096 * 1_000, floor: 0.13),
    Workload(name: "cold", transitions: 1_000 * 100, floor: 0.05, isProcess: true),
  ]
}
