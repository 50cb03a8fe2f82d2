/// What a grammar is matched against: characters, or tokens.
protocol GrammarInput {
  /// Where a terminal that begins at a position ends; nil where the pattern is no terminal here, but
  /// stands for others.
  func ends(of pattern: Pattern, at position: Int, _ mode: LineMode) -> [Int]?
}

/// All ways in which patterns match an input, each found once.
///
/// Since it follows all of them at once, no order of alternatives matters, nor whether a token more
/// would decide. Productions must not begin with themselves.
final class Matching<Input: GrammarInput> {
  private struct Key: Hashable {
    let id: Int
    let position: Int
    let mode: LineMode
  }

  let grammar: Grammar
  let input: Input
  private var known: [Key: [Int]] = [:]

  init(_ grammar: Grammar, _ input: Input) {
    self.grammar = grammar
    self.input = input
  }

  /// Where a production that begins at a position may end, ascending.
  func ends(ofProduction name: String, at position: Int, _ mode: LineMode) -> [Int] {
    guard let place = grammar.place(of: name) else { return [] }
    let key = Key(id: place, position: position, mode: mode)
    if let ends = known[key] { return ends }
    let ends = ends(of: grammar.productions[place].pattern, at: position, mode)
    known[key] = ends
    return ends
  }

  /// Where a pattern that begins at a position may end, ascending.
  func ends(of pattern: Pattern, at position: Int, _ mode: LineMode) -> [Int] {
    if let ends = input.ends(of: pattern, at: position, mode) { return ends }
    switch pattern.kind {
    case .literal, .characters: return []
    case .reference(let name): return ends(ofProduction: name, at: position, mode)
    case .sequence(let items):
      let modes = grammar.lineModes(of: pattern)
      var positions = [position]
      for (item, inside) in zip(items, modes) {
        positions = merged(positions.map { ends(of: item, at: $0, inside ?? mode) })
        if positions.isEmpty { return [] }
      }
      return positions
    case .choice(let items): return merged(items.map { ends(of: $0, at: position, mode) })
    case .optional(let item): return merged([[position], ends(of: item, at: position, mode)])
    case .repeated(let item, let minimum):
      let reached = Array(origins(ofRepeated: item, at: position, mode).keys)
      if minimum == 0 { return merged([[position], reached.sorted()]) }
      return reached.sorted()
    case .difference(let item, let other):
      let excluded = ends(of: other, at: position, mode)
      return ends(of: item, at: position, mode).filter { !excluded.contains($0) }
    }
  }

  /// For each position that one or more of an item end at, where the last of them begins.
  private func origins(ofRepeated item: Pattern, at position: Int, _ mode: LineMode)
    -> [Int: Int]
  {
    var origins: [Int: Int] = [:]
    var waiting = [position]
    while let start = waiting.popLast() {
      for end in ends(of: item, at: start, mode) where end > start && origins[end] == nil {
        origins[end] = start
        waiting.append(end)
      }
    }
    return origins
  }

  private func merged(_ lists: [[Int]]) -> [Int] {
    let filled = lists.filter { !$0.isEmpty }
    if filled.count <= 1 { return filled.first ?? [] }
    return Set(filled.joined()).sorted()
  }

  // MARK: One derivation

  /// Notes the patterns of which one derivation of a stretch consists.
  ///
  /// - Parameter pattern: matches the stretch.
  func derive(
    _ pattern: Pattern, _ stretch: Range<Int>, _ mode: LineMode, note: (Pattern, Range<Int>) -> Void
  ) {
    note(pattern, stretch)
    if input.ends(of: pattern, at: stretch.lowerBound, mode) != nil { return }
    switch pattern.kind {
    case .literal, .characters: return
    case .reference(let name):
      guard let place = grammar.place(of: name) else { return }
      derive(grammar.productions[place].pattern, stretch, mode, note: note)
    case .sequence(let items):
      deriveSequence(items, grammar.lineModes(of: pattern), stretch, mode, note: note)
    case .choice(let items):
      let item = items.first {
        ends(of: $0, at: stretch.lowerBound, mode).contains(stretch.upperBound)
      }
      if let item { derive(item, stretch, mode, note: note) }
    case .optional(let item):
      if !stretch.isEmpty { derive(item, stretch, mode, note: note) }
    case .repeated(let item, _):
      let origins = origins(ofRepeated: item, at: stretch.lowerBound, mode)
      var end = stretch.upperBound
      while end > stretch.lowerBound, let start = origins[end] {
        derive(item, start..<end, mode, note: note)
        end = start
      }
    case .difference(let item, _): derive(item, stretch, mode, note: note)
    }
  }

  private func deriveSequence(
    _ items: [Pattern], _ modes: [LineMode?], _ stretch: Range<Int>, _ mode: LineMode,
    note: (Pattern, Range<Int>) -> Void
  ) {
    // For each item the positions that it may end at, with where it then begins.
    var steps: [[Int: Int]] = []
    var positions: Set<Int> = [stretch.lowerBound]
    for (item, inside) in zip(items, modes) {
      var step: [Int: Int] = [:]
      for start in positions {
        for end in ends(of: item, at: start, inside ?? mode) { step[end] = start }
      }
      steps.append(step)
      positions = Set(step.keys)
    }
    var end = stretch.upperBound
    for index in items.indices.reversed() {
      guard let start = steps[index][end] else { return }
      derive(items[index], start..<end, modes[index] ?? mode, note: note)
      end = start
    }
  }
}
