/// A place in a file's bytes, from which numbers and pieces are taken; never past the end.
struct ByteCursor {
  let bytes: ArraySlice<UInt8>
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  var remaining: Int { bytes.endIndex - position }

  mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw FileError.malformed("it ends early") }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  mutating func skip(_ count: Int) throws { _ = try take(count) }

  /// A number whose lowest byte stands first.
  mutating func little(_ size: Int) throws -> UInt64 {
    try take(size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A number whose highest byte stands first.
  mutating func big(_ size: Int) throws -> UInt64 {
    try take(size).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
