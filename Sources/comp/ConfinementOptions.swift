import ArgumentParser
import CompKit
import CompPlatform

/// How far a program is trusted.
struct ConfinementOptions: ParsableArguments {
  @Flag(
    help: """
      Confine the program: it reads files beside itself, writes into the folder for results, and has \
      limits on memory, time, text and files.
      """)
  var sandbox = false

  @Option(help: "Megabytes of memory that the program's values may take.")
  var memory: Int?

  @Option(help: "Seconds that the check and the run of the program may each take.")
  var seconds: Double?

  func validate() throws {
    if let memory, !(1...(1 << 24)).contains(memory) {
      throw ValidationError("--memory must be from 1 to \(1 << 24) megabytes")
    }
    if let seconds, !(seconds > 0) { throw ValidationError("--seconds must be above 0") }
  }

  /// Options for a program, as the command line trusts it.
  ///
  /// - Parameter file: of the program; `-` for the standard input.
  func confined(_ options: RunOptions, file: String) -> RunOptions {
    var confined = options
    if sandbox {
      let folder = file.folder
      let output = options.outputDirectory
      confined.readAccess = .folders([file == "-" || folder.isEmpty ? "." : folder, output])
      confined.writeAccess = .folder(output)
      confined.limits = .embedded
    } else {
      confined = options.unconfined
    }
    if let memory { confined.limits.memory = memory << 20 }
    if let seconds { confined.limits.seconds = seconds }
    return confined
  }
}
