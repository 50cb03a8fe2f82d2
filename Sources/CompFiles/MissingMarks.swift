/// How a file writes that a value is missing.
public struct MissingMarks: Sendable, Hashable {
  /// The marks that the reader of the file has listed.
  public let listed: [String]
  private let texts: Set<String>
  private let numbers: Set<Double>
  private let hasNaN: Bool

  /// - Parameter listed: the marks that are read as missing values. A mark that is a number matches every
  ///   spelling of that number; a mark that is NaN matches NaN in arrays too.
  public init(_ listed: [String] = []) {
    self.listed = listed
    texts = Set(listed)
    numbers = Set(listed.compactMap { NumberText().number($0) })
    hasNaN = listed.contains(where: Self.isNaN)
  }

  /// Whether a text is a listed mark.
  public func contains(_ text: String) -> Bool { texts.contains(text) }

  /// Whether a number is a listed mark.
  public func contains(_ number: Double) -> Bool {
    number.isNaN ? hasNaN : !numbers.isEmpty && numbers.contains(number)
  }

  /// Whether some numbers are marks.
  var hasNumbers: Bool { !numbers.isEmpty }

  /// Returns whether a text is a usual mark of a missing value: of R, pandas, Julia or spreadsheets, or NaN as
  /// C libraries print it. Such a text is never read as a number, and as a label only on request.
  public static func isUsual(_ text: String) -> Bool {
    if text.isEmpty { return true }
    guard text.utf8.count <= 24 else { return false }
    return usual.contains(text.lowercased()) || isNaN(text)
  }

  /// Whether a text of punctuation alone, as `-`, `?` and `.`, is more likely a mark than a label.
  public static func isBare(_ text: String) -> Bool {
    text.allSatisfy { $0.isPunctuation || "+=<>|~^$`−".contains($0) }
  }

  private static let usual: Set<String> = [
    "na", "n/a", "n.a.", "<na>", "#n/a", "#na", "#n/a n/a", "null", "none", "#null!", "#value!",
    "#div/0!", "#num!", "#ref!", "#name?",
  ]

  /// `nan`, `-nan`, `nan(0x7)`, `1.#IND`, `-1.#QNAN`, whatever the letters' case.
  private static func isNaN(_ text: String) -> Bool {
    var rest = text.lowercased()[...]
    if let sign = rest.first, sign == "-" || sign == "+" { rest.removeFirst() }
    if rest.hasPrefix("1.#") {
      return ["ind", "qnan", "snan", "nan"].contains { rest.dropFirst(3).hasPrefix($0) }
    }
    guard rest.hasPrefix("nan") || rest.hasPrefix("qnan") || rest.hasPrefix("snan") else {
      return false
    }
    let tail = rest.drop { $0.isLetter }
    let word = rest.prefix { $0.isLetter }
    return ["nan", "qnan", "snan", "nanq", "nans"].contains(word)
      && (tail.isEmpty || (tail.hasPrefix("(") && tail.hasSuffix(")")))
  }
}
