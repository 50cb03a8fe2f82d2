import Foundation

/// Another system with the workloads, as a script of `benchmarks/`.
struct Peer {
  let name: String
  /// The script and its options.
  let arguments: [String]

  static let all = [
    Peer(name: "JAX", arguments: ["peer_jax.py"]),
    Peer(name: "PyTorch", arguments: ["peer_torch.py", "--eager"]),
    Peer(name: "torch.compile", arguments: ["peer_torch.py"]),
    Peer(name: "BlackJAX", arguments: ["peer_blackjax.py"]),
    Peer(name: "NumPyro", arguments: ["peer_numpyro.py"]),
  ]

  /// Whether `benchmarks/setup.sh` has installed the peers.
  static func areInstalled(in folder: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: python(in: folder))
  }

  /// The seconds of a workload's fastest run; nil where the peer does not have the workload.
  ///
  /// - Throws: where the script fails, so for one if its answer is wrong.
  func seconds(_ workload: Workload, in folder: String) throws -> Double? {
    let script = arguments.enumerated().map { $0 == 0 ? "\(folder)/\($1)" : $1 }
    let line = try output(of: Self.python(in: folder), script + [workload.name])
    return line.split(whereSeparator: \.isWhitespace).last.flatMap { Double($0) }
  }

  private static func python(in folder: String) -> String { "\(folder)/.peers/bin/python" }
}
