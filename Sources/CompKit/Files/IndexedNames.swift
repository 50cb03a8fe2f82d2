/// The names of a table's columns gathered into variables, by the indices in them.
///
/// `x[0]`, `x[1]` make a vector and `m[0][1]` or `m[0,1]` are elements of a matrix. Indices may count from 1,
/// as those of R and Stan do: `theta[1]`, or `theta.1` as CmdStan writes it.
struct IndexedNames {
  struct Variable {
    var name: String
    /// In the order of the elements.
    var columns: [Int]
    /// nil where the indices fill no tensor.
    var shape: [Int]?
  }
  private(set) var variables: [Variable] = []

  /// - Parameter header: the names; those that begin with a point, as `.chain`, are no variables.
  init(_ header: [String]) {
    let dotted = Self.dottedVariables(header)
    var order: [String] = []
    var parts: [String: [(indices: [Int], column: Int)]] = [:]
    for (column, name) in header.enumerated() where !name.hasPrefix(".") {
      let known = Self.dotted(name).flatMap { dotted.contains($0.base) ? $0 : nil }
      let (base, indices) = known ?? Self.bracketed(name)
      if parts[base] == nil { order.append(base) }
      parts[base, default: []].append((indices, column))
    }
    variables = order.map { name in
      let sorted = (parts[name] ?? []).sorted { $0.indices.lexicographicallyPrecedes($1.indices) }
      return Variable(
        name: name, columns: sorted.map(\.column), shape: Self.shape(of: sorted.map(\.indices)))
    }
  }

  /// The names before points that with their indices fill a tensor from 1 on, and are no columns
  /// themselves, as those that pandas makes different are.
  private static func dottedVariables(_ header: [String]) -> Set<String> {
    var indices: [String: [[Int]]] = [:]
    for case (let base, let own)? in header.map(dotted) { indices[base, default: []].append(own) }
    let bases = Set(header.map { bracketed($0).base })
    return Set(
      indices.filter { base, all in
        guard !bases.contains(base), let rank = all.first?.count, let sizes = shape(of: all)
        else { return false }
        return (0..<rank).allSatisfy { axis in
          all.map { $0[axis] }.min() == 1 && all.map { $0[axis] }.max() == sizes[axis]
        }
      }.keys)
  }

  /// `theta.1`, `m.2.3` as a name and its indices; nil for any other name.
  private static func dotted(_ name: String) -> (base: String, indices: [Int])? {
    let pieces = name.split(separator: ".", omittingEmptySubsequences: false)
    let indices = pieces.reversed().prefix {
      !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    let base = pieces.dropLast(indices.count).joined(separator: ".")
    guard !indices.isEmpty, indices.count <= 8, !base.isEmpty else { return nil }
    let numbers = indices.reversed().compactMap { Int($0) }
    return numbers.count == indices.count ? (base, numbers) : nil
  }

  /// `m[0][1]`, `m[0,1]` as the name `m` and its indices; any other name as it is.
  private static func bracketed(_ name: String) -> (base: String, indices: [Int]) {
    guard name.hasSuffix("]"), let open = name.firstIndex(of: "["), open != name.startIndex else {
      return (name, [])
    }
    let inner = name[name.index(after: open)...].dropLast().replacing("][", with: ",")
    let indices = inner.split(separator: ",", omittingEmptySubsequences: false).map {
      Int($0.drop { $0 == " " })
    }
    guard indices.count <= 8, indices.allSatisfy({ $0 != nil && ($0 ?? 0) >= 0 }) else {
      return (name, [])
    }
    return (String(name[..<open]), indices.compactMap { $0 })
  }

  /// The shape that indices fill. The first index may leave some out, as the draws of a variable of
  /// which some rows are fixed do; the others are complete, from 0 or from 1.
  private static func shape(of indices: [[Int]]) -> [Int]? {
    guard let rank = indices.first?.count, indices.allSatisfy({ $0.count == rank }),
      Set(indices).count == indices.count
    else { return nil }
    guard rank > 0 else { return indices.count == 1 ? [] : nil }
    var sizes = [Set(indices.map { $0[0] }).count]
    let countsFromOne = indices.allSatisfy { $0[0] >= 1 }
    var width = 1
    for axis in 1..<max(rank, 1) {
      let all = indices.map { $0[axis] }
      guard let low = all.min(), let high = all.max(), low == 0 || low == 1 && countsFromOne,
        high <= indices.count
      else {
        return nil
      }
      sizes.append(high - low + 1)
      width *= high - low + 1
      guard width <= indices.count else { return nil }
    }
    return sizes[0] * width == indices.count ? sizes : nil
  }
}
