/// The arithmetic in which chains run. Closed forms, log-weights and statistics are always in double.
public enum Precision: String, Sendable, CaseIterable {
  case float, double
}
