import CompFiles
import CompPlatform

extension DisplayList {
  /// The list as an SVG file that follows the reader's light or dark theme, unless it has its own. More than 2,000 dots of one
  /// ink, of all marks together, become one embedded image, drawn where the first of them stands.
  package func svg() -> String {
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" \
      width="\(number(width))" height="\(number(height))" font-family="Helvetica, Arial, sans-serif">
      <style>
      .l{fill:none;stroke-linejoin:round}.f{stroke:none}
      \(theme.map(rules) ?? "\(rules(.light))\n@media (prefers-color-scheme:dark){\(rules(.dark))}")
      </style>

      """
    text += "<rect class=\"page\" width=\"\(number(width))\" height=\"\(number(height))\"/>\n"
    let inImages = Set(Ink.allCases.filter { dotCount($0) > 2_000 })
    var drawn: Set<Ink> = []
    for mark in header + marks {
      if case .dots(_, let ink, _, _) = mark, inImages.contains(ink) {
        if drawn.insert(ink).inserted { text += imageOfDots(ink) + "\n" }
      } else {
        text += svg(mark) + "\n"
      }
    }
    return text + "</svg>\n"
  }

  private func dotCount(_ counted: Ink) -> Int {
    marks.reduce(0) { count, mark in
      if case .dots(let points, counted, _, _) = mark { return count + points.count }
      return count
    }
  }

  private func rules(_ theme: Theme) -> String {
    ".page{fill:\(theme.page)}"
      + Ink.allCases.map {
        ".l.\($0.rawValue){stroke:\(theme[$0])}.f.\($0.rawValue){fill:\(theme[$0])}"
      }.joined()
  }

  private func svg(_ mark: Mark) -> String {
    func path(_ points: [(x: Double, y: Double)]) -> String {
      points.enumerated().map {
        "\($0 == 0 ? "M" : "L")\(number($1.x)) \(number($1.y))"
      }.joined()
    }
    switch mark {
    case .line(let points, let ink, let width):
      return
        "<path class=\"l \(ink.rawValue)\" stroke-width=\"\(number(width))\" d=\"\(path(points))\"/>"
    case .area(let points, let ink, let opacity):
      return
        "<path class=\"f \(ink.rawValue)\" fill-rule=\"evenodd\" opacity=\"\(number(opacity))\" d=\"\(path(points))Z\"/>"
    case .dots(let points, let ink, let radius, let opacity):
      return "<g class=\"f \(ink.rawValue)\" opacity=\"\(number(opacity))\">"
        + points.map {
          "<circle cx=\"\(number($0.x))\" cy=\"\(number($0.y))\" r=\"\(number(radius))\"/>"
        }.joined() + "</g>"
    case .text(let string, let x, let y, let size, let ink, let anchor):
      return
        "<text class=\"f \(ink.rawValue)\" x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\" text-anchor=\"\(anchor.rawValue)\">\(escaped(string))</text>"
    }
  }

  /// All dots of an ink: a PNG half as fine again as the page is the mask through which the ink is
  /// seen, so that it follows the theme.
  private func imageOfDots(_ shown: Ink) -> String {
    let scale = 1.5
    let (columns, rows) = (Int(width * scale), Int(height * scale))
    var coverage = [Double](repeating: 0, count: columns * rows)
    for case .dots(let points, shown, let radius, let opacity) in marks {
      let reach = Int((radius * scale).rounded(.up)) + 1
      for point in points {
        let (cx, cy) = (point.x * scale, point.y * scale)
        guard cx.isFinite, cy.isFinite, abs(cx) < 1e6, abs(cy) < 1e6 else { continue }
        for row in max(0, Int(cy) - reach)..<max(0, min(rows, Int(cy) + reach + 1), Int(cy) - reach)
        {
          for column in max(
            0, Int(cx) - reach)..<max(0, min(columns, Int(cx) + reach + 1), Int(cx) - reach)
          {
            let (dx, dy) = (Double(column) + 0.5 - cx, Double(row) + 0.5 - cy)
            let edge = radius * scale + 0.5 - (dx * dx + dy * dy).squareRoot()
            let alpha = min(max(edge, 0), 1) * opacity
            coverage[row * columns + column] += alpha * (1 - coverage[row * columns + column])
          }
        }
      }
    }
    let png = PNGEncoder.encode(columns: columns, rows: rows) { column, row in
      // Eight steps of opacity: enough for the eye, and they compress.
      (255, 255, 255, UInt8((coverage[row * columns + column] * 7).rounded() * 255 / 7))
    }
    let place = "width=\"\(number(width))\" height=\"\(number(height))\""
    return """
      <mask id="dots-\(shown.rawValue)"><image \(place) \
      href="data:image/png;base64,\(Data(png).base64EncodedString())"/></mask>
      <rect class="f \(shown.rawValue)" \(place) mask="url(#dots-\(shown.rawValue))"/>
      """
  }

  private func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let text = String(printf: "%.2f", value)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
