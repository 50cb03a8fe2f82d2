import CNative
import CompFiles

/// The system's cairo, which draws PNG.
package enum Cairo {
  /// nil where there is none on this machine.
  package static var version: String? {
    comp_cairo_opened().map { String(cString: $0.pointee.version_string()) }
  }

  package static let advice =
    "install cairo (on Debian and Ubuntu: apt-get install libcairo2), or write SVG"
}

extension DisplayList {
  /// The list as a PNG file in its theme, light where it has none.
  ///
  /// - Parameter scale: pixels to a point.
  /// - Throws: `FileError`, where there is no cairo or no memory.
  package func png(scale: Double = 2) throws -> [UInt8] {
    try drawn(scale) { try Self.encoded($0, $1) }
  }

  /// The same as pixels.
  package func pixels(scale: Double) throws -> Pixels {
    try drawn(scale) { cairo, surface in
      cairo.surface_flush(surface)
      let (columns, rows) = (
        Int(cairo.image_surface_get_width(surface)), Int(cairo.image_surface_get_height(surface))
      )
      let stride = Int(cairo.image_surface_get_stride(surface))
      guard let data = cairo.image_surface_get_data(surface) else {
        throw Self.error(cairo, Int32(COMP_CAIRO_NO_MEMORY))
      }
      var values = [UInt8](repeating: 0, count: columns * rows * 3)
      for row in 0..<rows {
        for column in 0..<columns {
          // A word of 32 bits: opacity, red, green, blue from its high end.
          let word = UnsafeRawPointer(data + row * stride + column * 4).loadUnaligned(
            as: UInt32.self)
          for channel in 0..<3 {
            values[(row * columns + column) * 3 + channel] = UInt8(
              truncatingIfNeeded: word >> UInt32(16 - 8 * channel))
          }
        }
      }
      return Pixels(columns: columns, rows: rows, values: values)
    }
  }

  /// Draws on a surface of its own, which is then read.
  private func drawn<T>(
    _ scale: Double, _ read: (comp_cairo, OpaquePointer) throws -> T
  ) throws -> T {
    guard let cairo = comp_cairo_opened()?.pointee else {
      throw FileError(
        .unwritable, "PNG is drawn by cairo, which this machine has not", help: Cairo.advice)
    }
    let surface = cairo.image_surface_create(
      Int32(COMP_CAIRO_FORMAT_ARGB32), Int32(width * scale), Int32(height * scale))
    defer { cairo.surface_destroy(surface) }
    let canvas = Canvas(cairo: cairo, context: cairo.create(surface))
    defer { cairo.destroy(canvas.context) }
    cairo.scale(canvas.context, scale, scale)
    let theme = theme ?? .light
    canvas.setColor(theme.page, opacity: 1)
    cairo.paint(canvas.context)
    for mark in header + marks { canvas.draw(mark, theme) }
    let status = cairo.status(canvas.context)
    guard status == 0 else { throw Self.error(cairo, status) }
    return try read(cairo, surface)
  }

  private static func encoded(_ cairo: comp_cairo, _ surface: OpaquePointer) throws -> [UInt8] {
    final class Bytes { var values: [UInt8] = [] }
    let bytes = Bytes()
    let status = cairo.surface_write_to_png_stream(
      surface,
      { closure, data, length in
        guard let closure, let data else { return Int32(COMP_CAIRO_WRITE_ERROR) }
        Unmanaged<Bytes>.fromOpaque(closure).takeUnretainedValue().values +=
          UnsafeBufferPointer(start: data, count: Int(length))
        return 0
      }, Unmanaged.passUnretained(bytes).toOpaque())
    guard status == 0 else { throw error(cairo, status) }
    return bytes.values
  }

  private static func error(_ cairo: comp_cairo, _ status: Int32) -> FileError {
    FileError(.unwritable, "cairo says: \(String(cString: cairo.status_to_string(status)))")
  }
}

/// What marks are drawn on.
private struct Canvas {
  let cairo: comp_cairo
  let context: OpaquePointer

  func setColor(_ hex: String, opacity: Double) {
    let (r, g, b) = Theme.components(hex)
    cairo.set_source_rgba(context, Double(r) / 255, Double(g) / 255, Double(b) / 255, opacity)
  }

  private func trace(_ points: [(x: Double, y: Double)]) {
    cairo.new_path(context)
    for point in points { cairo.line_to(context, point.x, point.y) }
  }

  func draw(_ mark: DisplayList.Mark, _ theme: Theme) {
    switch mark {
    case .line(let points, let ink, let width):
      setColor(theme[ink], opacity: 1)
      cairo.set_line_width(context, width)
      cairo.set_line_join(context, Int32(COMP_CAIRO_LINE_JOIN_ROUND))
      trace(points)
      cairo.stroke(context)
    case .area(let points, let ink, let opacity):
      setColor(theme[ink], opacity: opacity)
      cairo.set_fill_rule(context, Int32(COMP_CAIRO_FILL_RULE_EVEN_ODD))
      trace(points)
      cairo.close_path(context)
      cairo.fill(context)
    case .dots(let points, let ink, let radius, let opacity):
      setColor(theme[ink], opacity: opacity)
      for point in points where point.x.isFinite && point.y.isFinite {
        cairo.new_path(context)
        cairo.arc(context, point.x, point.y, radius, 0, 2 * .pi)
        cairo.fill(context)
      }
    case .text(let string, let x, let y, let size, let ink, let anchor):
      setColor(theme[ink], opacity: 1)
      let normal = Int32(COMP_CAIRO_FONT_NORMAL)
      cairo.select_font_face(context, "sans-serif", normal, normal)
      cairo.set_font_size(context, size)
      var extents = comp_cairo_text_extents()
      cairo.text_extents(context, string, &extents)
      let shift: Double
      switch anchor {
      case .start: shift = 0
      case .middle: shift = extents.x_advance / 2
      case .end: shift = extents.x_advance
      }
      cairo.move_to(context, x - shift, y)
      cairo.show_text(context, string)
    }
  }
}
