import CCairo
import CompFiles
import CompPlot
import Foundation

extension DisplayList {
  /// The list as a PNG file in its theme, light where it has none.
  ///
  /// - Parameter scale: pixels to a point.
  /// - Throws: what cairo says, in words.
  func png(scale: Double = 2) throws -> [UInt8] { try drawn(scale, encoded) }

  /// The same as pixels.
  func pixels(scale: Double) throws -> Pixels {
    try drawn(scale) { surface in
      cairo_surface_flush(surface)
      let (columns, rows) = (
        Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface))
      )
      let stride = Int(cairo_image_surface_get_stride(surface))
      guard let data = cairo_image_surface_get_data(surface) else {
        throw CairoError(CAIRO_STATUS_NO_MEMORY)
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
  private func drawn<T>(_ scale: Double, _ read: (OpaquePointer?) throws -> T) throws -> T {
    let surface = cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, Int32(width * scale), Int32(height * scale))
    defer { cairo_surface_destroy(surface) }
    guard let context = cairo_create(surface) else { throw CairoError(CAIRO_STATUS_NO_MEMORY) }
    defer { cairo_destroy(context) }
    cairo_scale(context, scale, scale)
    let theme = theme ?? .light
    context.setColor(theme.page, opacity: 1)
    cairo_paint(context)
    for mark in header + marks { context.draw(mark, theme) }
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else { throw CairoError(status) }
    return try read(surface)
  }

  private func encoded(_ surface: OpaquePointer?) throws -> [UInt8] {
    final class Bytes { var values: [UInt8] = [] }
    let bytes = Bytes()
    let status = cairo_surface_write_to_png_stream(
      surface,
      { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Bytes>.fromOpaque(closure).takeUnretainedValue().values +=
          UnsafeBufferPointer(start: data, count: Int(length))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(bytes).toOpaque())
    guard status == CAIRO_STATUS_SUCCESS else { throw CairoError(status) }
    return bytes.values
  }
}

/// What cairo reports.
struct CairoError: Error, CustomStringConvertible {
  let description: String
  init(_ status: cairo_status_t) { description = String(cString: cairo_status_to_string(status)) }
}

extension OpaquePointer {
  fileprivate func setColor(_ hex: String, opacity: Double) {
    let (r, g, b) = Theme.components(hex)
    cairo_set_source_rgba(self, Double(r) / 255, Double(g) / 255, Double(b) / 255, opacity)
  }

  private func trace(_ points: [(x: Double, y: Double)]) {
    cairo_new_path(self)
    for point in points { cairo_line_to(self, point.x, point.y) }
  }

  fileprivate func draw(_ mark: DisplayList.Mark, _ theme: Theme) {
    switch mark {
    case .line(let points, let ink, let width):
      setColor(theme[ink], opacity: 1)
      cairo_set_line_width(self, width)
      cairo_set_line_join(self, CAIRO_LINE_JOIN_ROUND)
      trace(points)
      cairo_stroke(self)
    case .area(let points, let ink, let opacity):
      setColor(theme[ink], opacity: opacity)
      cairo_set_fill_rule(self, CAIRO_FILL_RULE_EVEN_ODD)
      trace(points)
      cairo_close_path(self)
      cairo_fill(self)
    case .dots(let points, let ink, let radius, let opacity):
      setColor(theme[ink], opacity: opacity)
      for point in points where point.x.isFinite && point.y.isFinite {
        cairo_new_path(self)
        cairo_arc(self, point.x, point.y, radius, 0, 2 * .pi)
        cairo_fill(self)
      }
    case .text(let string, let x, let y, let size, let ink, let anchor):
      setColor(theme[ink], opacity: 1)
      cairo_select_font_face(self, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
      cairo_set_font_size(self, size)
      var extents = cairo_text_extents_t()
      cairo_text_extents(self, string, &extents)
      let shift: Double
      switch anchor {
      case .start: shift = 0
      case .middle: shift = extents.x_advance / 2
      case .end: shift = extents.x_advance
      }
      cairo_move_to(self, x - shift, y)
      cairo_show_text(self, string)
    }
  }
}
