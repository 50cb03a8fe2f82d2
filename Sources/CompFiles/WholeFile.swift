import CompPlatform

/// Files larger than this are not read: 2 GiB, which is 2²⁸ doubles.
public let fileSizeLimit = 1 << 31

/// The content of a file, or of a pipe with a name, as shells make them of commands' output.
///
/// - Throws: `FileError.unreadable`; devices are not read, since nothing bounds them.
public func readWhole(_ path: String) throws -> [UInt8] {
  try readWhole(path, within: nil, upTo: .max)
}

/// The same for a file that must lie in one of some folders and be no larger than a limit.
///
/// - Parameters:
///   - folders: paths without symbolic links; nil for anywhere. The file that was opened is checked,
///     so that links that change meanwhile do not matter. Pipes are then refused.
///   - limit: in bytes.
public func readWhole(_ path: String, within folders: [String]?, upTo limit: Int) throws
  -> [UInt8]
{
  let limit = min(limit, fileSizeLimit)
  var status = stat()
  guard stat(path, &status) == 0 else {
    throw FileError(.unreadable, SystemFailure().description)
  }
  let kind = status.st_mode & S_IFMT
  guard kind == S_IFREG || kind == S_IFIFO && folders == nil else {
    throw FileError(
      .unreadable,
      kind == S_IFDIR ? "it is a folder" : kind == S_IFIFO ? "it is a pipe" : "it is a device")
  }
  guard status.st_size <= limit else {
    throw FileError(
      .unreadable,
      limit == fileSizeLimit
        ? "it is larger than 2 GiB" : "it is larger than the \(limit) bytes that may be read")
  }
  if let folders { return try readConfined(path, within: folders, upTo: limit) }
  let file = Descriptor(open(path, O_RDONLY | O_CLOEXEC))
  guard file.number >= 0 else { throw FileError(.unreadable, SystemFailure().description) }
  defer { file.close() }
  do { return try file.readToEnd(upTo: limit, expecting: Int(status.st_size)) } catch {
    throw FileError(.unreadable, error.description)
  }
}

private func readConfined(_ path: String, within folders: [String], upTo limit: Int) throws
  -> [UInt8]
{
  let file = Descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW))
  guard file.number >= 0 else { throw FileError(.unreadable, SystemFailure().description) }
  defer { file.close() }
  guard let opened = file.path, folders.contains(where: { opened.lies(within: $0) }) else {
    throw FileError(.unreadable, "it lies outside of the folders that may be read")
  }
  var status = stat()
  guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    throw FileError(.unreadable, "it is no file")
  }
  do { return try file.readToEnd(upTo: limit, expecting: min(Int(status.st_size), limit)) } catch {
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
/// - Parameters:
///   - check: called with the number of bytes that are written next; an error that it throws ends the writing.
/// - Throws: `FileError.unwritable`, and what `check` throws; what stood there before is then still there.
///   - isConfined: whether `path` is free of links, and none may be followed.
public func writeWhole(
  _ content: FileContent, to path: String, isConfined: Bool = false,
  asking check: @escaping (_ bytes: Int) throws -> Void = { _ in }
) throws {
  let given = URL(fileURLWithPath: path)
  let target = isConfined ? given : given.resolvingSymlinksInPath()
  let folder = target.deletingLastPathComponent()
  // A name of its own, so that two writers of one file at a time do not meet.
  let temporary = folder.appendingPathComponent(
    ".\(target.lastPathComponent).\(String(UInt64.random(in: 0 ... .max), radix: 36)).part")
  do {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch { throw FileError(.unwritable, "the folder cannot be written to") }
    // Refuses a folder that was replaced by a symbolic link since the path was checked.
    if isConfined {
      guard folder.path.realPath == folder.path else {
        throw FileError(.unwritable, "its folder has changed")
      }
    }
    let file = Descriptor(
      open(
        temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | (isConfined ? O_NOFOLLOW : 0),
        0o666))
    guard file.number >= 0 else { throw FileError(.unwritable, "the folder cannot be written to") }
    defer { file.close() }
    let pass = { (bytes: [UInt8]) in
      try check(bytes.count)
      do throws(SystemFailure) { try file.write(bytes) } catch {
        throw FileError(.unwritable, error.description)
      }
    }
    var sink = ByteSink(asking: { try check(0) }, pass: pass)
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
