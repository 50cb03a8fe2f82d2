import CompSource

/// What values a random variable may take, element by element or as a whole.
///
/// A real domain is an interval for each element; a bound is a number or infinite. Samplers that
/// follow gradients move in unconstrained coordinates, to which `Transform` maps each domain.
package enum Domain: Hashable, Sendable {
  /// Lower and upper bounds: one for all elements, or one an element.
  case interval(lower: [Double], upper: [Double])
  /// Positive coordinates that sum to one, along the only axis.
  case simplex
  /// Increasing coordinates, along the only axis.
  case ordered
  /// `{red, green}`: the values are indices from 0.
  case labels([String])
  /// `lower..<upper`
  case range(Int, Int)
  /// 0, 1, 2, …
  case natural

  package static let real = Domain.interval(lower: [-.infinity], upper: [.infinity])
  package static let positive = Domain.interval(lower: [0], upper: [.infinity])

  package var isDiscrete: Bool {
    switch self {
    case .interval, .simplex, .ordered: false
    case .labels, .range, .natural: true
    }
  }

  /// The values of a discrete domain that has few enough to be visited one by one.
  package var finiteValues: [Int]? {
    guard let range = countRange, range.count <= Domain.enumerationLimit else { return nil }
    return Array(range)
  }

  /// The whole numbers that stand for the values of a finite discrete domain.
  package var countRange: Range<Int>? {
    switch self {
    case .labels(let names): 0..<names.count
    case .range(let lower, let upper): lower..<max(lower, upper)
    case .interval, .simplex, .ordered, .natural: nil
    }
  }

  /// Whether it is the whole real line in every element.
  package var isUnbounded: Bool {
    switch self {
    case .interval(let lower, let upper):
      lower.allSatisfy { $0 == -.infinity } && upper.allSatisfy { $0 == .infinity }
    case .simplex, .ordered, .labels, .range, .natural: false
    }
  }

  /// The bounds of one element of an interval domain.
  package func bounds(ofElement element: Int) -> (lower: Double, upper: Double)? {
    guard case .interval(let lower, let upper) = self else { return nil }
    return (
      lower.count == 1 ? lower[0] : lower[element], upper.count == 1 ? upper[0] : upper[element]
    )
  }

  /// The domain of some elements of a variable.
  package func selecting(_ elements: [Int]) -> Domain {
    guard case .interval(let lower, let upper) = self else { return self }
    return .interval(
      lower: lower.count == 1 ? lower : elements.map { lower[$0] },
      upper: upper.count == 1 ? upper : elements.map { upper[$0] })
  }

  /// Restricts one element, of a variable with `count` of them, to the domain of one element more.
  package mutating func narrow(_ element: Int, to other: Domain, count: Int) {
    guard let (low, high) = other.bounds(ofElement: 0), case .interval(let lower, let upper) = self
    else {
      self = intersection(other, count: count) ?? self
      return
    }
    let (known, limit) = bounds(ofElement: element) ?? (low, high)
    if low <= known, high >= limit { return }
    var lows = lower.count == 1 ? Array(repeating: lower[0], count: count) : lower
    var highs = upper.count == 1 ? Array(repeating: upper[0], count: count) : upper
    lows[element] = max(known, low)
    highs[element] = min(limit, high)
    self = .interval(lower: lows.collapsed, upper: highs.collapsed)
  }

  /// Whether an element takes the same values as an element of another variable does.
  package func agrees(
    inElement element: Int, with other: Domain, inElement otherElement: Int
  ) -> Bool {
    if let mine = bounds(ofElement: element), let theirs = other.bounds(ofElement: otherElement) {
      return mine == theirs
    }
    if let mine = countRange, let theirs = other.countRange { return mine == theirs }
    return self == other
  }

  /// What is left where both must hold; nil where nothing is, or where they are of different kinds.
  package func intersection(_ other: Domain, count: Int) -> Domain? {
    if self == other { return self }
    switch (self, other) {
    case (.interval(let l1, let u1), .interval(let l2, let u2)):
      func at(_ a: [Double], _ i: Int) -> Double { a.count == 1 ? a[0] : a[i] }
      let single = l1.count == 1 && u1.count == 1 && l2.count == 1 && u2.count == 1
      let indices = 0..<(single ? 1 : count)
      let lower = indices.map { max(at(l1, $0), at(l2, $0)) }
      let upper = indices.map { min(at(u1, $0), at(u2, $0)) }
      guard zip(lower, upper).allSatisfy({ $0 < $1 }) else { return nil }
      return .interval(lower: lower, upper: upper)
    case (.interval, .simplex) where isUnbounded, (.interval, .ordered) where isUnbounded:
      return other
    case (.simplex, .interval) where other.isUnbounded,
      (.ordered, .interval)
    where other.isUnbounded:
      return self
    case (.range(let a, let b), .range(let c, let d)):
      return max(a, c) < min(b, d) ? .range(max(a, c), min(b, d)) : nil
    case (.range(let a, let b), .natural), (.natural, .range(let a, let b)):
      return max(a, 0) < b ? .range(max(a, 0), b) : nil
    case (.labels(let names), .range(0, let b)), (.range(0, let b), .labels(let names)):
      return names.count == b ? .labels(names) : nil
    case (.interval, _), (.simplex, _), (.ordered, _), (.labels, _), (.range, _), (.natural, _):
      return nil
    }
  }

  /// As the language writes it, for a variable of a shape's dimensions.
  package func description(dimensions: [Int]) -> String {
    let suffix =
      dimensions.isEmpty ? "" : "[\(dimensions.map(String.init).joined(separator: ", "))]"
    switch self {
    case .interval(let lower, let upper):
      if isUnbounded { return dimensions.isEmpty ? "Real" : "R\(suffix)" }
      guard lower.count == 1, upper.count == 1 else { return "Between(…)\(suffix)" }
      switch (lower[0], upper[0]) {
      case (0, .infinity): return "Positive\(suffix)"
      case (0, 1): return "UnitInterval\(suffix)"
      case (let low, .infinity): return "Above(\(formatReal(low)))\(suffix)"
      case (-.infinity, let high): return "Below(\(formatReal(high)))\(suffix)"
      case (let low, let high):
        return "Between(\(formatReal(low)), \(formatReal(high)))\(suffix)"
      }
    case .simplex: return "Simplex\(suffix)"
    case .ordered: return "Ordered\(suffix)"
    case .labels(let names): return "{\(names.joined(separator: ", "))}\(suffix)"
    case .range(let lower, let upper):
      let range = "\(lower)..<\(upper)"
      return suffix.isEmpty ? range : "(\(range))\(suffix)"
    case .natural: return "Natural\(suffix)"
    }
  }
}
