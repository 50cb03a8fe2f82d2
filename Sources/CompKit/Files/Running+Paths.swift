import CompFiles
import CompLanguage
import CompPlatform
import CompSource

/// Where files are read and written.
extension Running {
  /// The path that an argument gives; nil where only running can tell.
  func path(_ name: String, of call: Builtin.Call, _ interpreter: Interpreter) throws -> String? {
    switch call.value(name) {
    case .string(let path): return path
    case .unknown(.string), .unknown(.any): return nil
    case let other:
      throw Diagnostic.typeMismatch(
        expected: "a path", found: interpreter.describeType(other), at: call.span(name))
    }
  }

  /// A file's bytes and their checksum: one that the program has saved itself, else one in the working folder, else one
  /// beside the script.
  ///
  /// - Returns: nil in a check, where the file is not there or will have been written by then.
  func file(_ path: String, at span: Span, _ interpreter: Interpreter) throws -> (
    bytes: [UInt8], checksum: UInt32
  )? {
    let isOwn = record.writes(outputPlace(of: path))
    if interpreter.mode == .check, isOwn { return nil }
    let access = options.readAccess
    guard access != .none else { throw Diagnostic.accessDenied("read", path, at: span, access) }
    let script = URL(fileURLWithPath: span.source.name).deletingLastPathComponent().path
    let places =
      path.hasPrefix("/")
      ? [path]
      : (isOwn ? [outputPlace(of: path)] : []) + [path, script + "/" + path]
    let existing = places.filter { FileManager.default.fileExists(atPath: $0) }
    guard let place = existing.lazy.compactMap({ access.admitted($0) }).first else {
      guard existing.isEmpty, places.contains(where: { access.admitted($0) != nil }) else {
        throw Diagnostic.accessDenied("read", path, at: span, access)
      }
      if interpreter.mode == .check { return nil }
      throw Diagnostic.file(
        FileError(
          .unreadable,
          path.hasPrefix("/") ? "there is no such file" : "no such file here or beside the script"),
        path, at: span)
    }
    do {
      // What is made of the bytes takes several times their memory.
      let limit = max(allowance.limits.memory - allowance.memoryUse, 0) / 4
      let reading = { @Sendable in
        let bytes = try readWhole(place, within: access.roots, upTo: limit)
        return (bytes: bytes, checksum: checksum(bytes))
      }
      let file = try AbandonedWork.wait(for: reading, in: interpreter)
      record.read(path, from: place, size: file.bytes.count, checksum: file.checksum)
      return file
    } catch let error as FileError { throw Diagnostic.file(error, path, at: span) }
  }

  /// Checks before anything is written that `save` or `plot` overwrites no file that the run was made
  /// from, unless `overwrite: true` allows it.
  ///
  /// - Parameter besides: the path of the record of draws that is written too. There may stand an older
  ///   record, but no other file.
  func checkOverwriting(_ path: String, recordAt besides: String? = nil, _ call: Builtin.Call)
    throws
  {
    switch call.value("overwrite") {
    case .boolean(true), .unknown: return
    default: break
    }
    for path in [path, besides].compactMap({ $0 }) {
      guard let role = record.role(of: outputPlace(of: path)) else { continue }
      throw Diagnostic.overwritesSource(path, role: role, at: call.span("to"))
    }
    guard let besides, case let place = outputPlace(of: besides),
      FileManager.default.fileExists(atPath: place), !record.hasWritten(place),
      !RecordedRun.isRecord(place)
    else { return }
    throw Diagnostic.overwritesSource(
      besides, role: "beside draws their record is saved, and this file is none",
      at: call.span("to"))
  }

  /// Writes a file into the folder for results.
  ///
  /// - Throws: `Interruption` where the user asks to stop before it is there.
  func write(_ content: FileContent, to path: String, at span: Span, _ interpreter: Interpreter)
    throws
  {
    let place = try admittedOutput(path, at: span)
    try allowance.useFile()
    do {
      try writeWhole(
        content, to: place, isConfined: options.writeAccess.roots != nil,
        asking: { bytes in
          try interpreter.checkInterruption()
          try allowance.use(fileBytes: bytes)
        })
      record.wrote(place)
    } catch let error as FileError { throw Diagnostic.file(error, path, at: span) }
  }

  /// Checks that a file may be written.
  ///
  /// - Returns: where it is written.
  @discardableResult
  func admittedOutput(_ path: String, at span: Span) throws -> String {
    let access = options.writeAccess
    let place = outputPlace(of: path)
    if access == .none { throw Diagnostic.accessDenied("write", path, at: span, access) }
    // The folder for results need not be there yet.
    guard let admitted = access.admitted(place) else {
      throw Diagnostic.accessDenied("write", path, at: span, access)
    }
    return admitted
  }

  func outputPlace(of path: String) -> String {
    path.hasPrefix("/")
      ? path : URL(fileURLWithPath: options.outputDirectory).appendingPathComponent(path).path
  }
}
