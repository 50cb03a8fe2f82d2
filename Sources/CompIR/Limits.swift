/// How much of the machine one check or run of a program may use.
///
/// A program that reaches a limit ends with a diagnostic that names the limit; nothing else of the
/// process is affected.
public struct Limits: Sendable, Hashable {
  /// Bytes that the values of the program may occupy at one time: tensors, lists, records, scopes,
  /// symbolic expressions, data that is read, draws, and the working memory of their samplers.
  /// Reported as C0530.
  public var memory: Int
  /// Instructions of one function of the intermediate representation, from which machine code is
  /// made. Reported as C0531.
  public var instructions: Int
  /// Seconds that a check or a run may take, each by itself. Reported as C0532.
  public var seconds: Double
  /// Bytes of text that the program may make by `+` and interpolation and print, in all. Reported as
  /// C0533.
  public var text: Int
  /// How many files the program may write. Reported as C0534.
  public var files: Int
  /// Bytes that the program may write to files, in all. Reported as C0534.
  public var fileBytes: Int
  /// Bytes of the draws of one call of `sample`. Reported as C0535.
  public var draws: Int

  public init(
    memory: Int = 1 << 30, instructions: Int = 1_000_000, seconds: Double = 3_600,
    text: Int = 256 << 20, files: Int = 1_000, fileBytes: Int = 4 << 30, draws: Int = 1 << 30
  ) {
    self.memory = memory
    self.instructions = instructions
    self.seconds = seconds
    self.text = text
    self.files = files
    self.fileBytes = fileBytes
    self.draws = draws
  }

  /// The limits of an embedded program unless the host gives others: 1 GiB of values and of draws, a
  /// million instructions, an hour, 256 MiB of text, a thousand files of 4 GiB together.
  public static let embedded = Limits()

  /// No limits but the machine's memory.
  ///
  /// - Parameter memory: the bytes of the machine's memory.
  public static func unlimited(memory: Int) -> Limits {
    Limits(
      memory: memory, instructions: .max, seconds: .infinity, text: .max, files: .max,
      fileBytes: .max, draws: memory)
  }
}

/// A resource whose use is limited.
package enum LimitedResource: Int, Sendable {
  case memory = 1
  case instructions, time, text, files, fileBytes, draws
}

/// Thrown where a program reaches one of its limits.
package struct ExceededLimit: Error {
  package let resource: LimitedResource
  package let limits: Limits
  package init(_ resource: LimitedResource, _ limits: Limits) {
    self.resource = resource
    self.limits = limits
  }
}
