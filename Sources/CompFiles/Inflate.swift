import CNative

/// The system's zlib, which decompresses members of ZIP archives and rows of PNG images.
public enum Zlib {
  /// Its version; nil where this machine has none.
  public static var version: String? { comp_zlib_version().map { String(cString: $0) } }

  /// What to do where it is missing.
  public static let advice =
    "install zlib (on Debian and Ubuntu: apt-get install zlib1g), or save the file uncompressed"
}

/// Decompresses a stream of a known length.
///
/// - Parameters:
///   - count: of the decompressed bytes. Deflate makes at most 1032 bytes of one, so a count beyond
///     that is refused before any memory is asked for.
///   - isRaw: without the two bytes before and the checksum behind that PNG has.
func inflate(_ bytes: ArraySlice<UInt8>, count: Int, isRaw: Bool) throws -> [UInt8] {
  guard count >= 0, count <= fileSizeLimit, count / 1032 <= bytes.count else {
    throw FileError.malformed("its compressed part cannot be as long as it says")
  }
  var status = COMP_ZLIB_DAMAGED
  let output = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
    // An empty buffer has no address, and zlib asks for one.
    var nothing: UInt8 = 0
    status = bytes.withUnsafeBufferPointer { input in
      withUnsafeMutablePointer(to: &nothing) { nothing in
        comp_zlib_inflate(
          input.baseAddress ?? UnsafePointer(nothing), input.count, buffer.baseAddress ?? nothing,
          count, isRaw ? 1 : 0)
      }
    }
    if status != COMP_ZLIB_DONE { buffer.initialize(repeating: 0) }
    written = count
  }
  switch status {
  case COMP_ZLIB_DONE: return output
  case COMP_ZLIB_MISSING:
    throw FileError(
      .unreadable, "it is compressed, and this machine has no zlib to decompress it",
      help: Zlib.advice)
  case COMP_ZLIB_NO_MEMORY: throw FileError(.unreadable, "there is no memory to decompress it")
  default: throw FileError.malformed("its compressed part is damaged")
  }
}
