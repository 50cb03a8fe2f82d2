import CompFiles
import CompPlatform

/// A folder that programs may use, with others around it that they may not.
struct Playground {
  /// Around the folder.
  let root: String
  /// What programs may read and write.
  var folder: String { root + "/work" }
  private let secret = "x\n4711\n"

  init() throws {
    root =
      FileManager.default.temporaryDirectory.path
      + "/comp-hostile-\(ProcessInfo.processInfo.processIdentifier)"
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder + "/inside", withIntermediateDirectories: true)
    try manager.createDirectory(atPath: root + "/other", withIntermediateDirectories: true)
    for path in ["secret.csv", "secret.csv.json", "other/secret.csv"] {
      try writeWhole(secret, to: root + "/" + path)
    }
    try manager.createSymbolicLink(
      atPath: folder + "/link", withDestinationPath: root + "/other")
    try manager.createSymbolicLink(
      atPath: folder + "/filelink.csv", withDestinationPath: root + "/secret.csv")
    try manager.createSymbolicLink(
      atPath: folder + "/deadlink.csv", withDestinationPath: root + "/made.csv")
    mkfifo(folder + "/pipe.csv", 0o600)
    try writeBombs()
  }

  /// Files that stand for much more than they hold.
  private func writeBombs() throws {
    try writeWhole(String(repeating: "[", count: 1_000_000), to: folder + "/deep.json")
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"
    let padded = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    try writeWhole(
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8), to: folder + "/shape.npy")
    try writeWhole(
      Array("PK\u{3}\u{4}".utf8) + Array(repeating: 0xFF, count: 100_000), to: folder + "/bomb.npz")
    try writeWhole(
      (0..<1_000_000).map { "c\($0)" }.joined(separator: ",") + "\n", to: folder + "/wide.csv")
    try writeWhole(
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 1, 0, 0, 0, 1, 0, 0, 8, 6, 0, 0, 0, 0, 0, 0, 0], to: folder + "/large.png")
  }

  /// What is not as it was around the folder.
  var damage: [String] {
    var found: [String] = []
    for path in ["secret.csv", "secret.csv.json", "other/secret.csv"] {
      let bytes = try? readWhole(root + "/" + path)
      if bytes != Array(secret.utf8) { found.append("\(path) was changed") }
    }
    let around = Set((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [])
    for name in around.subtracting(["work", "other", "secret.csv", "secret.csv.json"]).sorted() {
      found.append("\(name) was made")
    }
    let other = (try? FileManager.default.contentsOfDirectory(atPath: root + "/other")) ?? []
    if other.count != 1 { found.append("\(other.sorted()) is in the folder other") }
    return found
  }

  func remove() { try? FileManager.default.removeItem(atPath: root) }
}
