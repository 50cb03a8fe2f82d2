import CompPlatform

/// A real with six significant digits, as `print` shows it: `1`, `0.5`, `1.23457e-08`, `inf`, `nan`.
package func formatReal(_ value: Double) -> String { formatReal(value, digits: 6) }

/// A real down to a thousandth of a spread, and to six significant digits at least.
package func formatReal(_ value: Double, resolving spread: Double) -> String {
  let ratio = abs(value) / spread
  guard ratio.isFinite, ratio > 0 else { return formatReal(value) }
  return formatReal(value, digits: min(17, max(6, Int(log10(ratio).rounded(.up)) + 3)))
}

/// A real with so many significant digits.
package func formatReal(_ value: Double, digits: Int) -> String {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value > 0 ? "inf" : "-inf" }
  let text = String(printf: "%.\(digits)g", value)
  return text == "-0" ? "0" : text
}
