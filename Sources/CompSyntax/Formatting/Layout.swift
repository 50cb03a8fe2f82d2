/// A text with choices of where its lines break (after Wadler 2003, "A prettier printer", with the
/// filling of paragraphs and with comments).
///
/// A group stands on one line if it fits there; else its soft breaks are line breaks, and the groups
/// within it choose for themselves.
struct Layout: Sendable {
  indirect enum Kind: Sendable {
    case text(String)
    /// A blank, unless a line ends or begins here.
    case space
    /// `flat` where the group around it stands on one line, else a line break, before which a
    /// blank line is left if asked for.
    case softBreak(flat: String, blank: Bool)
    case hardBreak(blank: Bool)
    /// Text that appears only in a broken group.
    case whenBroken(String)
    case sequence([Layout])
    case indented(Layout)
    case group(Layout)
    /// `first`, then `rest`, each of them behind a blank where it fits on the line, else on a line
    /// of its own; on lines of their own altogether where that `isForced`.
    case fill(first: Layout, rest: [Layout], indentsRest: Bool, isForced: Bool)
    /// What stands behind an `=`: on the same line if it fits; else, where it `prefersOwnLine` or
    /// has no place to break, on an indented line of its own if it fits there; else broken.
    case afterEquals(Layout, prefersOwnLine: Bool)
    /// A comment that ends its line. In a column where the author lined it up, if there is room.
    case endOfLineComment(String, column: Int?)
    /// A comment that has lines of its own.
    case ownLineComment(String, blank: Bool)
  }

  let kind: Kind
  /// The columns it takes on one line; nil where it cannot stand on one.
  let flatWidth: Int?
  /// The columns up to the first place where a line may end.
  let headWidth: Int
  /// Whether there is such a place.
  let mayBreak: Bool

  private init(_ kind: Kind, flat: Int?, head: Int, mayBreak: Bool) {
    self.kind = kind
    flatWidth = flat
    headWidth = head
    self.mayBreak = mayBreak
  }

  static func text(_ text: String) -> Layout {
    guard let lineEnd = text.firstIndex(of: "\n") else {
      return Layout(.text(text), flat: text.count, head: text.count, mayBreak: false)
    }
    return Layout(.text(text), flat: nil, head: text[..<lineEnd].count, mayBreak: true)
  }

  static let space = Layout(.space, flat: 1, head: 1, mayBreak: false)

  static let empty = sequence([])

  static func softBreak(_ flat: String = "", blank: Bool = false) -> Layout {
    Layout(.softBreak(flat: flat, blank: blank), flat: flat.count, head: 0, mayBreak: true)
  }

  static func hardBreak(blank: Bool = false) -> Layout {
    Layout(.hardBreak(blank: blank), flat: nil, head: 0, mayBreak: true)
  }

  static func whenBroken(_ text: String) -> Layout {
    Layout(.whenBroken(text), flat: 0, head: text.count, mayBreak: false)
  }

  /// Nothing to see; the groups around it are broken.
  static let forcedBreak = Layout(.sequence([]), flat: nil, head: 0, mayBreak: false)

  static func sequence(_ parts: [Layout]) -> Layout {
    var flat: Int? = 0
    var head = 0
    var mayBreak = false
    for part in parts {
      flat = flat.flatMap { sum in part.flatWidth.map { sum + $0 } }
      if !mayBreak { head += part.headWidth }
      mayBreak = mayBreak || part.mayBreak
    }
    return Layout(.sequence(parts), flat: flat, head: head, mayBreak: mayBreak)
  }

  static func indented(_ layout: Layout) -> Layout { layout.wrapped(.indented(layout)) }
  static func group(_ layout: Layout) -> Layout { layout.wrapped(.group(layout)) }

  static func fill(
    _ first: Layout, _ rest: [Layout], indentsRest: Bool, isForced: Bool = false
  ) -> Layout {
    let flat = rest.reduce(first.flatWidth) { sum, item in
      sum.flatMap { sum in item.flatWidth.map { sum + 1 + $0 } }
    }
    return Layout(
      .fill(first: first, rest: rest, indentsRest: indentsRest, isForced: isForced),
      flat: isForced ? nil : flat, head: first.headWidth,
      mayBreak: first.mayBreak || !rest.isEmpty)
  }

  static func afterEquals(_ value: Layout, prefersOwnLine: Bool) -> Layout {
    // Only what cannot break is sure to move.
    Layout(
      .afterEquals(value, prefersOwnLine: prefersOwnLine), flat: value.flatWidth.map { $0 + 1 },
      head: value.mayBreak ? value.headWidth + 1 : 0, mayBreak: true)
  }

  static func endOfLineComment(_ text: String, column: Int?) -> Layout {
    Layout(.endOfLineComment(text, column: column), flat: nil, head: 0, mayBreak: true)
  }

  static func ownLineComment(_ text: String, blank: Bool) -> Layout {
    Layout(.ownLineComment(text, blank: blank), flat: nil, head: 0, mayBreak: true)
  }

  private func wrapped(_ kind: Kind) -> Layout {
    Layout(kind, flat: flatWidth, head: headWidth, mayBreak: mayBreak)
  }
}
