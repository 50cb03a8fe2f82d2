import CompPlatform
import Testing

@Suite struct PlatformTests {
  @Test func textsAreTrimmed() {
    #expect(" \n a b\t".trimmed() == "a b")
    #expect("\n a \n".trimmed(of: \.isNewline) == " a ")
    #expect(" \n".trimmed() == "" && "".trimmed() == "")
  }

  @Test func numbersArePrinted() {
    #expect(String(printf: "%.3g", 1234.5) == "1.23e+03")
    #expect(String(printf: "\\u%04x", 0x1F as UInt32) == "\\u001f")
    #expect(String(printf: "%.300f", 1.0).count == 302)
  }

  @Test func foldersAreTheirPartOfAPath() {
    #expect("a/b.comp".folder == "a/" && "/b".folder == "/" && "b".folder == "")
  }

  @Test func tildesAreHomeFolders() {
    #expect("~/a".expandingTilde == String.homeFolder + "/a")
    #expect("~".expandingTilde == String.homeFolder)
    #expect("a/~".expandingTilde == "a/~")
    #expect("~no one of that name/a".expandingTilde == "~no one of that name/a")
  }

  @Test func descriptorsReadWhatWasWritten() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let (reader, writer) = (Descriptor(ends[0]), Descriptor(ends[1]))
    // More than a pipe holds at once, so that it is written in parts.
    let bytes = (0..<200_000).map { UInt8($0 % 251) }
    let written = DispatchSemaphore(value: 0)
    startThread(stackSize: 1 << 20) {
      try? writer.write(bytes)
      writer.close()
      written.signal()
    }
    #expect(try reader.readToEnd(upTo: 100) == Array(bytes[..<100]))
    #expect(try reader.readToEnd() == Array(bytes[100...]))
    written.wait()
    reader.close()
    #expect(throws: SystemFailure.self) { try Descriptor(-1).write([1]) }
    #expect(throws: SystemFailure.self) { try Descriptor(-1).readToEnd() }
  }

  /// Some 100 bytes a call: more than any thread has by itself.
  @Test func threadsHaveTheStackThatIsAskedFor() {
    @Sendable func depth(_ left: Int) -> Int { left == 0 ? 0 : 1 + depth(left - 1) &* opaque(1) }
    let done = DispatchSemaphore(value: 0)
    let result = Mutex(0)
    startThread(stackSize: 512 << 20) {
      let reached = depth(1_000_000)
      result.withLock { $0 = reached }
      done.signal()
    }
    done.wait()
    #expect(result.withLock { $0 } == 1_000_000)
  }
}

/// The same number, which the optimiser does not know.
@inline(never) private func opaque(_ number: Int) -> Int { number }
