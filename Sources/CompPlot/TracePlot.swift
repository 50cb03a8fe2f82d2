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
  var list = DisplayList(
    width: 640, height: 56 + 120 * Double(max(shown, 1)), title: title)
  let inks: [DisplayList.Ink] = [.draws, .density, .second, .third, .fourth]
  let length = draws == 1 ? chains : draws
  for (index, column) in columns.prefix(8).enumerated() {
    let bottom = 140 + 120 * Double(index)
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

func cut(_ all: Int, _ shown: Int, _ what: String) -> String {
  all > shown ? " (\(shown) of \(all) \(what))" : ""
}
