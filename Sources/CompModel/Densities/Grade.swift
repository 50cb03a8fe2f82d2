/// What is known about a density; each stands wherever a weaker one is asked for.
package enum Grade: String, CaseIterable, Sendable, Comparable {
  case score = "Score"
  case energy = "Energy"
  case normalized = "Normalized"
  case exact = "Exact"

  private var rank: Int { Grade.allCases.firstIndex(of: self) ?? 0 }
  package static func < (a: Grade, b: Grade) -> Bool { a.rank < b.rank }

  package var article: String {
    switch self {
    case .exact, .energy: "an \(rawValue)"
    case .normalized, .score: "a \(rawValue)"
    }
  }

  package var meaning: String {
    switch self {
    case .score: "a Score density offers the gradient of its log density"
    case .energy: "an Energy density offers its log density up to a constant"
    case .normalized: "a Normalized density offers its log density with its constant"
    case .exact: "an Exact density offers independent draws, and its constant"
    }
  }
}
