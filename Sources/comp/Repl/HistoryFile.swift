import CompPlatform

/// What was entered in this and in earlier sessions, in a file to which several sessions may write at
/// once: each entry is added whole, under a lock.
///
/// The form is that of readline with times: a line `#SECONDS`, then the lines of the entry.
struct HistoryFile: Sendable {
  /// Entries that are kept; the oldest go first.
  static let limit = 10_000
  /// What is longer, in bytes, is no entry that one would look for.
  private static let longest = 1 << 20

  let path: String

  /// The entries of the file, oldest first. If they are more than are kept, the file is shortened.
  func entries() -> [String] {
    locked { () -> [String] in
      let all = read()
      guard all.count > Self.limit else { return all.map(\.text) }
      let kept = all.suffix(Self.limit)
      // Another file that takes its place: whatever happens, one of the two is there.
      let text = kept.map { Self.written($0.text, at: $0.time) }.joined()
      try? Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      chmod(path, 0o600)
      return kept.map(\.text)
    } ?? []
  }

  func append(_ entry: String) {
    guard entry.utf8.count <= Self.longest, !entry.utf8.contains(0) else { return }
    _ = locked {
      let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      guard file >= 0 else { return }
      defer { close(file) }
      Descriptor(file).say(Self.written(entry, at: String(Int(Date().timeIntervalSince1970))))
    }
  }

  private static func written(_ entry: String, at time: String) -> String {
    "#\(time)\n\(entry)\n"
  }

  private func read() -> [(time: String, text: String)] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return [] }
    var text = String(decoding: data, as: UTF8.self)[...]
    if text.hasSuffix("\n") { text = text.dropLast() }
    var found: [(time: String, lines: [Substring])] = []
    var hasTimes = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.count > 1, line.first == "#", line.dropFirst().allSatisfy(\.isNumber) {
        hasTimes = true
        found.append((String(line.dropFirst()), []))
      } else if hasTimes {
        found[found.count - 1].lines.append(line)
      } else {
        // Before the first time, as in a file without, each line is an entry.
        found.append(("0", [line]))
      }
    }
    return found.filter { !$0.lines.isEmpty }.map { ($0.time, $0.lines.joined(separator: "\n")) }
  }

  /// Does something while no other session reads or writes; nil where there can be no lock, as in a
  /// folder that cannot be written to.
  private func locked<T>(_ body: () -> T) -> T? {
    let folder = path.folder
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { return nil }
    defer { close(lock) }
    while flock(lock, LOCK_EX) != 0 {
      guard errno == EINTR else { return nil }
    }
    return body()
  }
}
