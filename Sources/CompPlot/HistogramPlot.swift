import CompPlatform

/// A histogram of draws with a density over it: of a counted variable its probabilities as dots.
package func histogramPlot(
  _ column: PlotColumn, density: (x: [Double], y: [Double])?, title: String
) -> DisplayList {
  var list = DisplayList(
    width: 560, height: 362,
    title: title + column.remark,
    legend: [("draws", .draws)]
      + (density == nil ? [] : [(column.isDiscrete ? "probability" : "density", .density)]))
  let bins = histogramBins(column)
  let tallest = bins.map(\.height).max() ?? 1
  // A density that goes to infinity at an edge does not press the bars down.
  let peak = density?.y.filter(\.isFinite).max() ?? 0
  let top = max(peak > 1.6 * tallest ? 1.25 * tallest : max(peak, tallest), 1e-300)
  let frame = Frame(
    x: column.axis(from: 64, to: 540), y: Axis(low: 0, high: top * 1.06, start: 320, end: 48))
  frame.draw(
    into: &list, xName: column.name, yName: column.isDiscrete ? "share of draws" : "density")
  list.add(bars(bins, frame, isDiscrete: column.isDiscrete, opacity: 0.55))
  if bins.isEmpty { list.add(frame.notice("no value is finite")) }
  if let density {
    let points = zip(density.x, density.y).filter { !$1.isNaN && frame.x.contains($0) }
      .map { (x: frame.x.position($0), y: frame.y.position(min($1, frame.y.high))) }
    list.add(
      column.isDiscrete
        ? .dots(points, .density, radius: 3.5, opacity: 1) : .line(points, .density, width: 1.8))
  }
  return list
}

typealias HistogramBin = (low: Double, high: Double, height: Double)

/// The bars of a histogram of area one, over the values that are shown: for counted values one bar
/// each; else as many as Freedman and Diaconis (1981) or the cube root of the count ask for,
/// whichever is more, and at most 200.
func histogramBins(_ column: PlotColumn) -> [HistogramBin] {
  let all = column.values.count(where: \.isFinite)
  let range = column.shown.range
  let sorted = column.values.filter { range.contains($0) }.sorted()
  guard let low = sorted.first, let high = sorted.last else { return [] }
  var count = 1
  var start = low
  var width = 1.0
  if column.isDiscrete, high - low < 200 {
    count = Int(high - low) + 1
    start = low - 0.5
  } else if high > low {
    func at(_ q: Double) -> Double { sorted[Int(q * Double(sorted.count - 1))] }
    let root = cbrt(Double(sorted.count))
    let ideal = 2 * (at(0.75) - at(0.25)) / root
    count = ideal > 0 ? Int(min(200, max(2 * root, ((high - low) / ideal).rounded(.up)))) : 30
    width = (high - low) / Double(count)
  } else {
    // All are one number: a bar about it that is wide enough to be seen.
    width = (range.upperBound - range.lowerBound) / 20
    start = low - width / 2
  }
  var heights = [Double](repeating: 0, count: count)
  for value in sorted {
    heights[min(count - 1, max(0, Int((value - start) / width)))] += 1
  }
  return heights.enumerated().map { index, height in
    (
      start + Double(index) * width, start + Double(index + 1) * width,
      height / Double(all) / width
    )
  }
}

/// Bars as one area, so that no seams show; those of counted values stand apart.
func bars(
  _ bins: [HistogramBin], _ frame: Frame, isDiscrete: Bool, opacity: Double,
  ink: DisplayList.Ink = .draws
) -> DisplayList.Mark {
  var outline: [(x: Double, y: Double)] = []
  let floor = frame.y.position(0)
  for bin in bins {
    let gap = isDiscrete ? (bin.high - bin.low) * 0.08 : 0
    let (a, b) = (frame.x.position(bin.low + gap), frame.x.position(bin.high - gap))
    let height = frame.y.position(min(bin.height, frame.y.high))
    if isDiscrete { outline.append((a, floor)) }
    outline += [(a, height), (b, height)]
    if isDiscrete { outline.append((b, floor)) }
  }
  if let first = outline.first, let last = outline.last, !isDiscrete {
    outline = [(first.x, floor)] + outline + [(last.x, floor)]
  }
  return .area(outline, ink, opacity: opacity)
}
