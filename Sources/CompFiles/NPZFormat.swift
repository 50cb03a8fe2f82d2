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

  public static func encode(_ arrays: [(name: String, array: FileArray)]) throws -> [UInt8] {
    try ZIPArchive.encode(
      arrays.map { (name: $0.name + ".npy", content: NPYFormat.encode($0.array)) })
  }
}
