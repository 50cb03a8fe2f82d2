import Foundation

/// How many programs were tried, and how it went.
struct Tally: Codable, CustomStringConvertible {
  private(set) var programs = 0
  private(set) var parsed = 0
  private(set) var checked = 0
  private(set) var ended = 0
  private(set) var complaints = 0
  private(set) var slowest = 0.0

  init() {}

  init?(readFrom path: String) {
    guard let data = FileManager.default.contents(atPath: path),
      let tally = try? JSONDecoder().decode(Tally.self, from: data)
    else { return nil }
    self = tally
  }

  func write(to path: String) {
    try? JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path))
  }

  mutating func count(_ outcome: Trial.Outcome, seconds: Double) {
    programs += 1
    parsed += outcome.isParsed ? 1 : 0
    checked += outcome.isChecked ? 1 : 0
    ended += outcome.hasEnded ? 1 : 0
    complaints += outcome.complaints.count
    slowest = max(slowest, seconds)
  }

  mutating func add(_ other: Tally) {
    programs += other.programs
    parsed += other.parsed
    checked += other.checked
    ended += other.ended
    complaints += other.complaints
    slowest = max(slowest, other.slowest)
  }

  var description: String {
    """
    \(programs) programs: \(parsed) without a mistake to the parser, \(checked) to the checker, of \
    which \(ended) ran to their end; the slowest took \(Int(slowest * 1_000)) ms
    """
  }
}
