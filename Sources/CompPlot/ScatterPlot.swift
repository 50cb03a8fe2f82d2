/// Draws in two dimensions over the contours of a density.
package func scatterPlot(_ x: PlotColumn, _ y: PlotColumn, density: Grid?, title: String)
  -> DisplayList
{
  let frame = Frame(x: x.axis(from: 64, to: 540), y: y.axis(from: 460, to: 48))
  let ratios = PlotColumn.ratios
  let inside = zip(x.spread(ratios.x), y.spread(ratios.y)).filter {
    frame.x.contains($0) && frame.y.contains($1)
  }
  let beyond = zip(x.values, y.values).count { $0.isFinite && $1.isFinite } - inside.count
  var list = DisplayList(
    width: 560, height: 502,
    title: title + ShownRange.remark(beyond, of: x.values.count),
    legend: [("draws", .draws)] + (density == nil ? [] : [("density: 50, 90, 99 %", .density)]))
  frame.draw(into: &list, xName: x.name, yName: y.name)
  list.add(
    .dots(
      inside.map { (frame.x.position($0), frame.y.position($1)) }, .draws, radius: 1.6,
      opacity: inside.count > 2_000 ? 0.2 : 0.6))
  if let density {
    for level in density.levels(ofMass: [0.5, 0.9, 0.99]) {
      for line in density.contour(at: level) {
        list.add(
          .line(
            line.map { (frame.x.position($0.x), frame.y.position($0.y)) }, .density, width: 1.3))
      }
    }
  }
  return list
}
