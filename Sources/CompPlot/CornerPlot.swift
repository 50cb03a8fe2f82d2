/// Every pair of coordinates: histograms on the diagonal, draws below it.
package func cornerPlot(_ columns: [PlotColumn], title: String) -> DisplayList {
  let shown = min(columns.count, 8)
  let cell = shown > 5 ? 110.0 : 150.0
  var list = DisplayList(
    width: 80 + cell * Double(shown) + 10, height: 56 + cell * Double(shown) + 18,
    title: title + cut(columns.count, shown, "coordinates") + PlotColumn.remark(columns))
  for row in 0..<shown {
    for column in 0...row {
      let left = 70 + cell * Double(column)
      let top = 56 + cell * Double(row)
      let x = columns[column].axis(from: left, to: left + cell - 18)
      let bottom = top + cell - 24
      let xName = row == shown - 1 ? columns[column].name : nil
      if row == column {
        let bins = histogramBins(columns[row])
        let peak = max(bins.map(\.height).max() ?? 1, 1e-300)
        let frame = Frame(x: x, y: Axis(low: 0, high: peak * 1.05, start: bottom, end: top))
        frame.draw(into: &list, xName: xName, yName: nil, ticks: 3, size: 9)
        list.add(bars(bins, frame, isDiscrete: columns[row].isDiscrete, opacity: 0.6))
      } else {
        let frame = Frame(x: x, y: columns[row].axis(from: bottom, to: top))
        frame.draw(
          into: &list, xName: xName, yName: column == 0 ? columns[row].name : nil, ticks: 3,
          size: 9)
        let step = max(1, columns[row].values.count / 1_500)
        let (xs, ys) = (
          columns[column].spread(PlotColumn.ratios.x), columns[row].spread(PlotColumn.ratios.y)
        )
        let points = stride(from: 0, to: min(xs.count, ys.count), by: step).map {
          (x: xs[$0], y: ys[$0])
        }.filter { x.contains($0.x) && frame.y.contains($0.y) }
        list.add(
          .dots(
            points.map { (x.position($0.x), frame.y.position($0.y)) }, .draws, radius: 1,
            opacity: 0.4))
      }
    }
  }
  return list
}
