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

  /// `2pi`, `3x`.
  static func nameBehindNumber(_ span: Span, number: String, name: String) -> Diagnostic {
    let label = Diagnostic.Label(span, "a name cannot follow a number directly")
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
    "#": "comments begin with '//'",
    "$": "names are written without '$'",
    "?": "a choice is written 'if c { a } else { b }'",
    "~": "a density is placed on a variable by 'p on x'",
    "\\": "a backslash stands only within strings; division is written '/'",
    "√": "the square root is written 'sqrt(x)'",
    "∑": "a sum is written 'sum([… for i in 0..<n])'",
    "∏": "a product of densities is written 'product([… for i in 0..<n])'",
    "∈": "in a 'for' the word is 'in'",
    "‖": "the norm is written 'norm(x)'",
  ]
}
