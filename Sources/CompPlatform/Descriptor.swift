/// An open file, pipe or terminal of the system.
package struct Descriptor: Sendable {
  package let number: Int32

  package init(_ number: Int32) { self.number = number }

  package static let standardInput = Descriptor(STDIN_FILENO)
  package static let standardOutput = Descriptor(STDOUT_FILENO)
  package static let standardError = Descriptor(STDERR_FILENO)

  /// Writes all bytes.
  ///
  /// - Throws: `SystemFailure`; some of the bytes may then be written.
  package func write(_ bytes: some Collection<UInt8>) throws(SystemFailure) {
    var bytes = ArraySlice(bytes)
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { CompPlatform.write(number, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else { throw SystemFailure() }
      bytes = bytes.dropFirst(max(count, 0))
    }
  }

  /// Writes a text, or as much of it as finds a reader.
  package func say(_ text: String) { try? write(text.utf8) }

  /// What comes until the end, at most so many bytes.
  ///
  /// - Parameter size: how many are expected, for which there is then room at once.
  /// - Throws: `SystemFailure`.
  package func readToEnd(upTo limit: Int = .max, expecting size: Int = 0)
    throws(SystemFailure) -> [UInt8]
  {
    var read: [UInt8] = []
    read.reserveCapacity(size)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while read.count < limit {
      let count = CompPlatform.read(number, &buffer, min(buffer.count, limit - read.count))
      guard count != 0 else { break }
      if count > 0 { read += buffer[..<count] } else if errno != EINTR { throw SystemFailure() }
    }
    return read
  }

  /// The path of an open file without links; nil where the system does not say.
  package var path: String? {
    #if canImport(Darwin)
      var buffer = [CChar](repeating: 0, count: Int(MAXPATHLEN))
      guard fcntl(number, F_GETPATH, &buffer) == 0 else { return nil }
    #else
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      guard readlink("/proc/self/fd/\(number)", &buffer, buffer.count - 1) > 0 else { return nil }
    #endif
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  package func close() { _ = CompPlatform.close(number) }
}

/// What the system told of a call that failed.
package struct SystemFailure: Error, CustomStringConvertible {
  /// In the system's words, as a part of a sentence.
  package let description: String
  /// The last failure of this thread.
  package init() { description = String(cString: strerror(errno)).lowercased() }
}
