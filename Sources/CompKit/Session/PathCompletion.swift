import CompPlatform

/// Completion of the paths of files.
extension Session {
  /// - Parameters:
  ///   - word: the end of the path.
  ///   - text: its beginning, perhaps behind a quote.
  func pathCompletions(of word: String, after text: String) -> [Completion] {
    let typed = (text.hasPrefix("\"") ? String(text.dropFirst()) : text) + word
    let folder = typed.folder
    let begun = typed.dropFirst(folder.count)
    let place = folder.isEmpty ? "." : folder.expandingTilde
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    // The word may begin within the path.
    let before = typed.count - word.count
    return names.filter { $0.hasPrefix(begun) && ($0.first != "." || begun.first == ".") }
      .map { name in
        let path = place.hasSuffix("/") ? place + name : "\(place)/\(name)"
        let (end, note) = Self.described(path)
        return Completion(text: String((folder + name).dropFirst(before)) + end, note: note)
      }
  }

  /// What stands behind a name, and what the file is.
  private static func described(_ path: String) -> (end: String, note: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return ("", "a link to nothing") }
    if status.st_mode & S_IFMT == S_IFDIR { return ("/", "folder") }
    let size = Int(status.st_size)
    return ("", size < 10_000 ? "\(size) bytes" : "\(size / 1000) kB")
  }
}
