/// The colours of a role, in a light and in a dark page; chosen to be told apart by all
/// (Okabe and Ito 2008).
package struct Theme: Sendable {
  package let page: String
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

  /// `light` or `dark`.
  package static func named(_ name: String) -> Theme? { ["light": light, "dark": dark][name] }

  /// Red, green and blue of `#rrggbb`.
  package static func components(_ hex: String) -> (UInt8, UInt8, UInt8) {
    let value = UInt32(hex.dropFirst(), radix: 16) ?? 0x888888
    return (
      UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)
    )
  }
}
