import CompSource

extension Diagnostic {
  /// Characters that are no part of the language, with what was likely meant by them.
  static func invalidCharacters(_ span: Span) -> Diagnostic {
    let scalars = Array(span.text.unicodeScalars)
    guard scalars.count == 1, let scalar = scalars.first else {
      return Diagnostic(
        .invalidCharacter, "these characters mean nothing here",
        at: [.init(span, "not a part of the language")])
    }
    let named = name(of: scalar)
    let message = "the character \(named) means nothing here"
    let label = Diagnostic.Label(span, "not a part of the language")
    if let replacement = replacements[scalar] {
      return Diagnostic(
        .invalidCharacter, message, at: [label],
        suggestion: .init(
          replacement == " " ? "write a plain blank" : "write '\(replacement)'", replace: span,
          with: replacement))
    }
    return Diagnostic(.invalidCharacter, message, at: [label], help: helps[scalar])
  }

  /// `'red'`
  static func singleQuotes(_ span: Span) -> Diagnostic {
    let mended = "\"" + span.text.dropFirst().dropLast() + "\""
    return Diagnostic(
      .invalidCharacter, "strings are written in double quotes",
      at: [.init(span, "not a part of the language")],
      suggestion: .init("write \(mended)", replace: span, with: mended))
  }

  /// `# a comment`
  static func foreignComment(_ span: Span) -> Diagnostic {
    Diagnostic(
      .invalidCharacter, "comments begin with '//'", at: [.init(span, "found '#'")],
      suggestion: .init("write '//'", replace: span, with: "//"))
  }

  /// `0..3`, `0...3`
  static func foreignRange(_ span: Span) -> Diagnostic {
    let help: String? =
      span.text == "..." ? "the end does not belong to it: the numbers 0, 1, 2 are 0..<3" : nil
    return Diagnostic(
      .unexpectedToken, "a range is written 'a..<b'", at: [.init(span, "found '\(span.text)'")],
      help: help, suggestion: .init("write '..<'", replace: span, with: "..<"))
  }

  /// `2pi`, `3x`, and numbers as other languages write them.
  static func nameBehindNumber(_ span: Span, number: String, name: String) -> Diagnostic {
    let label = Diagnostic.Label(span, "a name cannot follow a number directly")
    if ["f", "F", "d", "L", "l", "u"].contains(name) {
      return Diagnostic(
        .invalidNumber, "numbers have no suffix",
        at: [.init(span, "the kind of a number shows by its point")],
        suggestion: .init("leave it out", replace: span, with: number))
    }
    if number == "0", let base = ["x": 16, "X": 16, "b": 2, "o": 8][name.first ?? " "],
      let value = Int(name.dropFirst(), radix: base)
    {
      return Diagnostic(
        .invalidNumber, "numbers are written in decimal", at: [.init(span, "found '\(span.text)'")],
        suggestion: .init("write '\(value)'", replace: span, with: "\(value)"))
    }
    if ["e", "E"].contains(name) || name.hasPrefix("_") {
      return Diagnostic(.invalidNumber, "'\(span.text)' is not a number", at: [label])
    }
    return Diagnostic(
      .invalidNumber, "'\(span.text)' is not a number", at: [label],
      suggestion: .init(
        "write '*' between a number and a name", replace: span, with: "\(number) * \(name)"))
  }

  /// The character in quotes, where it can be seen; and its code point, where it is not ASCII.
  private static func name(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F ? code : "'\(scalar)'" }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
      return code
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation,
      .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
      .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
      return "'\(scalar)' (\(code))"
    @unknown default: return code
    }
  }

  /// What may be put in the place of a character as it is.
  private static let replacements: [Unicode.Scalar: String] = [
    "×": "*", "·": "*", "\u{387}": "*", "⋅": "*", "∙": "*", "∗": "*", "÷": "/", "∕": "/", "−": "-",
    "–": "-", "—": "-", "≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "∧": "&&", "∨": "||", "¬": "!",
    "∞": "infinity", "“": "\"", "”": "\"", "„": "\"", "«": "\"", "»": "\"", "²": " ^ 2",
    "³": " ^ 3", "½": "(1 / 2)", "\u{A0}": " ", "\u{2007}": " ", "\u{2009}": " ", "\u{202F}": " ",
    "\u{3000}": " ", "\u{200B}": "", "\u{FEFF}": "", "（": "(", "）": ")", "，": ",", "：": ":",
    "；": ";", "＝": "=", "＋": "+", "－": "-", "＊": "*",
  ]

  private static let helps: [Unicode.Scalar: String] = [
    "&": "the logical and is written '&&'",
    "%": "the remainder is written 'mod(a, b)'",
    "'": "strings are written in double quotes",
    "`": "strings are written in double quotes",
    "$": "names are written without '$'",
    "?": "a choice is written 'if c { a } else { b }'",
    "~": "a density is placed on a variable by 'on', and densities are multiplied: "
      + "gaussian(0, 1) on x * gaussian(x, 1) on y",
    "\\": "a backslash stands only within strings; division is written '/'",
    "√": "the square root is written 'sqrt(x)'",
    "∑": "a sum is written 'sum([… for i in 0..<n])'",
    "∏": "a product of densities is written 'product([… for i in 0..<n])'",
    "∈": "in a 'for' the word is 'in'",
    "‖": "the norm is written 'norm(x)'",
  ]
}
