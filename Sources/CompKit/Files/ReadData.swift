import CompFiles
import CompLanguage
import CompModel
import CompPlatform

/// The data sets that a program has read, so that a file is understood once for its check and its runs.
/// A file is known by its bytes, not by its name alone: one that has changed is read again.
package final class ReadData: @unchecked Sendable {
  struct Key: Hashable {
    var path: String
    var size: Int
    var checksum: UInt32
    /// What `as:` asks for.
    var variables: [Variable]?
    /// What `missing:` and `decimal:` say.
    var form: CSVTable.NumberForm
  }
  private let lock = Mutex<Void>()
  private var sets: [Key: DataSet] = [:]

  func set(_ key: Key, reading: () throws -> DataSet) rethrows -> DataSet {
    if let known = lock.withLock({ sets[key] }) { return known }
    let set = try reading()
    lock.withLock { sets[key] = set }
    return set
  }
}
