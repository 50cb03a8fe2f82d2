import CompFiles
import CompLanguage
import CompModel
import CompPlatform
import CompProgram
import CompSource

/// What a run has read and written so far: with the program, the seed and the inputs it is all that
/// its draws depend on.
final class RunRecord: @unchecked Sendable {
  private let lock = Mutex<Void>()
  /// The main file; nil where statements are given one by one.
  let program: SourceFile?
  private var imports: [(path: String, text: String)] = []
  private var data: [(path: String, size: Int, checksum: UInt32)] = []
  /// The resolved paths of the files that the program writes.
  private var planned: Set<String> = []
  private var use = FileUse()

  /// - Parameter files: further files that the run is made from.
  init(program: SourceFile?, files: [String] = []) {
    self.program = program
    if let program { use.read(program.name, as: "this run's program is in it") }
    for file in files { use.read(file, as: "this run has read it") }
  }

  /// A file was imported; its path is relative to the program's folder.
  ///
  /// - Parameter place: where it was read from the disk; nil where its text was given.
  func imported(_ path: String, _ text: String, from place: String?) {
    lock.withLock {
      if let place { use.read(place, as: "this run imports it") }
      if !imports.contains(where: { $0.path == path }) { imports.append((path, text)) }
    }
  }

  /// A file of data was read.
  func read(_ path: String, from place: String, size: Int, checksum: UInt32) {
    lock.withLock {
      use.read(place, as: "this run has read it")
      use.read(place + ".json", as: "it belongs to \"\(path)\", which this run has read")
      if !data.contains(where: { $0.path == path }) { data.append((path, size, checksum)) }
    }
  }

  /// The program writes the file at this place; in a check, will write it.
  func write(_ place: String) {
    let resolved = FileIdentity.resolved(place)
    _ = lock.withLock { planned.insert(resolved) }
  }

  func writes(_ place: String) -> Bool {
    let resolved = FileIdentity.resolved(place)
    return lock.withLock { planned.contains(resolved) }
  }

  /// The file at this place is now the program's own.
  func wrote(_ place: String) { lock.withLock { use.wrote(place) } }

  /// Returns what the run has used the file at a place for, where it should not be overwritten.
  func role(of place: String) -> String? {
    // What the program writes already has been allowed.
    if writes(place) { return nil }
    return lock.withLock { use.role(of: place) }
  }

  /// Whether the run has written the file at this place.
  func hasWritten(_ place: String) -> Bool { lock.withLock { use.hasWritten(place) } }

  /// What stands beside a file of draws, from which the run can be repeated and the draws be
  /// understood.
  func sidecar(_ samples: Samples, options: RunOptions, at span: Span) -> JSONValue {
    let program = program ?? span.source
    let (imports, data) = lock.withLock { (self.imports, self.data) }
    var members: [JSONValue.Member] = [
      .init("format", .string(RecordedRun.format)),
      .init(
        "versions",
        .object([
          .init("comp", .string(Comp.version)),
          .init("evaluator", .string(options.usesReference ? "reference" : "native")),
          .init("precision", .string(options.precision.rawValue)),
          .init("folds_factors", .boolean(options.foldsFactors)),
          .init("system", .string(ProcessInfo.processInfo.operatingSystemVersionString)),
        ])),
      .init("file", .string(program.name)), .init("program", .string(program.text)),
      .init("imports", .object(imports.map { .init($0.path, .string($0.text)) })),
      .init("run_seed", JSONValue(seed: options.seed)),
      .init(
        "inputs",
        .object(options.inputs.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.json) })),
      .init(
        "data",
        .object(
          data.map {
            .init(
              $0.path,
              .object([
                .init("bytes", .integer($0.size)), .init("crc32", .integer(Int($0.checksum))),
              ]))
          })),
      .init("place", .string(samples.place)),
      .init("seed", JSONValue(seed: samples.seed)),
      .init("sampler", .string(samples.sampler)), .init("exact", .boolean(samples.isExact)),
      .init("chains", .integer(samples.chains)),
      .init("draws_per_chain", .integer(samples.drawsPerChain)),
      .init("warmup", .integer(samples.warmup)),
      .init("precision", .string(samples.health.precision.rawValue)),
      .init("tuned", .object(samples.tuned.map { .init($0.name, .real($0.value)) })),
      .init("scales", samples.scales.map { .array($0.map { .real($0) }) } ?? .null),
      .init("acceptance", samples.acceptance.map { .real($0) } ?? .null),
      .init("divergences", .integer(samples.divergences)),
      .init("rejections", .array(samples.rejections.map(\.json))),
      .init("interrupted", .boolean(samples.isPartial)),
      .init("variables", .object(samples.space.members.map(\.json))),
      .init("plan", .string(samples.plan)),
    ]
    members.removeAll { $0.value == .null }
    return .object(members)
  }
}

extension JSONValue {
  /// A seed; as text beyond 2⁵³, where readers of JSON round.
  init(seed: UInt64) {
    self = seed < 1 << 53 ? .integer(Int(seed)) : .string(String(seed))
  }

  var seed: UInt64? {
    integer.flatMap { UInt64(exactly: $0) } ?? string.flatMap { UInt64($0) }
  }
}

extension FactorRejection {
  fileprivate var json: JSONValue {
    .object([
      .init("component", .string(component)), .init("place", .string(place)),
      .init("infinite", .integer(infinite)), .init("nan", .integer(notANumber)),
    ])
  }
}

extension Space.Member {
  /// A variable's type and shape; the elements that are free where not all are; a discrete one's
  /// values.
  fileprivate var json: JSONValue.Member {
    var members: [JSONValue.Member] = [
      .init("type", .string(variable.typeDescription)),
      .init("shape", .array(variable.shape.dimensions.map { .integer($0) })),
    ]
    if !isWhole { members.append(.init("free", .array(elements.map { .integer($0) }))) }
    switch variable.domain {
    case .labels(let names):
      members.append(.init("labels", .array(names.map { .string($0) })))
    case .range(let low, let high):
      members.append(.init("range", .array([.integer(low), .integer(high)])))
    case .natural: members.append(.init("natural", .boolean(true)))
    case .interval, .simplex, .ordered: break
    }
    return .init(variable.name, .object(members))
  }
}
