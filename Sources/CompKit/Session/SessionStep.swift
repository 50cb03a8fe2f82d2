import CompLanguage

/// Something that can be undone: what stood before it, and what it is called.
struct SessionStep {
  let snapshot: Interpreter.Snapshot
  let settings: SessionSettings
  let seeds: SessionSeeds.State
  /// Whether it is an entry; otherwise it changed settings.
  let isEntry: Bool
  /// What was entered, or the settings as they were made.
  let text: String
}
