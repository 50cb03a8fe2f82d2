/// What stands against a file, in words.
public struct FileError: Error, Sendable, CustomStringConvertible {
  public enum Kind: Sendable {
    /// It is not there, or may not be read.
    case unreadable
    /// Its content is damaged, or not what is read here.
    case malformed
    /// It cannot be written.
    case unwritable
  }
  public let kind: Kind
  public let description: String
  /// What to do, where that can be said.
  public let help: String?

  public init(_ kind: Kind, _ description: String, help: String? = nil) {
    self.kind = kind
    self.description = description
    self.help = help
  }

  /// A damaged file, or one that is not what is read here.
  public static func malformed(_ description: String, help: String? = nil) -> FileError {
    FileError(.malformed, description, help: help)
  }
}
