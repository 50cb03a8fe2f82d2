import CompKit
import CompPlatform

/// Statements from a stream that is no terminal, one after the other, each with all its lines.
struct PipedEntries {
  private let stream: Int32
  private var bytes: [UInt8] = []
  private var isAtEnd = false
  /// Lines that were read and belong to no entry yet.
  private var lines: [String] = []

  /// How long a statement that could be whole waits for a line that goes on with it, in milliseconds. A
  /// program that waits for an answer sends none; what comes from a file is there already.
  private static let patience: Int32 = 50

  init(_ stream: Int32) { self.stream = stream }

  /// The next statement or command; nil at the end of the stream.
  mutating func next() -> String? {
    var entry = ""
    while let line = takeLine() {
      if entry.isEmpty, line.allSatisfy(\.isWhitespace) { continue }
      entry += entry.isEmpty ? line : "\n" + line
      if entry.hasPrefix(":") { return entry }
      if !Session.isUnfinished(entry), !goesOn(entry) { return entry }
    }
    return entry.isEmpty ? nil : entry
  }

  /// Whether the lines to come go on with an entry that could be whole. Comments and empty lines between
  /// do not tell.
  private mutating func goesOn(_ entry: String) -> Bool {
    var ahead = 0
    while true {
      if lines.count <= ahead {
        guard let line = readLine(within: Self.patience) else { return false }
        lines.append(line)
      }
      let line = lines[ahead].drop(while: \.isWhitespace)
      ahead += 1
      if !line.isEmpty, !line.hasPrefix("//") {
        return Session.goesOn(entry, with: lines[..<ahead].joined(separator: "\n"))
      }
    }
  }

  private mutating func takeLine() -> String? {
    lines.isEmpty ? readLine(within: -1) : lines.removeFirst()
  }

  /// - Parameter patience: in milliseconds; without end where it is negative.
  private mutating func readLine(within patience: Int32) -> String? {
    while true {
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        defer { bytes.removeSubrange(...end) }
        return String(decoding: bytes[..<end], as: UTF8.self)
      }
      if isAtEnd {
        defer { bytes = [] }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
      }
      var waiting = pollfd(fd: stream, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, patience)
      if ready == 0 { return nil }
      if ready < 0, errno == EINTR { continue }
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(stream, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { isAtEnd = true } else { bytes += chunk[..<count] }
    }
  }
}
