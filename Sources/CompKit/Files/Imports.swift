import CompFiles
import CompIR
import CompPlatform
import CompSource

/// Where the files are that a program imports: among texts that were given, or on the disk.
struct Imports: Sendable {
  let program: SourceFile?
  /// By path relative to the program's folder.
  let texts: [String: String]
  /// Which files may be read.
  let access: FileAccess
  let record: RunRecord
  let allowance: Allowance

  /// The file that an import names, relative to the importing one.
  func source(_ path: String, from source: SourceFile) throws -> SourceFile {
    let folder = URL(fileURLWithPath: source.name).deletingLastPathComponent()
    let file =
      (path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path))
      .standardizedFileURL
    let known = relative(file.path)
    let text: String
    var place: String?
    if let given = texts[known] {
      text = given
    } else {
      guard let admitted = access.admitted(file.path) else {
        throw FileError(
          .unreadable,
          "\(shown(path, beside: source.name)): it was not given to the program, which may not read other files"
        )
      }
      place = admitted
      do { text = try readText(admitted) } catch let error as FileError {
        throw FileError(
          error.kind, "\(shown(path, beside: source.name)): \(error.description)")
      }
    }
    record.imported(known, text, from: place)
    return SourceFile(name: shown(path, beside: source.name), text: text)
  }

  private func readText(_ path: String) throws -> String {
    let bytes = try readWhole(path, within: access.roots, upTo: allowance.limits.memory / 200)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FileError.unsupported("it is not text in UTF-8", help: "save it as UTF-8")
    }
    return text
  }

  /// An imported file's name as the user would write it from where the program was named, without
  /// `.` and `..` where they cancel: two ways to one file give one name.
  private func shown(_ path: String, beside importing: String) -> String {
    let joined = path.hasPrefix("/") ? path : importing.folder + path
    var parts: [Substring] = []
    for part in joined.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (joined.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// A path as seen from the program's folder: `shapes.comp`, `../lib/shapes.comp`.
  private func relative(_ path: String) -> String {
    let folder = URL(fileURLWithPath: program?.name ?? "").deletingLastPathComponent()
      .standardizedFileURL.pathComponents
    let file = URL(fileURLWithPath: path).pathComponents
    let shared = zip(folder, file).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: folder.count - shared) + file[shared...])
      .joined(separator: "/")
  }
}
