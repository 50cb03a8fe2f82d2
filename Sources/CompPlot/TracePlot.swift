/// The draws of each chain in their order, a panel a coordinate. Where each chain gave one draw, the
/// draws of the chains in theirs.
///
/// - Parameters:
///   - columns: chain after chain.
///   - draws: of each chain.
package func tracePlot(_ columns: [PlotColumn], chains: Int, draws: Int, title: String)
  -> DisplayList
{
  let shown = min(columns.count, 8)
  let shownChains = draws == 1 ? 1 : min(chains, 10)
  var title = title + cut(columns.count, shown, "coordinates")
  if draws > 1 { title += cut(chains, shownChains, "chains") }
  title += PlotColumn.remark(columns)
  let inks: [DisplayList.Ink] = [.draws, .density, .second, .third, .fourth]
  // The legend has a line of its own.
  let top = shownChains > 1 ? 16.0 : 0
  var list = DisplayList(
    width: 640, height: 56 + top + 120 * Double(max(shown, 1)), title: title,
    legend: shownChains > 1 ? chainNames(shownChains, inks) : [])
  let length = draws == 1 ? chains : draws
  for (index, column) in columns.prefix(8).enumerated() {
    let bottom = 140 + top + 120 * Double(index)
    var y = column.axis(from: bottom, to: bottom - 92)
    // A trace is there to show how far it goes.
    if !column.isDiscrete {
      let finite = column.values.filter(\.isFinite)
      let low = finite.min() ?? 0
      let high = finite.max() ?? 1
      if low < high, (high - low).isFinite {
        y = Axis(
          low: low - (high - low) * 0.04, high: high + (high - low) * 0.04, start: bottom,
          end: bottom - 92)
      }
    }
    let frame = Frame(
      x: Axis(low: 0, high: Double(max(length - 1, 1)), start: 64, end: 620), y: y)
    frame.draw(
      into: &list, xName: index == shown - 1 ? (draws == 1 ? "chain" : "draw") : nil,
      yName: column.name, ticks: 4)
    for chain in 0..<shownChains {
      let step = max(1, length / 1_000)
      let points = stride(from: 0, to: length, by: step).map { draw in
        (x: frame.x.position(Double(draw)), y: y.position(column.values[chain * length + draw]))
      }.filter { $0.y.isFinite }
      list.add(
        draws == 1
          ? .dots(points, .draws, radius: 1.2, opacity: 0.6)
          : .line(points, inks[chain % inks.count], width: 0.8))
    }
  }
  return list
}

/// Which chains each ink draws, counted from 1: `chain 1`, or `chains 1, 6` where inks are used again.
private func chainNames(_ chains: Int, _ inks: [DisplayList.Ink]) -> [(
  name: String, ink: DisplayList.Ink
)] {
  inks.prefix(chains).enumerated().map { place, ink in
    let own = stride(from: place + 1, through: chains, by: inks.count).map(String.init)
    return ("\(own.count > 1 ? "chains" : "chain") \(own.joined(separator: ", "))", ink)
  }
}

func cut(_ all: Int, _ shown: Int, _ what: String) -> String {
  all > shown ? " (\(shown) of \(all) \(what))" : ""
}
