import Foundation

extension DisplayList {
  /// The list as an SVG file that follows the reader's light or dark theme. More than 2,000 dots, of
  /// all marks together, become one embedded image, drawn where the first of them stands.
  package func svg() -> String {
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" \
      width="\(number(width))" height="\(number(height))" font-family="Helvetica, Arial, sans-serif">
      <style>
      .l{fill:none;stroke-linejoin:round}.f{stroke:none}
      \(rules(.light))
      @media (prefers-color-scheme:dark){\(rules(.dark))}
      </style>

      """
    text += "<rect class=\"page\" width=\"\(number(width))\" height=\"\(number(height))\"/>\n"
    var image = dotCount > 2_000 ? imageOfDots() : nil
    let isImage = image != nil
    for mark in marks {
      if case .dots = mark, isImage {
        text += image.map { $0 + "\n" } ?? ""
        image = nil
      } else {
        text += svg(mark) + "\n"
      }
    }
    return text + "</svg>\n"
  }

  private var dotCount: Int {
    marks.reduce(0) { count, mark in
      if case .dots(let points, _, _, _) = mark { return count + points.count }
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
        "<path class=\"f \(ink.rawValue)\" opacity=\"\(number(opacity))\" d=\"\(path(points))Z\"/>"
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

  /// All dots as one PNG, half as fine again as the page.
  private func imageOfDots() -> String {
    let scale = 1.5
    let (columns, rows) = (Int(width * scale), Int(height * scale))
    var coverage = [Double](repeating: 0, count: columns * rows)
    var inks = [Ink](repeating: .draws, count: columns * rows)
    for case .dots(let points, let ink, let radius, let opacity) in marks {
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
            let index = row * columns + column
            coverage[index] += alpha * (1 - coverage[index])
            inks[index] = ink
          }
        }
      }
    }
    let colors = Dictionary(
      uniqueKeysWithValues: Ink.allCases.map { ($0, Theme.components(Theme.light[$0])) })
    let png = PNGEncoder.encode(columns: columns, rows: rows) { column, row in
      let index = row * columns + column
      let color = colors[inks[index]] ?? (0, 0, 0)
      // Eight steps of opacity: enough for the eye, and they compress.
      return (color.0, color.1, color.2, UInt8((coverage[index] * 7).rounded() * 255 / 7))
    }
    return
      "<image width=\"\(number(width))\" height=\"\(number(height))\" href=\"data:image/png;base64,\(Data(png).base64EncodedString())\"/>"
  }

  private func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let text = String(format: "%.2f", value)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }

  private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
  }
}

/// The colours of a role, in a light and in a dark page; chosen to be told apart by all
/// (Okabe and Ito 2008).
package struct Theme: Sendable {
  let page: String
  private let colors: [DisplayList.Ink: String]
  package subscript(_ ink: DisplayList.Ink) -> String { colors[ink] ?? "#888888" }

  package static let light = Theme(
    page: "#ffffff",
    colors: [
      .text: "#1a1a1a", .muted: "#5f6368", .grid: "#e3e5e8", .draws: "#0072b2", .density: "#d55e00",
      .second: "#009e73", .third: "#cc79a7", .fourth: "#8a6d00",
    ])
  package static let dark = Theme(
    page: "#16181d",
    colors: [
      .text: "#f1f3f4", .muted: "#a8adb5", .grid: "#2d3139", .draws: "#56b4e9", .density: "#e69f00",
      .second: "#2fd6a3", .third: "#e6a3c8", .fourth: "#f0e442",
    ])

  static func components(_ hex: String) -> (UInt8, UInt8, UInt8) {
    let value = UInt32(hex.dropFirst(), radix: 16) ?? 0x888888
    return (
      UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)
    )
  }
}
