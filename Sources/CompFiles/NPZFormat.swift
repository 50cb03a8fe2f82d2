/// NumPy's archive of named arrays.
public enum NPZFormat {
  /// The arrays in the order of the archive, without the `.npy` of their names.
  public static func decode(_ bytes: [UInt8]) throws -> [(name: String, array: FileArray)] {
    let archive = try ZIPArchive(bytes)
    return try archive.names.filter { $0.hasSuffix(".npy") }.map { name in
      let content = try archive.content(of: name)
      do {
        return (String(name.dropLast(4)), try NPYFormat.decode(content))
      } catch let error as FileError {
        throw FileError(
          error.kind, "its array '\(name.dropLast(4))' cannot be read: \(error.description)",
          help: error.help)
      }
    }
  }

  /// An array of an archive, whole or by its columns.
  public enum Member: Sendable {
    case array(FileArray)
    case columns(ArrayColumns)
  }

  static func write(_ arrays: [(name: String, array: Member)], to sink: inout ByteSink) throws {
    try ZIPArchive.write(
      arrays.map { name, array in
        (
          name + ".npy",
          { (sink: inout ByteSink) in
            switch array {
            case .array(let array): try NPYFormat.write(array, to: &sink)
            case .columns(let array): try NPYFormat.write(array, to: &sink)
            }
          }
        )
      }, to: &sink)
  }
}
