/// A program that is written to do harm to the process that runs it.
struct HostileProgram: Sendable {
  var name: String
  var text: String
  /// Whether it must not end well.
  var isRefused: Bool

  init(_ name: String, _ text: String, isRefused: Bool = false) {
    self.name = name
    self.text = text
    self.isRefused = isRefused
  }

  /// Every family, in a fixed order.
  static let all: [HostileProgram] = Array(
    [
      texts, lists, tensors, nests, recursions, loops, formulas, compositions, sampling, output,
      files,
      computations,
    ].joined())
}
