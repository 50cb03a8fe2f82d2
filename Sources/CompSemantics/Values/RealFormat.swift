import Foundation

/// A real with six significant digits, as `print` shows it: `1`, `0.5`, `1.23457e-08`, `inf`, `nan`.
package func formatReal(_ value: Double) -> String {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value > 0 ? "inf" : "-inf" }
  let text = String(format: "%.6g", value)
  return text == "-0" ? "0" : text
}
