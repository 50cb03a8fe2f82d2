import CompPlatform

/// What came of all programs, as several threads report it.
final class Tally: Sendable {
  private struct State {
    var complaints: [String] = []
    var slowest: [(seconds: Double, name: String)] = []
    var codes: [String: Int] = [:]
    var honestRounds = 0
  }
  private let state = Mutex(State())

  func add(_ program: HostileProgram, _ outcome: Trial.Outcome) {
    let name = String(program.name.prefix(160).map { $0.isNewline ? " " : $0 })
    state.withLock { state in
      state.codes[outcome.code?.rawValue ?? "ended well", default: 0] += 1
      for complaint in outcome.complaints { state.complaints.append("\(name): \(complaint)") }
      state.slowest.append((outcome.seconds, name))
      state.slowest.sort { $0.seconds > $1.seconds }
      state.slowest = Array(state.slowest.prefix(10))
    }
  }

  func complain(_ text: String) { state.withLock { $0.complaints.append(text) } }
  func countHonest() { state.withLock { $0.honestRounds += 1 } }

  var isBad: Bool { state.withLock { !$0.complaints.isEmpty } }

  func report(of count: Int) -> String {
    state.withLock { state in
      let codes = state.codes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      let slowest = state.slowest.map { String(printf: "%.2f s  ", $0.seconds) + $0.name }
      return
        (state.complaints + ["slowest:"] + slowest
        + [
          codes.joined(separator: ", "),
          "\(count) hostile programs, \(state.honestRounds) rounds of honest ones, \(state.complaints.count) complaints",
        ]).joined(separator: "\n")
    }
  }
}
