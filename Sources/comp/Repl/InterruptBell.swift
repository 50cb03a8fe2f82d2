import CompPlatform

#if Readline
  /// Wakes the editor at each Ctrl-C and raises a flag for what runs: neither is told without the other.
  final class InterruptBell: Sendable {
    /// Can be read from once it has rung.
    let ringing: Int32
    private let rope: Mutex<Int32>
    private let stop: StopFlag

    init(_ stop: StopFlag) {
      var ends: [Int32] = [-1, -1]
      pipe(&ends)
      ringing = ends[0]
      rope = Mutex(ends[1])
      self.stop = stop
    }

    func ring() {
      rope.withLock { rope in
        _ = write(rope, "!", 1)
        stop.set(true)
      }
    }

    /// Forgets earlier interrupts.
    func silence() {
      rope.withLock { _ in
        var byte: UInt8 = 0
        while isReadable(ringing), read(ringing, &byte, 1) > 0 {}
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
