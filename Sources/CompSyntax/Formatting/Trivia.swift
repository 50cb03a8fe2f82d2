import CompSource

/// What stands before a token: comments, and the line breaks between them.
struct Trivia {
  struct Comment {
    /// Without blanks at the ends of its lines, which are written `\n`.
    let text: String
    /// Where it begins in the file.
    let offset: Int
    /// The line breaks between it and the comment or token before it.
    let breaksBefore: Int
  }
  private(set) var comments: [Comment] = []
  /// The line breaks between the last comment, or the token before, and the token.
  private(set) var breaksAfter = 0

  init(before token: Token) {
    let bytes = token.span.source.bytes
    var offset = token.triviaStart
    let end = token.span.range.lowerBound
    var breaks = offset == 0 ? 1 : 0
    while offset < end {
      let start = offset
      let next = offset + 1 < end ? bytes[offset + 1] : 0
      if bytes[offset] == UInt8(ascii: "/"), next == UInt8(ascii: "/") {
        while offset < end, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
      } else if bytes[offset] == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
        offset = endOfBlockComment(bytes, from: offset, to: end)
      } else {
        if bytes[offset] == UInt8(ascii: "\n") { breaks += 1 }
        offset += 1
        continue
      }
      comments.append(
        Comment(text: plain(bytes[start..<offset]), offset: start, breaksBefore: breaks))
      breaks = 0
    }
    // The end of the file ends a line.
    breaksAfter = token.kind == .endOfFile ? max(breaks, 1) : breaks
  }

  /// The line breaks behind a comment.
  func breaks(behind index: Int) -> Int {
    index + 1 < comments.count ? comments[index + 1].breaksBefore : breaksAfter
  }

  /// How many comments end the line of the token before.
  var endOfLineCount: Int {
    comments.firstIndex { $0.breaksBefore > 0 } ?? (breaksAfter > 0 ? comments.count : 0)
  }
}

/// Behind the `*/` that closes a comment; comments nest.
private func endOfBlockComment(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
  var offset = start
  var depth = 0
  while offset + 1 < end {
    switch (bytes[offset], bytes[offset + 1]) {
    case (UInt8(ascii: "/"), UInt8(ascii: "*")):
      depth += 1
      offset += 2
    case (UInt8(ascii: "*"), UInt8(ascii: "/")):
      depth -= 1
      offset += 2
      if depth == 0 { return offset }
    default: offset += 1
    }
  }
  return end
}

/// A comment with plain line ends and without blanks before them.
private func plain(_ comment: ArraySlice<UInt8>) -> String {
  comment.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
    var line = line
    while let last = line.last, last == UInt8(ascii: " ") || (0x09...0x0D).contains(last) {
      line.removeLast()
    }
    return String(decoding: line, as: UTF8.self)
  }.joined(separator: "\n")
}
