import CompPlatform

/// Files larger than this are not read: 2 GiB, which is 2²⁸ doubles.
public let fileSizeLimit = 1 << 31

/// The content of a file, or of a pipe with a name, as shells make them of commands' output.
///
/// - Throws: `FileError.unreadable`; devices are not read, since nothing bounds them.
public func readWhole(_ path: String) throws -> [UInt8] {
  var status = stat()
  guard stat(path, &status) == 0 else {
    throw FileError(.unreadable, SystemFailure().description)
  }
  let kind = status.st_mode & S_IFMT
  guard kind == S_IFREG || kind == S_IFIFO else {
    throw FileError(.unreadable, kind == S_IFDIR ? "it is a folder" : "it is a device")
  }
  guard status.st_size <= fileSizeLimit else {
    throw FileError(.unreadable, "it is larger than 2 GiB")
  }
  let file = Descriptor(open(path, O_RDONLY | O_CLOEXEC))
  guard file.number >= 0 else { throw FileError(.unreadable, SystemFailure().description) }
  defer { file.close() }
  do { return try file.readToEnd(upTo: fileSizeLimit, expecting: Int(status.st_size)) } catch {
    throw FileError(.unreadable, error.description)
  }
}

/// What a file is made of.
public enum FileContent: Sendable {
  case bytes([UInt8])
  case csv([CSVColumn], rows: Int)
  case npy(NPZFormat.Member)
  case npz([(name: String, array: NPZFormat.Member)])

  /// The file as it would be on the disk.
  public func encoded() throws -> [UInt8] { try ByteSink.bytes(write) }

  fileprivate func write(to sink: inout ByteSink) throws {
    switch self {
    case .bytes(let bytes): try sink.append(bytes)
    case .csv(let columns, let rows): try CSVColumn.write(columns, rows: rows, to: &sink)
    case .npy(.array(let array)): try NPYFormat.write(array, to: &sink)
    case .npy(.columns(let array)): try NPYFormat.write(array, to: &sink)
    case .npz(let arrays): try NPZFormat.write(arrays, to: &sink)
    }
  }
}

/// Writes a text whole or not at all.
public func writeWhole(_ text: String, to path: String) throws {
  try writeWhole(Array(text.utf8), to: path)
}

/// Writes bytes whole or not at all.
public func writeWhole(_ bytes: [UInt8], to path: String) throws {
  try writeWhole(.bytes(bytes), to: path)
}

/// Writes a file whole or not at all, a part at a time: beside its place first, then renamed. A file that was there
/// leaves its permissions; a symbolic link stays one.
///
/// - Parameter check: is asked now and then; what it throws ends the writing.
/// - Throws: `FileError.unwritable`, and what `check` throws; what stood there before is then still there.
public func writeWhole(
  _ content: FileContent, to path: String, asking check: @escaping () throws -> Void = {}
) throws {
  let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
  let folder = target.deletingLastPathComponent()
  let temporary = folder.appendingPathComponent(
    ".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part")
  do {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch { throw FileError(.unwritable, "the folder cannot be written to") }
    let file = Descriptor(
      open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666))
    guard file.number >= 0 else { throw FileError(.unwritable, "the folder cannot be written to") }
    defer { file.close() }
    var sink = ByteSink(asking: check) { bytes in
      do throws(SystemFailure) { try file.write(bytes) } catch {
        throw FileError(.unwritable, error.description)
      }
    }
    try content.write(to: &sink)
    try sink.flush()
    guard fsync(file.number) == 0 else { throw FileError.unwritten }
    var status = stat()
    if stat(target.path, &status) == 0 { chmod(temporary.path, status.st_mode & 0o7777) }
    guard rename(temporary.path, target.path) == 0 else { throw FileError.unwritten }
  } catch {
    try? FileManager.default.removeItem(at: temporary)
    throw error
  }
}

extension FileError {
  /// A file that could not be written, for the reason that the system gave last.
  fileprivate static var unwritten: FileError { .init(.unwritable, SystemFailure().description) }
}
