/// The forms that mention each coordinate, while coordinates are eliminated.
///
/// The coordinates to be eliminated wait in a heap by their cost, so that a step takes a time in proportion
/// to the forms that it touches, times the logarithm of the number of coordinates.
struct FormGraph {
  private(set) var forms: [ClosedForm?]
  /// The precision that a coordinate had in all: what is far below it is rounding.
  private(set) var scales: [Coordinate: Double] = [:]
  private var mentions: [Coordinate: Set<Int>] = [:]
  /// The coordinates still to be eliminated.
  private var waiting: [Coordinate: Waiting] = [:]
  private var queue: [Entry] = []

  private struct Waiting {
    /// Its place in the order in which coordinates were met, which decides between equal costs.
    let rank: Int
    let isReal: Bool
    /// The size of the form that eliminating it would make.
    var cost: Int
  }

  /// An element of the heap; out of date where the coordinate has another cost by now, or is gone.
  private struct Entry {
    let cost: Int
    let rank: Int
    let coordinate: Coordinate

    func precedes(_ other: Entry) -> Bool { (cost, rank) < (other.cost, other.rank) }
  }

  init(_ forms: [ClosedForm], keeping kept: Set<Coordinate>) {
    self.forms = forms
    var order: [(coordinate: Coordinate, isReal: Bool)] = []
    for (index, form) in forms.enumerated() {
      for coordinate in form.coordinates { mentions[coordinate, default: []].insert(index) }
      for (position, coordinate) in form.real.enumerated() {
        let entries = form.terms.map { term in
          abs(term.gaussian.precision[position * form.real.count + position])
        }
        scales[coordinate, default: 0] += entries.max() ?? 0
      }
      for (coordinates, isReal) in [(form.real, true), (form.discrete, false)] {
        for coordinate in coordinates where !kept.contains(coordinate) {
          order.append((coordinate, isReal))
        }
      }
    }
    for (rank, (coordinate, isReal)) in order.enumerated() where waiting[coordinate] == nil {
      let cost = cost(of: coordinate)
      waiting[coordinate] = Waiting(rank: rank, isReal: isReal, cost: cost)
      push(Entry(cost: cost, rank: rank, coordinate: coordinate))
    }
  }

  func formsMentioning(_ coordinates: [Coordinate]) -> [Int] {
    var found: Set<Int> = []
    for coordinate in coordinates { found.formUnion(mentions[coordinate] ?? []) }
    return found.sorted()
  }

  /// The coordinate whose elimination makes the smallest form, with the real ones beside it that
  /// stand in the very same forms; nil where none is left.
  mutating func cheapestBlock() -> [Coordinate]? {
    while let entry = pop() {
      let best = entry.coordinate
      guard let state = waiting[best], state.cost == entry.cost else { continue }
      guard state.isReal, let first = mentions[best]?.first, let form = forms[first] else {
        return [best]
      }
      return coordinatesOfWideForm(beside: best)
        ?? form.real.filter { waiting[$0] != nil && mentions[$0] == mentions[best] }
    }
    return nil
  }

  /// From so many real coordinates on those of a form with several terms are eliminated together: one by one each
  /// would copy all terms.
  private static let wideForm = 16

  /// The coordinates of a wide form of several terms that stand elsewhere in Gaussians over its coordinates alone;
  /// nil where the coordinate is none of them.
  private func coordinatesOfWideForm(beside best: Coordinate) -> [Coordinate]? {
    let indices = formsMentioning([best])
    guard
      let wide = indices.first(where: { index in
        forms[index].map { $0.terms.count > 1 && $0.real.count >= Self.wideForm } ?? false
      }), let form = forms[wide]
    else { return nil }
    let all = Set(form.real)
    func isInner(_ index: Int) -> Bool {
      guard index != wide, let other = forms[index] else { return true }
      return other.terms.count == 1 && other.discrete.isEmpty && all.isSuperset(of: other.real)
    }
    guard indices.allSatisfy(isInner) else { return nil }
    return form.real.filter { coordinate in
      waiting[coordinate] != nil && (mentions[coordinate] ?? []).allSatisfy(isInner)
    }
  }

  private func cost(of coordinate: Coordinate) -> Int {
    var real: Set<Coordinate> = []
    var terms = 1
    for index in mentions[coordinate] ?? [] {
      guard let form = forms[index] else { continue }
      real.formUnion(form.real)
      let (product, overflow) = terms.multipliedReportingOverflow(by: max(form.terms.count, 1))
      terms = overflow ? .max / 2 : product
    }
    return ClosedForm.size(terms: terms, real: real.count)
  }

  mutating func replace(_ old: [Int], eliminating block: [Coordinate], by new: ClosedForm) {
    for index in old {
      for coordinate in forms[index]?.coordinates ?? [] { mentions[coordinate]?.remove(index) }
      forms[index] = nil
    }
    for coordinate in block {
      waiting[coordinate] = nil
      mentions[coordinate] = nil
    }
    forms.append(new)
    for coordinate in new.coordinates { mentions[coordinate, default: []].insert(forms.count - 1) }
    for coordinate in new.coordinates {
      guard let state = waiting[coordinate] else { continue }
      let cost = cost(of: coordinate)
      guard cost != state.cost else { continue }
      waiting[coordinate]?.cost = cost
      push(Entry(cost: cost, rank: state.rank, coordinate: coordinate))
    }
  }

  // MARK: The heap

  private mutating func push(_ entry: Entry) {
    queue.append(entry)
    var place = queue.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard queue[place].precedes(queue[parent]) else { return }
      queue.swapAt(place, parent)
      place = parent
    }
  }

  private mutating func pop() -> Entry? {
    guard let last = queue.popLast() else { return nil }
    guard let first = queue.first else { return last }
    queue[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < queue.count && queue[child].precedes(queue[least]) { least = child }
      if least == place { return first }
      queue.swapAt(place, least)
      place = least
    }
  }
}
