import CompFiles
import CompPlatform
import CompSemantics
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
    if interpreter.mode == .check, record.hasWritten(path) { return nil }
    let script = URL(fileURLWithPath: span.source.name).deletingLastPathComponent().path
    let places =
      path.hasPrefix("/")
      ? [path]
      : (record.hasWritten(path) ? [outputPlace(of: path)] : []) + [path, script + "/" + path]
    guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      if interpreter.mode == .check { return nil }
      throw Diagnostic.file(
        FileError(
          .unreadable,
          path.hasPrefix("/") ? "there is no such file" : "no such file here or beside the script"),
        path, at: span)
    }
    do {
      let reading = { @Sendable in
        let bytes = try readWhole(place)
        return (bytes: bytes, checksum: checksum(bytes))
      }
      let file = try AbandonedWork.wait(for: reading, in: interpreter)
      record.read(path, size: file.bytes.count, checksum: file.checksum)
      return file
    } catch let error as FileError { throw Diagnostic.file(error, path, at: span) }
  }

  /// Writes a file into the folder for results.
  ///
  /// - Throws: `Interruption` where the user asks to stop before it is there.
  func write(_ content: FileContent, to path: String, at span: Span, _ interpreter: Interpreter)
    throws
  {
    do {
      try writeWhole(
        content, to: outputPlace(of: path), asking: { try interpreter.checkInterruption() })
    } catch let error as FileError { throw Diagnostic.file(error, path, at: span) }
  }

  private func outputPlace(of path: String) -> String {
    path.hasPrefix("/")
      ? path : URL(fileURLWithPath: options.outputDirectory).appendingPathComponent(path).path
  }
}
