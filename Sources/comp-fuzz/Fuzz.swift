import ArgumentParser
import CompKit
import Foundation

/// Feeds damaged programs to every stage of Comp, and tells of those that end it, keep it busy, or are
/// reported without a word.
///
/// The programs are tried by a worker, a process of its own, which is started again after a trap; the
/// program at fault stays in the folder `--out`.
@main
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "comp-fuzz", abstract: "Try damaged programs.",
    subcommands: [Supervise.self, Work.self], defaultSubcommand: Supervise.self)
}

/// What both parts are told.
struct FuzzOptions: ParsableArguments {
  @Option(help: "For how long.") var seconds = 30.0
  @Option(help: "The programs that a seed gives are always the same.") var seed: UInt64 = 1
  @Option(help: "The root of the repository, whose programs are damaged.") var root = "."
  @Option(help: "The folder that programs at fault are left in.") var out = ".build/fuzz"
}

/// Starts workers until the time is over.
struct Supervise: ParsableCommand {
  @OptionGroup var options: FuzzOptions

  func run() throws {
    try FileManager.default.createDirectory(
      atPath: options.out, withIntermediateDirectories: true)
    let end = Date() + options.seconds
    var seed = options.seed
    var faults = 0
    var total = Tally()
    while true {
      let left = end.timeIntervalSinceNow
      guard left > 0.5 || seed == options.seed else { break }
      let status = try work(seed: seed, seconds: max(left, 1))
      if let tally = Tally(readFrom: tallyPath(options)) { total.add(tally) }
      if status != .success {
        faults += 1
        let kept = "\(options.out)/fault-\(options.seed)-\(faults).comp"
        try? FileManager.default.removeItem(atPath: kept)
        try? FileManager.default.moveItem(atPath: presentPath(options), toPath: kept)
        print("\(status.rawValue): \(kept)")
        if faults == 200 { break }
      }
      seed &+= 1
    }
    print(total.description)
    if faults + total.complaints > 0 { throw ExitCode(1) }
  }

  /// How a worker ended.
  private enum Status: String {
    case success
    case trap = "a trap"
    case hang = "no end"
  }

  private func work(seed: UInt64, seconds: Double) throws -> Status {
    try? FileManager.default.removeItem(atPath: tallyPath(options))
    let worker = Process()
    worker.executableURL = Bundle.main.executableURL
    worker.arguments = [
      "work", "--seconds", "\(seconds)", "--seed", "\(seed)", "--root", options.root, "--out",
      options.out,
    ]
    try worker.run()
    worker.waitUntilExit()
    if worker.terminationReason == .exit {
      if worker.terminationStatus == 0 { return .success }
      if worker.terminationStatus == Watchdog.status { return .hang }
    }
    return .trap
  }
}

/// Tries programs until the time is over, or one ends the process.
struct Work: ParsableCommand {
  static let configuration = CommandConfiguration(shouldDisplay: false)

  @OptionGroup var options: FuzzOptions

  func run() throws {
    var memory = rlimit(rlim_cur: 8 << 30, rlim_max: 8 << 30)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
    let end = Date() + options.seconds
    var source = try ProgramSource(root: options.root, seed: options.seed)
    let trial = try Trial(options)
    let watchdog = Watchdog()
    var tally = Tally()
    while Date() < end {
      let program = source.next()
      try Data(program.bytes).write(to: URL(fileURLWithPath: presentPath(options)))
      let start = Date()
      watchdog.begin()
      let outcome = trial.run(program)
      watchdog.end()
      tally.count(outcome, seconds: Date().timeIntervalSince(start))
      for complaint in outcome.complaints {
        let kept = "\(options.out)/complaint-\(options.seed)-\(tally.complaints).comp"
        try Data(program.bytes).write(to: URL(fileURLWithPath: kept))
        print("\(complaint): \(kept)")
      }
      if tally.programs % 20 == 0 { tally.write(to: tallyPath(options)) }
    }
    tally.write(to: tallyPath(options))
  }
}

/// Where the program that is being tried lies.
private func presentPath(_ options: FuzzOptions) -> String { options.out + "/present.comp" }
private func tallyPath(_ options: FuzzOptions) -> String { options.out + "/tally.json" }
