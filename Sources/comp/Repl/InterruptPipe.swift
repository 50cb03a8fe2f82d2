import CompPlatform

#if Readline
  /// Wakes the editor at each Ctrl-C and raises a flag for what runs: neither is told without the other.
  final class InterruptPipe: Sendable {
    /// Can be read from after an interrupt.
    let readEnd: Int32
    private let writeEnd: Mutex<Int32>
    private let stop: StopFlag

    init(_ stop: StopFlag) {
      var ends: [Int32] = [-1, -1]
      pipe(&ends)
      readEnd = ends[0]
      writeEnd = Mutex(ends[1])
      self.stop = stop
    }

    func notify() {
      writeEnd.withLock { writeEnd in
        _ = write(writeEnd, "!", 1)
        stop.set(true)
      }
    }

    /// Forgets earlier interrupts.
    func clear() {
      writeEnd.withLock { _ in
        var byte: UInt8 = 0
        while isReadable(readEnd), read(readEnd, &byte, 1) > 0 {}
        stop.set(false)
      }
    }
  }

  /// Whether there is something to read, or the end.
  func isReadable(_ descriptor: Int32) -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) > 0 && waiting.revents != 0
  }
#endif
