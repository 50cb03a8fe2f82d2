/// Where the bytes of a file go while they are made: into an array, or a part at a time to somewhere
/// else, so that a large file is never held whole.
public struct ByteSink {
  /// What has not been passed on.
  private var held: [UInt8] = []
  /// The bytes that were passed on.
  private var passed = 0
  private let pass: (([UInt8]) throws -> Void)?
  /// Asked now and then; what it throws ends the writing.
  let check: () throws -> Void

  /// As many bytes as are worth a call of the system.
  private static let limit = 1 << 20

  /// - Parameter pass: takes the next bytes of the file; where there is none they are all held.
  init(asking check: @escaping () throws -> Void = {}, pass: (([UInt8]) throws -> Void)? = nil) {
    (self.check, self.pass) = (check, pass)
  }

  /// How many bytes the file has so far.
  var count: Int { passed + held.count }

  /// The bytes that a body writes.
  static func bytes(_ body: (inout ByteSink) throws -> Void) rethrows -> [UInt8] {
    var sink = ByteSink()
    try body(&sink)
    return sink.held
  }

  mutating func append(_ byte: UInt8) throws {
    held.append(byte)
    try passIfMany()
  }

  mutating func append(_ bytes: some Sequence<UInt8>) throws {
    held.append(contentsOf: bytes)
    try passIfMany()
  }

  mutating func append<T: FixedWidthInteger>(littleEndian number: T) throws {
    held.append(littleEndian: number)
    try passIfMany()
  }

  private mutating func passIfMany() throws {
    if held.count >= Self.limit { try flush() }
  }

  /// Passes on what is held, if there is somewhere to pass it.
  mutating func flush() throws {
    guard let pass, !held.isEmpty else { return }
    try check()
    try pass(held)
    passed += held.count
    held.removeAll(keepingCapacity: true)
  }
}
