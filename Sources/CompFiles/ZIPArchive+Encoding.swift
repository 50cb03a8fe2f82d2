extension ZIPArchive {
  /// A member of an archive: its name, and what writes its content, the same each time.
  typealias WrittenMember = (name: String, write: (inout ByteSink) throws -> Void)

  /// An archive of stored members, dated 1 January 1980, so that equal members give equal bytes.
  ///
  /// Each member is written twice, since its size and its checksum stand before it.
  ///
  /// - Throws: `FileError.unwritable` where it would be larger than the plain format holds, 4 GiB.
  static func write(_ members: [WrittenMember], to sink: inout ByteSink) throws {
    var size = 22
    var directory: [UInt8] = []
    for (name, write) in members {
      let (count, sum) = try measured(write, asking: sink.check)
      size += count + 2 * name.utf8.count + 76
      guard size < 0xFFFF_FFFF, members.count < 0xFFFF else {
        throw FileError(
          .unwritable, "the archive would be larger than 4 GiB",
          help: "save fewer draws, or some variables at a time")
      }
      let offset = UInt32(sink.count)
      // Version 2.0; names in UTF-8; stored; midnight; 1 January 1980; sizes; no extra fields.
      var common: [UInt8] = [20, 0, 0, 0x08, 0, 0, 0, 0, 0x21, 0]
      common.append(littleEndian: sum)
      common.append(littleEndian: UInt32(count))
      common.append(littleEndian: UInt32(count))
      common.append(littleEndian: UInt16(truncatingIfNeeded: name.utf8.count))
      common.append(littleEndian: UInt16(0))
      try sink.append([0x50, 0x4B, 0x03, 0x04] + common + Array(name.utf8))
      try write(&sink)
      directory += [0x50, 0x4B, 0x01, 0x02, 20, 0] + common
      directory += [UInt8](repeating: 0, count: 10)
      directory.append(littleEndian: offset)
      directory += Array(name.utf8)
    }
    let start = UInt32(sink.count)
    try sink.append(directory)
    try sink.append([0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0])
    try sink.append(littleEndian: UInt16(members.count))
    try sink.append(littleEndian: UInt16(members.count))
    try sink.append(littleEndian: UInt32(directory.count))
    try sink.append(littleEndian: start)
    try sink.append([0, 0])
  }

  private static func measured(
    _ write: (inout ByteSink) throws -> Void, asking check: @escaping () throws -> Void
  ) throws -> (count: Int, checksum: UInt32) {
    var sum: UInt32 = 0
    var sink = ByteSink(asking: check) { sum = checksum($0, continuing: sum) }
    try write(&sink)
    try sink.flush()
    return (sink.count, sum)
  }
}
