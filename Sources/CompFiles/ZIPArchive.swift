/// A ZIP archive: named members. NPZ files are such, with an NPY file a member.
///
/// Members that are stored or deflated are read, in ZIP64 too; members are written stored.
public struct ZIPArchive: Sendable {
  struct Member {
    var name: String
    var isDeflated: Bool
    var checksum: UInt32
    var compressedSize: Int
    var size: Int
    /// Of its local header.
    var offset: Int
  }
  private let bytes: [UInt8]
  private let members: [Member]

  public static func isArchive(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
  }

  /// Reads the directory at the archive's end.
  ///
  /// - Throws: `FileError` where it is damaged, or asks for what is not read here.
  public init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    let (offset, count) = try Self.directory(bytes)
    guard offset <= bytes.count else { throw FileError.malformed("its directory is damaged") }
    var cursor = ByteCursor(bytes[offset...])
    var members: [Member] = []
    // Members may lie over one another, so that a small file could stand for a very large one.
    var total = 0
    for _ in 0..<count {
      let member = try Self.member(&cursor)
      guard member.size <= fileSizeLimit - total else {
        throw FileError(.unreadable, "its members are larger than 2 GiB together")
      }
      total += member.size
      members.append(member)
    }
    self.members = members
  }

  /// In the order of the directory.
  public var names: [String] { members.map(\.name) }

  /// The content of a member.
  ///
  /// - Throws: `FileError` where there is none of this name, or where it is damaged.
  public func content(of name: String) throws -> ArraySlice<UInt8> {
    guard let member = members.first(where: { $0.name == name }), member.offset <= bytes.count
    else { throw FileError.malformed("its member '\(name)' is not there") }
    do {
      var cursor = ByteCursor(bytes[member.offset...])
      guard try cursor.little(4) == 0x0403_4B50 else {
        throw FileError.malformed("it has no header")
      }
      try cursor.skip(22)
      let nameLength = Int(try cursor.little(2))
      let extraLength = Int(try cursor.little(2))
      try cursor.skip(nameLength + extraLength)
      let stored = try cursor.take(member.compressedSize)
      let content =
        member.isDeflated ? try inflate(stored, count: member.size, isRaw: true)[...] : stored
      guard content.count == member.size, checksum(content) == member.checksum else {
        throw FileError.malformed("its checksum is another")
      }
      return content
    } catch let error as FileError {
      throw FileError(
        error.kind, "its member '\(name)' cannot be read: \(error.description)", help: error.help)
    }
  }

  /// Where the directory begins and how many entries it has.
  private static func directory(_ bytes: [UInt8]) throws -> (offset: Int, count: Int) {
    // The end record is 22 bytes long, and a comment of at most 65,535 follows it.
    let last = bytes.count - 22
    let mark: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
    guard last >= 0,
      let end = stride(from: last, through: max(0, last - 65_535), by: -1).first(where: {
        bytes[$0] == mark[0] && bytes[$0..<($0 + 4)].elementsEqual(mark)
      })
    else { throw FileError.malformed("it is not a ZIP archive, or ends early") }
    var cursor = ByteCursor(bytes[(end + 4)...])
    try cursor.skip(6)
    var count = Int(try cursor.little(2))
    try cursor.skip(4)
    var offset = Int(try cursor.little(4))
    // ZIP64: the true numbers stand in a record to which one before this end points.
    if count == 0xFFFF || offset == 0xFFFF_FFFF, end >= 20 {
      var locator = ByteCursor(bytes[(end - 20)...])
      guard try locator.little(4) == 0x0706_4B50 else { return (offset, count) }
      try locator.skip(4)
      guard let place = Int(exactly: try locator.little(8)), place <= bytes.count else {
        throw FileError.malformed("its directory is damaged")
      }
      var record = ByteCursor(bytes[place...])
      guard try record.little(4) == 0x0606_4B50 else {
        throw FileError.malformed("its directory is damaged")
      }
      try record.skip(28)
      guard let wideCount = Int(exactly: try record.little(8)),
        try record.take(8).count == 8, let wideOffset = Int(exactly: try record.little(8))
      else { throw FileError.malformed("its directory is damaged") }
      (offset, count) = (wideOffset, wideCount)
    }
    // An entry has at least 46 bytes.
    guard count <= bytes.count / 46 else { throw FileError.malformed("its directory is damaged") }
    return (offset, count)
  }

  private static func member(_ cursor: inout ByteCursor) throws -> Member {
    guard try cursor.little(4) == 0x0201_4B50 else {
      throw FileError.malformed("its directory is damaged")
    }
    try cursor.skip(4)
    let flags = try cursor.little(2)
    let method = try cursor.little(2)
    try cursor.skip(4)
    let checksum = UInt32(try cursor.little(4))
    var compressedSize = try cursor.little(4)
    var size = try cursor.little(4)
    let nameLength = Int(try cursor.little(2))
    let extraLength = Int(try cursor.little(2))
    let commentLength = Int(try cursor.little(2))
    try cursor.skip(8)
    var offset = try cursor.little(4)
    let name = String(decoding: try cursor.take(nameLength), as: UTF8.self)
    var extra = ByteCursor(try cursor.take(extraLength))
    try cursor.skip(commentLength)
    while extra.remaining >= 4 {
      let kind = try extra.little(2)
      var field = ByteCursor(try extra.take(Int(try extra.little(2))))
      guard kind == 1 else { continue }
      // ZIP64: those of the three that did not fit, in this order.
      if size == 0xFFFF_FFFF { size = try field.little(8) }
      if compressedSize == 0xFFFF_FFFF { compressedSize = try field.little(8) }
      if offset == 0xFFFF_FFFF { offset = try field.little(8) }
    }
    guard flags & 1 == 0 else { throw FileError.unsupported("its member '\(name)' is encrypted") }
    guard method == 0 || method == 8 else {
      throw FileError.unsupported(
        "its member '\(name)' is compressed in a way that is not read here (\(method))",
        help: "save it stored or deflated, as numpy.savez and numpy.savez_compressed do")
    }
    guard let stored = Int(exactly: compressedSize), let whole = Int(exactly: size),
      let place = Int(exactly: offset)
    else { throw FileError.malformed("its directory is damaged") }
    return Member(
      name: name, isDeflated: method == 8, checksum: checksum, compressedSize: stored, size: whole,
      offset: place)
  }
}
