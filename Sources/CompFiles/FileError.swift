/// The reason why a file cannot be read or written, in words.
public struct FileError: Error, Sendable, CustomStringConvertible {
  public enum Kind: Sendable {
    /// It is not there, or may not be read.
    case unreadable
    /// Its content is damaged: it breaks the rules of its format.
    case malformed
    /// It is in order, but written in a form that is not read here.
    case unsupported
    /// It is in order, but does not hold what is asked of it.
    case unexpected
    /// It has missing values.
    case missing
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

  /// A damaged file.
  public static func malformed(_ description: String, help: String? = nil) -> FileError {
    FileError(.malformed, description, help: help)
  }

  /// A file in a form that is not read.
  public static func unsupported(_ description: String, help: String? = nil) -> FileError {
    FileError(.unsupported, description, help: help)
  }

  /// A file that does not hold what is asked of it.
  public static func unexpected(_ description: String, help: String? = nil) -> FileError {
    FileError(.unexpected, description, help: help)
  }

  /// A file with missing values.
  ///
  /// - Parameter marks: how its missing values are written, for the remedy.
  public static func missing(_ description: String, marks: [String]) -> FileError {
    let list = marks.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
    return FileError(
      .missing, description,
      help: "list how missing values are written, missing: [\(list)], or remove these rows")
  }
}
