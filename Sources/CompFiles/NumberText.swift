import CompPlatform

/// Numbers as cells of tables spell them.
struct NumberText: Sendable {
  /// Whether the decimal mark is a comma.
  var hasDecimalComma = false

  /// Returns the number that a text spells; nil where it spells none, where it spells NaN, or where no
  /// `Double` is that number: beyond its range, or a whole number with more digits than it holds.
  func number(_ text: String) -> Double? {
    guard let number = Double(hasDecimalComma ? withPoint(text) : text), !number.isNaN else {
      return nil
    }
    if number.isInfinite { return text.utf8.contains(where: Self.isDigit) ? nil : number }
    guard abs(number) >= 0x1p53 else { return number }
    return Self.isExact(text, number) ? number : nil
  }

  private func withPoint(_ text: String) -> String {
    text.utf8.contains(UInt8(ascii: ".")) ? "" : text.replacing(",", with: ".")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Whether a number at or beyond 2⁵³ that is written with all its digits is exactly the given one. One
  /// with an exponent or a fraction is rounded as usual.
  private static func isExact(_ text: String, _ number: Double) -> Bool {
    var digits = text[...]
    if let sign = digits.first, sign == "-" || sign == "+" { digits.removeFirst() }
    guard digits.utf8.allSatisfy(isDigit) else { return true }
    return digits.drop { $0 == "0" } == String(printf: "%.0f", abs(number))[...]
  }

  /// Returns why a text that looks like a number is none, and what to do; nil where it does not look
  /// like one.
  func fault(_ text: String) -> (reason: String, help: String)? {
    let plain = text.hasPrefix("+") || text.hasPrefix("-") ? String(text.dropFirst()) : text
    guard plain.utf8.contains(where: Self.isDigit) || plain == "∞" else { return nil }
    if plain.wholeMatch(of: /[0-9]{1,3}([, \u{A0}\u{202F}'’.][0-9]{3})+([.,][0-9]+)?/) != nil,
      number(text) == nil, !plain.utf8.allSatisfy(Self.isDigit)
    {
      return hasDecimalComma || !plain.contains(",")
        ? ("it has separators of thousands", "write the digits without them")
        : (
          "it has separators of thousands, or a decimal comma",
          "write the digits without separators; for decimal commas say decimal: \",\""
        )
    }
    if hasDecimalComma, plain.wholeMatch(of: /[0-9]*\.[0-9]+([eE][+-]?[0-9]+)?/) != nil {
      return ("it has a decimal point, where decimal: \",\" says comma", "use one mark throughout")
    }
    if plain.wholeMatch(of: /[0-9]*,[0-9]+([eE][+-]?[0-9]+)?/) != nil {
      return ("it has a decimal comma", "say decimal: \",\"")
    }
    if plain.wholeMatch(of: /[0-9][0-9.,]*\s?%/) != nil {
      return ("it has a percent sign", "write 0.05 for 5 %")
    }
    if plain.wholeMatch(of: /[$€£¥]\s?[0-9][0-9.,]*|[0-9][0-9.,]*\s?[$€£¥]/) != nil {
      return ("it has a sign of currency", "write the number alone")
    }
    if plain.wholeMatch(of: /[0-9]+\.?[0-9]*[dD][+-]?[0-9]+/) != nil {
      return ("its exponent begins with D", "write 1e5 for 1D5")
    }
    if text.wholeMatch(of: /[\u{2212}\u{2013}][0-9][0-9.,eE]*/) != nil {
      return ("its minus sign is not ASCII", "write - as in -1")
    }
    if plain.wholeMatch(of: /1\.#INF0*|∞/) != nil {
      return ("it is not a number here", "write inf")
    }
    guard let number = Double(text), !number.isNaN else { return nil }
    return number.isInfinite
      ? ("it is beyond the range of a Real", "reals reach to 1.8e308")
      : (
        "a Real holds no whole number with that many digits: it would become "
          + String(printf: "%.0f", number),
        "choose the variables that are wanted by as:, or keep whole numbers beyond 2⁵³ in JSON and read them by load"
      )
  }
}
