import ArgumentParser
import Foundation

/// `comp-bench table`: the workloads of `benchmarks/`, each beside the same in other systems.
struct Table: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the workloads, and the peers where benchmarks/setup.sh has installed them.",
    discussion: """
      A row tells the seconds of a workload, the millions of transitions in a second, the seconds of \
      its arithmetic alone (the limit) and how many times that it took, and for each peer its seconds \
      and how many times ours they are.
      """)

  @Argument(help: "The workloads; none: all.")
  var names: [String] = []

  @Option(help: "The folder of the workloads.")
  var folder = "benchmarks"

  @Option(help: "How many threads may work.")
  var threads = 2

  @Option(help: "Runs after the first; the fastest counts.")
  var runs = 3

  @Flag(help: "Leave the peers out.")
  var alone = false

  func validate() throws {
    for name in names where !Workload.all.contains(where: { $0.name == name }) {
      throw ValidationError("'\(name)' is no workload")
    }
  }

  func run() throws {
    let workloads = Workload.all.filter { names.isEmpty || names.contains($0.name) }
    let peers = alone || !Peer.areInstalled(in: folder) ? [] : Peer.all
    show(["workload", "seconds", "million/s", "limit", "times"] + peers.map(\.name))
    show(["---"] + Array(repeating: "--:", count: 4 + peers.count))
    // What peers took, by their names and the workload's: folded or not is the same to them.
    var known: [String: Double?] = [:]
    for workload in workloads {
      let own = try workload.seconds(in: folder, threads: threads, runs: runs)
      var cells = [
        workload.title, seconds(own), format("%.1f", Double(workload.transitions) / own / 1e6),
        workload.floor.map { format("%.2f", $0) } ?? "",
        workload.floor.map { format("%.1f", own / $0) } ?? "",
      ]
      for peer in peers {
        let key = "\(peer.name) \(workload.name)"
        let theirs = try known[key] ?? peer.seconds(workload, in: folder)
        known[key] = .some(theirs)
        cells.append(theirs.map { "\(seconds($0)) (\(format("%.1f", $0 / own)))" } ?? "")
      }
      show(cells)
    }
    if peers.isEmpty, !alone { print("no peers: sh \(folder)/setup.sh installs them") }
  }

  /// A row of a table in Markdown.
  private func show(_ cells: [String]) {
    let padded = cells.enumerated().map { index, cell in
      let blank = String(
        repeating: " ", count: max(0, (index == 0 ? 28 : index < 5 ? 9 : 14) - cell.count))
      return index == 0 ? cell + blank : blank + cell
    }
    print("| " + padded.joined(separator: " | ") + " |")
    fflush(nil)
  }

  private func seconds(_ value: Double) -> String { format(value < 10 ? "%.3f" : "%.1f", value) }

  private func format(_ format: String, _ value: Double) -> String {
    String(format: format, value)
  }
}
