import Foundation

/// What a process writes to its standard output.
///
/// - Throws: `ProcessFailure` where it cannot be started or ends with another status than 0.
func output(of path: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  do { try process.run() } catch { throw ProcessFailure(description: "\(path) is not there") }
  let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    let command = ([path] + arguments).joined(separator: " ")
    throw ProcessFailure(description: "this failed: \(command)")
  }
  return String(decoding: bytes, as: UTF8.self)
}

struct ProcessFailure: Error, CustomStringConvertible {
  let description: String
}
