/// What a terminal answers when it is asked what it can, taken out of what is typed meanwhile.
struct TerminalReplies {
  /// Whether it draws pictures by the graphics protocol of kitty.
  private(set) var hasKitty = false
  /// Its primary device attributes: the last answer, since every terminal gives it.
  private(set) var attributes: [Int]?
  /// Pixels of a character.
  private(set) var cell: (width: Int, height: Int)?
  /// How light its background is, from 0 to 1.
  private(set) var lightness: Double?
  /// The beginning of what may become an answer.
  private var held: [UInt8] = []

  /// Sixels are attribute 4.
  var hasSixel: Bool { attributes?.contains(4) ?? false }
  var isHolding: Bool { !held.isEmpty }
  var isComplete: Bool { attributes != nil }

  /// - Returns: what was typed.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    held += bytes
    var typed: [UInt8] = []
    var rest = held[...]
    while let byte = rest.first {
      guard byte == 0x1B else {
        typed.append(byte)
        rest = rest.dropFirst()
        continue
      }
      switch reply(rest) {
      case .unfinished:
        held = Array(rest)
        return typed
      case .length(let length): rest = rest.dropFirst(length)
      case .none:
        typed.append(byte)
        rest = rest.dropFirst()
      }
    }
    held = []
    return typed
  }

  /// What was held back, since no more of it came.
  mutating func release() -> [UInt8] {
    defer { held = [] }
    return held
  }

  private enum Found {
    case none, unfinished
    case length(Int)
  }

  /// No answer is longer; what goes on is something typed.
  private static let longest = 256

  private mutating func reply(_ bytes: ArraySlice<UInt8>) -> Found {
    guard bytes.count > 1 else { return .unfinished }
    let body = bytes.dropFirst(2)
    switch bytes[bytes.startIndex + 1] {
    case UInt8(ascii: "["):
      guard let end = body.firstIndex(where: { !(0x20...0x3F).contains($0) }) else {
        return body.count < Self.longest ? .unfinished : .none
      }
      let text = String(decoding: body[..<end], as: UTF8.self)
      return note(control: text, final: body[end]) ? .length(end + 1 - bytes.startIndex) : .none
    case UInt8(ascii: "_"), UInt8(ascii: "]"):
      let isGraphics = bytes[bytes.startIndex + 1] == UInt8(ascii: "_")
      // Up to the string terminator; of a colour also up to a bell.
      guard let end = body.firstIndex(where: { $0 == 0x1B || $0 == 0x07 }) else {
        return body.count < Self.longest ? .unfinished : .none
      }
      let text = String(decoding: body[..<end], as: UTF8.self)
      let isBell = body[end] == 0x07
      guard isBell || end + 1 < bytes.endIndex else { return .unfinished }
      guard isBell || bytes[end + 1] == UInt8(ascii: "\\") else { return .none }
      guard isGraphics ? note(graphics: text) : note(color: text) else { return .none }
      return .length(end + (isBell ? 1 : 2) - bytes.startIndex)
    default: return .none
    }
  }

  /// `?62;4c` are attributes, `6;20;10t` is the size of a character.
  private mutating func note(control: String, final: UInt8) -> Bool {
    if final == UInt8(ascii: "c"), control.hasPrefix("?") {
      attributes = control.dropFirst().split(separator: ";").compactMap { Int($0) }
      return true
    }
    if final == UInt8(ascii: "t"), control.hasPrefix("6;") {
      let sizes = control.split(separator: ";").compactMap { Int($0) }
      if sizes.count == 3, sizes[1] > 0, sizes[2] > 0 { cell = (sizes[2], sizes[1]) }
      return true
    }
    return false
  }

  /// `Gi=31;OK`
  private mutating func note(graphics: String) -> Bool {
    guard graphics.hasPrefix("G") else { return false }
    if graphics.hasSuffix(";OK") { hasKitty = true }
    return true
  }

  /// `11;rgb:1c1c/1c1c/1c1c`
  private mutating func note(color: String) -> Bool {
    guard color.hasPrefix("11;") else { return false }
    let parts = color.drop { $0 != ":" }.dropFirst().split(separator: "/")
    let levels = parts.compactMap { part in
      UInt32(part, radix: 16).map { Double($0) / Double((1 << (4 * UInt64(part.count))) - 1) }
    }
    if levels.count == 3 { lightness = 0.299 * levels[0] + 0.587 * levels[1] + 0.114 * levels[2] }
    return true
  }
}
