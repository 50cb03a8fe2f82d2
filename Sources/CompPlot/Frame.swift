/// The frame of a panel: its two axes, with grid, ticks and names.
package struct Frame: Sendable {
  package var x: Axis
  package var y: Axis

  /// - Parameter ticks: how many are wanted on each axis; an axis without a name has no labels.
  package func draw(
    into list: inout DisplayList, xName: String?, yName: String?, ticks: Int = 6, size: Double = 11
  ) {
    for tick in x.ticks(ticks, size: size) {
      let at = x.position(tick.value)
      list.add(.line([(at, y.start), (at, y.end)], .grid, width: 0.6))
      if xName != nil {
        list.add(
          .text(tick.label, x: at, y: y.start + size + 4, size: size, .muted, anchor: .middle))
      }
    }
    for tick in y.ticks(ticks) {
      let at = y.position(tick.value)
      list.add(.line([(x.start, at), (x.end, at)], .grid, width: 0.6))
      if yName != nil {
        list.add(
          .text(tick.label, x: x.start - 5, y: at + size * 0.35, size: size, .muted, anchor: .end))
      }
    }
    list.panels.append(.init(x: x.start...x.end, y: y.end...y.start))
    list.add(
      .line(
        [
          (x.start, y.start), (x.end, y.start), (x.end, y.end), (x.start, y.end),
          (x.start, y.start),
        ], .muted, width: 0.8))
    if let xName {
      list.add(
        .text(
          named(xName, x), x: (x.start + x.end) / 2, y: y.start + 2 * size + 9, size: size + 1,
          .text, anchor: .middle))
    }
    if let yName {
      list.add(
        .text(named(yName, y), x: x.start, y: y.end - 7, size: size + 1, .text, anchor: .start))
    }
  }

  /// Words in the middle of the frame, where there is nothing to draw.
  func notice(_ text: String) -> DisplayList.Mark {
    .text(
      text, x: (x.start + x.end) / 2, y: (y.start + y.end) / 2, size: 12, .muted, anchor: .middle)
  }

  private func named(_ name: String, _ axis: Axis) -> String {
    let offset = axis.offset
    if offset == 0 { return name }
    let number = Int(exactly: offset).map(String.init) ?? "\(offset)"
    return offset < 0 ? "\(name) + \(number.dropFirst())" : "\(name) − \(number)"
  }
}
