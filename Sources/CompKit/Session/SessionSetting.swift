/// What `:set` changes of how entries are run: one row each.
public enum SessionSetting: String, CaseIterable, Sendable {
  case seed, threads, precision, graphics

  public var meaning: String {
    switch self {
    case .seed: "from which the seeds of calls that name none follow, from here on"
    case .threads: "how many threads may work; the draws do not depend on it"
    case .precision: "the arithmetic in which chains run"
    case .graphics:
      "how pictures are drawn: as the terminal says it can, by one protocol, or as text"
    }
  }

  /// What may be given, as people read it.
  public var values: String {
    switch self {
    case .seed: "a whole number, zero or more"
    case .threads: "a whole number from 1 to 1024"
    case .precision, .graphics:
      choices.dropLast().joined(separator: ", ") + " or " + (choices.last ?? "")
    }
  }

  /// All that may be given, where that is a few words.
  public var choices: [String] {
    switch self {
    case .seed, .threads: []
    case .precision: Precision.allCases.map(\.rawValue)
    case .graphics: GraphicsChoice.allCases.map(\.rawValue)
    }
  }

  public func value(in settings: SessionSettings) -> String {
    switch self {
    case .seed: String(settings.options.seed)
    case .threads: String(settings.options.threads)
    case .precision: settings.options.precision.rawValue
    case .graphics: settings.graphics.rawValue
    }
  }

  /// Gives it a value.
  ///
  /// - Returns: false where the text is none; the settings then stay as they are.
  public func set(_ text: String, in settings: inout SessionSettings) -> Bool {
    switch self {
    case .seed:
      guard let seed = UInt64(text) else { return false }
      settings.options.seed = seed
    case .threads:
      guard let threads = Int(text), (1...1024).contains(threads) else { return false }
      settings.options.threads = threads
    case .precision:
      guard let precision = Precision(rawValue: text) else { return false }
      settings.options.precision = precision
    case .graphics:
      guard let choice = GraphicsChoice(rawValue: text) else { return false }
      settings.graphics = choice
    }
    return true
  }
}
