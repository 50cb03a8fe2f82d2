import ArgumentParser
import CompPlatform
import Synchronization

/// Runs hostile programs beside honest ones in one process. None may end the process, take longer than it
/// may, reach files that were not granted, or change what the honest ones compute.
@main
struct Hostile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "comp-hostile",
    abstract: "Run hostile programs beside honest ones, in one process.")

  @Option(help: "Run those whose names contain this.")
  var only: String = ""

  @Option(help: "Run each one of so many.")
  var every: Int = 1

  @Option(help: "How many hostile programs run at a time.")
  var threads: Int = 2

  @Option(
    help: "Seconds in which each program is to be over: the check and the run may take two each.")
  var patience: Double = 5

  @Flag(help: "Name each program before it runs.")
  var verbose = false

  func run() throws {
    let playground = try Playground()
    defer { playground.remove() }
    let expected = HonestProgram.all.map { $0.results() }
    guard !expected.contains(where: { $0 == nil }) else {
      print("an honest program failed")
      throw ExitCode(1)
    }
    let programs = HostileProgram.all.filter { only.isEmpty || $0.name.contains(only) }
      .enumerated().filter { $0.offset % max(every, 1) == 0 }.map(\.element)
    let tally = Tally()
    let isDone = EndSignal()
    let finished = DispatchSemaphore(value: 0)
    let next = Counter()
    for _ in 0..<max(threads, 1) {
      startThread(stackSize: 8 << 20) { [verbose, patience] in
        while let program = programs.dropFirst(next.next()).first {
          if verbose {
            print(program.name.prefix(200))
            fflush(nil)
          }
          let outcome = Trial(folder: playground.folder, patience: patience).run(program)
          tally.add(program, outcome)
          for complaint in outcome.complaints where verbose { print("  COMPLAINT", complaint) }
        }
        finished.signal()
      }
    }
    let honest = DispatchSemaphore(value: 0)
    startThread(stackSize: 8 << 20) {
      while !isDone.isRaised {
        for (program, results) in zip(HonestProgram.all, expected)
        where program.results() != results {
          tally.complain("an honest program gave other results")
        }
        tally.countHonest()
      }
      honest.signal()
    }
    for _ in 0..<max(threads, 1) { finished.wait() }
    isDone.raise()
    honest.wait()
    for damage in playground.damage { tally.complain(damage) }
    print(tally.report(of: programs.count))
    if tally.isBad { throw ExitCode(1) }
  }
}

private final class EndSignal: Sendable {
  private let raised = Atomic(false)
  var isRaised: Bool { raised.load(ordering: .relaxed) }
  func raise() { raised.store(true, ordering: .relaxed) }
}

private final class Counter: Sendable {
  private let count = Atomic(0)
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
