/// Draws in two dimensions over the contours of a density.
///
/// - Parameter density: over the plane of the plot, `Plane.ofScatter`.
package func scatterPlot(_ x: PlotColumn, _ y: PlotColumn, density: PlottedGrid?, title: String)
  -> DisplayList
{
  let plane = Plane.ofScatter(x, y)
  let sides = Plane.scatter
  let frame = Frame(
    x: x.axis(over: plane.x, from: sides.left, to: sides.right),
    y: y.axis(over: plane.y, from: sides.bottom, to: sides.top))
  let ratios = PlotColumn.ratios
  let inside = zip(x.spread(ratios.x), y.spread(ratios.y)).filter {
    frame.x.contains($0) && frame.y.contains($1)
  }
  let beyond = zip(x.values, y.values).count { $0.isFinite && $1.isFinite } - inside.count
  let contours = density?.contours ?? []
  let remark =
    beyond > 0
    ? ShownRange.remark(beyond, of: x.values.count, x.noun) : PlotColumn.remark([x, y])
  var list = DisplayList(
    width: 560, height: 502, title: title + remark,
    legend: [("draws", .draws)]
      + (density == nil ? [] : [(PlottedGrid.name(of: contours), .density)]))
  frame.draw(into: &list, xName: x.name, yName: y.name)
  list.add(
    .dots(
      inside.map { (frame.x.position($0), frame.y.position($1)) }, .draws, radius: 1.6,
      opacity: inside.count > 2_000 ? 0.2 : 0.6))
  for line in contours.flatMap(\.lines) {
    list.add(
      .line(
        line.map { (frame.x.position($0.x), frame.y.position($0.y)) }, .density, width: 1.3))
  }
  return list
}
