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

/// Runs a process to its end, for timing it: `Process` adds some 40 ms of its own.
///
/// - Throws: `ProcessFailure` where it cannot be started or ends with another status than 0.
func finish(_ path: String, _ arguments: [String]) throws {
  var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var child: pid_t = 0
  guard posix_spawn(&child, path, nil, nil, &words, environ) == 0 else {
    throw ProcessFailure(description: "\(path) is not there")
  }
  var status: Int32 = 0
  guard waitpid(child, &status, 0) == child, status == 0 else {
    throw ProcessFailure(description: "this failed: \(([path] + arguments).joined(separator: " "))")
  }
}

struct ProcessFailure: Error, CustomStringConvertible {
  let description: String
}
