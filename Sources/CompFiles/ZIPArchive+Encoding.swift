extension ZIPArchive {
  /// An archive of stored members, dated 1 January 1980, so that equal members give equal bytes.
  ///
  /// - Throws: `FileError.unwritable` where it would be larger than the plain format holds, 4 GiB.
  public static func encode(_ members: [(name: String, content: [UInt8])]) throws -> [UInt8] {
    let size = members.reduce(22) { $0 + $1.content.count + 2 * $1.name.utf8.count + 76 }
    guard size < 0xFFFF_FFFF, members.count < 0xFFFF else {
      throw FileError(
        .unwritable, "the archive would be larger than 4 GiB",
        help: "save fewer draws, or some variables at a time")
    }
    var file: [UInt8] = []
    file.reserveCapacity(size)
    var directory: [UInt8] = []
    for (name, content) in members {
      let offset = UInt32(file.count)
      // Version 2.0; names in UTF-8; stored; midnight; 1 January 1980; sizes; no extra fields.
      var common: [UInt8] = [20, 0, 0, 0x08, 0, 0, 0, 0, 0x21, 0]
      common.append(littleEndian: checksum(content))
      common.append(littleEndian: UInt32(content.count))
      common.append(littleEndian: UInt32(content.count))
      common.append(littleEndian: UInt16(truncatingIfNeeded: name.utf8.count))
      common.append(littleEndian: UInt16(0))
      file += [0x50, 0x4B, 0x03, 0x04] + common + Array(name.utf8)
      file += content
      directory += [0x50, 0x4B, 0x01, 0x02, 20, 0] + common
      directory += [UInt8](repeating: 0, count: 10)
      directory.append(littleEndian: offset)
      directory += Array(name.utf8)
    }
    let start = UInt32(file.count)
    file += directory
    file += [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0]
    file.append(littleEndian: UInt16(members.count))
    file.append(littleEndian: UInt16(members.count))
    file.append(littleEndian: UInt32(directory.count))
    file.append(littleEndian: start)
    return file + [0, 0]
  }
}
