import CompPlatform

/// A file on the disk, however its path is written: by its resolved path and by its device and inode.
struct FileIdentity: Hashable, Sendable {
  /// Absolute, without `.`, `..` and symbolic links.
  let path: String
  private let device: UInt64
  private let inode: UInt64

  /// - Returns: nil where there is no such file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.path = Self.resolved(path)
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
  }

  /// Whether both are one file: under one path, or with one inode, as hard links are.
  func isSame(as other: FileIdentity) -> Bool {
    path == other.path || (device == other.device && inode == other.inode)
  }

  /// The absolute path of a file, which need not exist, without `.`, `..` and symbolic links.
  static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
