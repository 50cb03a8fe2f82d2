/// The name that a misspelt one was most likely meant to be; nil where none is near.
///
/// Near is: at most a third of its letters wrong, by the distance of Damerau and Levenshtein
/// (insertions, deletions, substitutions, exchanges of neighbours), capitals counting as small ones;
/// of a short name one letter, but never every letter; never more than four.
public func nearestName(to name: String, among names: [String]) -> String? {
  let limit = min(max(1, name.count / 3), name.count - 1, 4)
  var best: (name: String, distance: Int)?
  for candidate in names where abs(candidate.count - name.count) <= limit && candidate != name {
    let distance = editDistance(Array(name.lowercased()), Array(candidate.lowercased()))
    if distance <= limit, distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  return best?.name
}

/// The distance of Damerau and Levenshtein, optimal string alignment.
func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var rows = [Array(0...b.count)]
  for i in 1...a.count {
    var row = [i]
    for j in 1...b.count {
      let cost = a[i - 1] == b[j - 1] ? 0 : 1
      var value = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        value = min(value, rows[i - 2][j - 2] + 1)
      }
      row.append(value)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
