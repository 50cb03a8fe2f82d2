/// How wide text is in a terminal, in columns: what is aligned, cut and marked counts in these.
extension Character {
  /// The columns that it takes: two where it is wide (ideographs, kana, Hangul, emoji), none where it
  /// has no glyph of its own, else one. What combines with a letter takes no more than the letter.
  ///
  /// Source: Unicode Standard Annex 11, East Asian Width, and Technical Standard 51 for emoji.
  package var displayWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    // Nearly all text.
    if first.value < 0x300 {
      if first.value < 0x20 || (0x7F..<0xA0).contains(first.value) { return 0 }
      return isShownAsEmoji ? 2 : 1
    }
    if isShownAsEmoji || first.properties.isEmojiPresentation || first.isWide { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator:
      return 0
    default: return 1
    }
  }

  /// A sign that a variation selector makes an emoji: `❤️`, `1️⃣`.
  private var isShownAsEmoji: Bool {
    unicodeScalars.dropFirst().first?.value == 0xFE0F
  }
}

extension Unicode.Scalar {
  /// The ranges of East Asian Width W and F that are no emoji.
  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
      0x4E00...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
      0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FB, 0x1F200...0x1F265,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

extension StringProtocol {
  /// The columns that a line takes in a terminal.
  package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The line, with `…` at its end where it is wider than so many columns.
  package func cut(toWidth limit: Int) -> String {
    guard displayWidth > limit else { return String(self) }
    var (text, width) = ("", 0)
    for character in self where width >= 0 {
      guard width + character.displayWidth < limit else { break }
      text.append(character)
      width += character.displayWidth
    }
    return limit > 0 ? text + "…" : ""
  }

  /// The line with blanks behind it, or before it, until it is so wide.
  package func padded(toWidth width: Int, before: Bool = false) -> String {
    let blanks = String(repeating: " ", count: Swift.max(0, width - displayWidth))
    return before ? blanks + self : self + blanks
  }

  /// The text in lines of at most so many columns, broken at blanks where there are any. What goes on
  /// is indented as its line is, and `hanging` columns more.
  ///
  /// - Parameter lead: the columns of the first line that are taken already.
  package func wrapped(toWidth limit: Int, lead: Int = 0, hanging: Int = 0) -> [String] {
    split(omittingEmptySubsequences: false) { $0.isNewline }.enumerated().flatMap { index, line in
      Self.wrapped(line, limit, lead: index == 0 ? lead : 0, hanging: hanging)
    }
  }

  private static func wrapped(_ line: SubSequence, _ limit: Int, lead: Int, hanging: Int)
    -> [String]
  {
    guard lead + line.displayWidth > limit else { return [String(line)] }
    let blanks = line.prefix { $0 == " " }.count
    let indent = String(repeating: " ", count: Swift.min(blanks + hanging, limit / 2))
    var lines: [String] = []
    var (current, width) = (String(line.prefix(blanks)), lead + blanks)
    var isEmpty = true
    for word in line.dropFirst(blanks).split(separator: " ", omittingEmptySubsequences: false) {
      let wordWidth = word.displayWidth
      if width + (isEmpty ? 0 : 1) + wordWidth <= limit {
        current += (isEmpty ? "" : " ") + word
        width += (isEmpty ? 0 : 1) + wordWidth
        isEmpty = false
        continue
      }
      if !isEmpty || lead > 0 && lines.isEmpty {
        lines.append(current)
        (current, width) = (indent, indent.count)
      }
      // A word that is wider than a line is broken.
      for character in word {
        if width + character.displayWidth > limit, width > indent.count {
          lines.append(current)
          (current, width) = (indent, indent.count)
        }
        current.append(character)
        width += character.displayWidth
      }
      isEmpty = false
    }
    return lines + [current]
  }
}
