extension StringProtocol {
  /// The text with a sign in place of each character that a terminal would obey instead of showing:
  /// `␛` for an escape, `�` for the marks that turn the order of writing and for what else has no sign.
  /// Line breaks and tabs stay. Each takes one column, and each character remains one.
  package var safeForTerminal: String {
    guard unicodeScalars.contains(where: \.isObeyed) else { return String(self) }
    var safe = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if !scalar.isObeyed {
        safe.append(scalar)
      } else if scalar.value < 0x20 {
        safe.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      } else {
        safe.append(scalar.value == 0x7F ? "\u{2421}" : "\u{FFFD}")
      }
    }
    return String(safe)
  }
}

extension Unicode.Scalar {
  /// Controls (but for line breaks and tabs), and what turns the order of writing.
  fileprivate var isObeyed: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0x00..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
