import CompSource

/// A table for people that fits a page: names on the left, numbers aligned to the right.
struct FittedTable {
  let header: [String]
  let rows: [[String]]

  /// Names are cut where they would take more than a third of the page.
  private func prepared(_ columns: Int) -> (rows: [[String]], widths: [Int]) {
    let limit = max(6, columns / 3)
    let all = ([header] + rows).map { row in
      row.enumerated().map { $0 == 0 ? $1.cut(toWidth: limit) : $1 }
    }
    let widths = header.indices.map { column in
      all.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
    }
    return (all, widths)
  }

  private func line(_ row: [String], _ widths: [Int], _ shown: some Sequence<Int>) -> String {
    var text = ""
    for column in shown {
      let cell = column < row.count ? row[column] : ""
      text += text.isEmpty && column == 0 ? "" : "  "
      text += cell.padded(toWidth: widths[column], before: column > 0)
    }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// As many columns as fit, from the left.
  ///
  /// - Returns: the lines, that of the header first; how wide they are; and the headers of what was
  ///   left out.
  func fitting(columns: Int) -> (lines: [String], width: Int, leftOut: [String]) {
    let (all, widths) = prepared(columns)
    var (count, width) = (0, 0)
    while count < widths.count {
      let next = width + widths[count] + (count == 0 ? 0 : 2)
      guard next <= columns || count == 0 else { break }
      (count, width) = (count + 1, next)
    }
    return (
      all.map { line($0, widths, 0..<count) }, width, Array(header[count...])
    )
  }

  /// All columns: what does not fit beside the others stands below them, with the names again.
  func blocks(columns: Int) -> [String] {
    let (all, widths) = prepared(columns)
    guard let name = widths.first else { return [] }
    var lines: [String] = []
    var next = 1
    repeat {
      var (shown, width) = ([0], name)
      while next < widths.count, width + 2 + widths[next] <= columns || shown.count == 1 {
        shown.append(next)
        width += 2 + widths[next]
        next += 1
      }
      if !lines.isEmpty { lines.append("") }
      lines += all.map { line($0, widths, shown).cut(toWidth: columns) }
    } while next < widths.count
    return lines
  }
}
