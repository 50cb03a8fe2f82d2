import CompFiles
import CompPlatform
import CompSource

/// A run as the file beside its draws tells it, ready to be repeated: the same program with the same
/// seed and inputs gives the same bits.
public struct RecordedRun: Sendable {
  static let format = "comp draws 1"

  /// The name of the program's file when it was run; files that it reads are looked for beside it.
  public let file: String
  public let program: String
  /// The seed and the inputs of the run, and the text of the files that the program imported.
  public let options: RunOptions
  /// The version of Comp that made the draws.
  public let version: String
  private let data: [(path: String, size: Int, checksum: UInt32)]

  /// - Parameter path: of the file that stands beside the draws, `draws.csv.json`.
  /// - Throws: `FileError`.
  public init(contentsOf path: String) throws {
    try self.init(JSONValue(parsing: readWhole(path)))
  }

  /// Whether a file of JSON is one that stands beside draws.
  public static func isRecord(_ path: String) -> Bool {
    guard path.hasSuffix(".json"), let bytes = try? readWhole(path),
      let json = try? JSONValue(parsing: bytes)
    else { return false }
    return json["format"]?.string == format
  }

  init(_ json: JSONValue) throws {
    guard json["format"]?.string == Self.format else {
      throw FileError.unexpected("it is not the record of saved draws")
    }
    guard let file = json["file"]?.string, let program = json["program"]?.string,
      let seed = json["run_seed"]?.seed
    else { throw FileError.malformed("it lacks the program or the seed of the run") }
    self.file = file
    self.program = program
    version = json["versions"]?["comp"]?.string ?? "unknown"
    var inputs: [String: InputValue] = [:]
    for member in json["inputs"]?.object ?? [] {
      guard let value = InputValue(json: member.value) else {
        throw FileError.malformed("the input '\(member.name)' is no value")
      }
      inputs[member.name] = value
    }
    var imports: [String: String] = [:]
    for member in json["imports"]?.object ?? [] { imports[member.name] = member.value.string }
    options = RunOptions(
      seed: seed, inputs: inputs,
      precision: json["versions"]?["precision"]?.string.flatMap(Precision.init) ?? .float,
      usesReference: json["versions"]?["evaluator"]?.string == "reference",
      foldsFactors: json["versions"]?["folds_factors"] != .boolean(false), imports: imports)
    data = (json["data"]?.object ?? []).compactMap { member in
      guard let size = member.value["bytes"]?.integer,
        let sum = member.value["crc32"]?.integer.flatMap({ UInt32(exactly: $0) })
      else { return nil }
      return (member.name, size, sum)
    }
  }

  /// The files that the run read and that are not what they were, or not there.
  public var changedFiles: [String] {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    return data.filter { path, size, sum in
      let places = path.hasPrefix("/") ? [path] : [path, folder + "/" + path]
      guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0) }),
        let bytes = try? readWhole(place)
      else { return true }
      return bytes.count != size || checksum(bytes) != sum
    }.map(\.path)
  }
}
