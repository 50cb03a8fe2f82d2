import Foundation

/// Draws in two dimensions over the contours of a density.
package func scatterPlot(
  x: [Double], y: [Double], names: (String, String), density: Grid?, title: String
) -> DisplayList {
  var list = DisplayList(width: 560, height: 520)
  let xs = x + (density.map { [$0.x.lowerBound, $0.x.upperBound] } ?? [])
  let ys = y + (density.map { [$0.y.lowerBound, $0.y.upperBound] } ?? [])
  let room = density == nil ? 0.04 : 0
  let frame = Frame(
    x: Axis(holding: xs, from: 64, to: 540, room: room),
    y: Axis(holding: ys, from: 460, to: 48, room: room))
  frame.draw(into: &list, xName: names.0, yName: names.1)
  list.add(
    .dots(
      zip(x, y).filter { $0.isFinite && $1.isFinite }.map {
        (frame.x.position($0), frame.y.position($1))
      }, .draws, radius: 1.6, opacity: x.count > 2_000 ? 0.2 : 0.6))
  var legend = [("draws", DisplayList.Ink.draws)]
  if let density {
    for level in density.levels(ofMass: [0.1, 0.5, 0.9, 0.99]) {
      for segment in density.contour(at: level) {
        list.add(
          .line(
            segment.map { (frame.x.position($0.x), frame.y.position($0.y)) }, .density, width: 1.3))
      }
    }
    legend.append(("density: 10, 50, 90, 99 %", .density))
  }
  drawHeader(&list, title: title, legend: legend)
  return list
}

/// A histogram of draws with a density over it.
package func histogramPlot(
  values: [Double], name: String, density: (x: [Double], y: [Double])?, title: String,
  isDiscrete: Bool = false
) -> DisplayList {
  var list = DisplayList(width: 560, height: 380)
  let bins = histogramBins(values, isDiscrete: isDiscrete)
  let top = max(
    bins.map(\.height).max() ?? 1, density?.y.filter(\.isFinite).max() ?? 0, 1e-300)
  let edges = bins.flatMap { [$0.low, $0.high] }
  let frame = Frame(
    x: Axis(holding: edges, from: 64, to: 540),
    y: Axis(low: 0, high: top * 1.06, start: 320, end: 48))
  frame.draw(into: &list, xName: name, yName: "density")
  for bin in bins {
    let (a, b, h) = (
      frame.x.position(bin.low), frame.x.position(bin.high), frame.y.position(bin.height)
    )
    list.add(.area([(a, 320), (a, h), (b, h), (b, 320)], .draws, opacity: 0.55))
  }
  var legend = [("draws", DisplayList.Ink.draws)]
  if let density {
    let points = zip(density.x, density.y).filter {
      $1.isFinite && $0 >= frame.x.low && $0 <= frame.x.high
    }.map { (x: frame.x.position($0), y: frame.y.position($1)) }
    list.add(.line(points, .density, width: 1.8))
    legend.append(("density", .density))
  }
  drawHeader(&list, title: title, legend: legend)
  return list
}

/// The bars of a histogram of area one: by the rule of Freedman and Diaconis, at most 200; for
/// whole numbers one bar each.
package func histogramBins(_ values: [Double], isDiscrete: Bool) -> [(
  low: Double, high: Double, height: Double
)] {
  let sorted = values.filter(\.isFinite).sorted()
  guard let low = sorted.first, let high = sorted.last else { return [] }
  var count = 1
  var start = low
  var width = 1.0
  if isDiscrete, high - low < 200 {
    count = Int(high - low) + 1
    start = low - 0.5
  } else if high > low {
    func at(_ q: Double) -> Double { sorted[Int(q * Double(sorted.count - 1))] }
    let spread = at(0.75) - at(0.25)
    let ideal = 2 * spread / cbrt(Double(sorted.count))
    count = ideal > 0 ? Int(min(200, max(1, ((high - low) / ideal).rounded(.up)))) : 30
    width = (high - low) / Double(count)
  } else {
    start = low - 0.5
  }
  var heights = [Double](repeating: 0, count: count)
  for value in sorted {
    heights[min(count - 1, max(0, Int((value - start) / width)))] += 1
  }
  return heights.enumerated().map { index, height in
    (
      start + Double(index) * width, start + Double(index + 1) * width,
      height / Double(sorted.count) / width
    )
  }
}

/// The draws of each chain in their order, a panel a coordinate.
package func tracePlot(chains: [[[Double]]], names: [String], title: String) -> DisplayList {
  let shown = min(chains.count, 8)
  var list = DisplayList(width: 640, height: 60 + 120 * Double(max(shown, 1)))
  let inks: [DisplayList.Ink] = [.draws, .density, .second, .third, .fourth]
  for (index, coordinate) in chains.prefix(8).enumerated() {
    let bottom = 140 + 120 * Double(index)
    let frame = Frame(
      x: Axis(
        low: 0, high: Double(max((coordinate.first?.count ?? 1) - 1, 1)), start: 64, end: 620),
      y: Axis(holding: coordinate.flatMap { $0 }, from: bottom, to: bottom - 92))
    frame.draw(
      into: &list, xName: index == shown - 1 ? "draw" : nil, yName: names[index], ticks: 4)
    for (chain, values) in coordinate.prefix(10).enumerated() {
      let step = max(1, values.count / 1_000)
      list.add(
        .line(
          stride(from: 0, to: values.count, by: step).map {
            (frame.x.position(Double($0)), frame.y.position(values[$0]))
          }, inks[chain % inks.count], width: 0.8))
    }
  }
  drawHeader(&list, title: title + cut(chains.count, shown, "coordinates"), legend: [])
  return list
}

/// Every pair of coordinates: histograms on the diagonal, draws below it.
package func cornerPlot(columns: [[Double]], names: [String], title: String) -> DisplayList {
  let shown = min(columns.count, 8)
  let cell = shown > 5 ? 110.0 : 150.0
  var list = DisplayList(
    width: 80 + cell * Double(shown) + 10, height: 60 + cell * Double(shown) + 50)
  for row in 0..<shown {
    for column in 0...row {
      let left = 70 + cell * Double(column)
      let top = 56 + cell * Double(row)
      let x = Axis(holding: columns[column], from: left, to: left + cell - 18)
      let bottom = top + cell - 24
      if row == column {
        let bins = histogramBins(columns[row], isDiscrete: false)
        let peak = bins.map(\.height).max() ?? 1
        let frame = Frame(x: x, y: Axis(low: 0, high: peak * 1.05, start: bottom, end: top))
        frame.draw(
          into: &list, xName: row == shown - 1 ? names[column] : nil, yName: nil, ticks: 3, size: 9)
        for bin in bins {
          let (a, b, h) = (
            x.position(bin.low), x.position(bin.high), frame.y.position(bin.height)
          )
          list.add(.area([(a, bottom), (a, h), (b, h), (b, bottom)], .draws, opacity: 0.6))
        }
      } else {
        let frame = Frame(x: x, y: Axis(holding: columns[row], from: bottom, to: top))
        frame.draw(
          into: &list, xName: row == shown - 1 ? names[column] : nil,
          yName: column == 0 ? names[row] : nil, ticks: 3, size: 9)
        let step = max(1, columns[row].count / 1_500)
        list.add(
          .dots(
            stride(from: 0, to: columns[row].count, by: step).map {
              (x.position(columns[column][$0]), frame.y.position(columns[row][$0]))
            }, .draws, radius: 1, opacity: 0.4))
      }
    }
  }
  drawHeader(&list, title: title + cut(columns.count, shown, "coordinates"), legend: [])
  return list
}

private func cut(_ all: Int, _ shown: Int, _ what: String) -> String {
  all > shown ? " (\(shown) of \(all) \(what))" : ""
}

private func drawHeader(
  _ list: inout DisplayList, title: String, legend: [(String, DisplayList.Ink)]
) {
  let short = title.count > 60 ? String(title.prefix(59)) + "…" : title
  list.add(.text(short, x: 16, y: 22, size: 14, .text, anchor: .start))
  var right = list.width - 20
  for (name, ink) in legend.reversed() {
    right -= Double(name.count) * 5.6
    list.add(.text(name, x: right, y: 40, size: 11, .muted, anchor: .start))
    list.add(.line([(right - 20, 36), (right - 6, 36)], ink, width: 3))
    right -= 36
  }
}
