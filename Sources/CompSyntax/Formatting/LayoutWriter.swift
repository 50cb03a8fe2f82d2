/// Chooses the line breaks of a layout and writes its text.
struct LayoutWriter {
  /// The columns that a line may fill.
  static let width = 100
  static let indentation = 2

  private var output = ""
  private var column = 0
  private var isAtLineStart = true
  private var owesSpace = false

  /// The text of a layout. It ends in one line break, unless it is empty.
  static func text(of layout: Layout) -> String {
    var writer = LayoutWriter()
    writer.write(layout, indent: 0, trailing: 0)
    writer.endLine(blank: false)
    return writer.output
  }

  /// - Parameter trailing: the columns of what must follow on the same line.
  private mutating func write(_ layout: Layout, indent: Int, trailing: Int, isFlat: Bool = false) {
    switch layout.kind {
    case .text(let text): put(text, indent)
    case .space: owesSpace = !isAtLineStart
    case .softBreak(let flat, let blank):
      if isFlat { putFlat(flat, indent) } else { endLine(blank: blank) }
    case .hardBreak(let blank): endLine(blank: blank)
    case .whenBroken(let text): if !isFlat { put(text, indent) }
    case .sequence(let parts):
      if isFlat {
        for part in parts { write(part, indent: indent, trailing: 0, isFlat: true) }
      } else {
        for (part, follows) in zip(parts, widthsBehind(parts, trailing)) {
          write(part, indent: indent, trailing: follows)
        }
      }
    case .indented(let inner):
      write(
        inner, indent: indent + LayoutWriter.indentation, trailing: trailing, isFlat: isFlat)
    case .group(let inner):
      write(
        inner, indent: indent, trailing: trailing, isFlat: isFlat || fits(inner, indent, trailing))
    case .fill(let first, let rest, let indentsRest, let isForced):
      fill(
        first, rest, isForced, indent: indent,
        restIndent: indentsRest ? indent + LayoutWriter.indentation : indent, trailing: trailing,
        isFlat: isFlat || fits(layout, indent, trailing))
    case .afterEquals(let value, let prefersOwnLine):
      write(
        behindEquals: value, prefersOwnLine, indent: indent, trailing: trailing, isFlat: isFlat)
    case .endOfLineComment(let text, let wanted):
      if let wanted, !isAtLineStart, wanted > column {
        owesSpace = false
        put(String(repeating: " ", count: wanted - column) + text, indent)
      } else {
        owesSpace = !isAtLineStart
        put(text, indent)
      }
      endLine(blank: false)
    case .ownLineComment(let text, let blank):
      endLine(blank: blank)
      put(text, indent)
      endLine(blank: false)
    }
  }

  private mutating func fill(
    _ first: Layout, _ rest: [Layout], _ isForced: Bool, indent: Int, restIndent: Int,
    trailing: Int, isFlat: Bool
  ) {
    write(.group(first), indent: indent, trailing: rest.isEmpty ? trailing : 0, isFlat: isFlat)
    for (position, item) in rest.enumerated() {
      let follows = position == rest.count - 1 ? trailing : 0
      if !isFlat, isForced || isAtLineStart || needsOwnLine(item, restIndent, follows) {
        endLine(blank: false)
      } else {
        owesSpace = true
      }
      write(.group(item), indent: restIndent, trailing: follows, isFlat: isFlat)
    }
  }

  /// Whether an item of a filled text does not fit on the line, and gains by a line of its own: it
  /// fits there, or the line has no room for its beginning.
  private func needsOwnLine(_ item: Layout, _ indent: Int, _ trailing: Int) -> Bool {
    let room = LayoutWriter.width - column - 1
    if let flat = item.flatWidth, flat + trailing <= room { return false }
    let head = item.headWidth + (item.mayBreak ? 0 : trailing)
    guard let flat = item.flatWidth else { return head > room }
    return head > room || indent + flat + trailing <= LayoutWriter.width
  }

  private mutating func write(
    behindEquals value: Layout, _ prefersOwnLine: Bool, indent: Int, trailing: Int, isFlat: Bool
  ) {
    owesSpace = !isAtLineStart
    if isFlat || fits(value, indent, trailing) {
      write(value, indent: indent, trailing: trailing, isFlat: true)
      return
    }
    let inner = indent + LayoutWriter.indentation
    if prefersOwnLine || !value.mayBreak, let flat = value.flatWidth,
      inner + flat + trailing <= LayoutWriter.width || !value.mayBreak && column > inner
    {
      endLine(blank: false)
      write(value, indent: inner, trailing: trailing, isFlat: true)
    } else {
      // What a comment has moved to the next line stands indented there.
      write(value, indent: isAtLineStart ? inner : indent, trailing: trailing)
    }
  }

  /// For each part the columns that must stand on the line on which it ends.
  private func widthsBehind(_ parts: [Layout], _ trailing: Int) -> [Int] {
    var widths = Array(repeating: 0, count: parts.count)
    var behind = trailing
    for position in parts.indices.reversed() {
      widths[position] = behind
      behind = parts[position].headWidth + (parts[position].mayBreak ? 0 : behind)
    }
    return widths
  }

  private func fits(_ layout: Layout, _ indent: Int, _ trailing: Int) -> Bool {
    guard let flat = layout.flatWidth else { return false }
    let start = isAtLineStart ? indent : column + (owesSpace ? 1 : 0)
    return start + flat + trailing <= LayoutWriter.width
  }

  private mutating func putFlat(_ text: String, _ indent: Int) {
    if text == " " { owesSpace = !isAtLineStart } else if !text.isEmpty { put(text, indent) }
  }

  private mutating func put(_ text: String, _ indent: Int) {
    if text.isEmpty { return }
    if isAtLineStart {
      output += String(repeating: " ", count: indent)
      column = indent
    } else if owesSpace {
      output += " "
      column += 1
    }
    isAtLineStart = false
    owesSpace = false
    output += text
    if let lineEnd = text.lastIndex(of: "\n") {
      column = text[text.index(after: lineEnd)...].count
    } else {
      column += text.count
    }
  }

  /// Ends the line, if one has begun; leaves an empty one behind it if asked to.
  private mutating func endLine(blank: Bool) {
    owesSpace = false
    if !isAtLineStart { output += "\n" }
    isAtLineStart = true
    column = 0
    if blank, !output.isEmpty, !output.hasSuffix("\n\n") { output += "\n" }
  }
}
