/// The counter-based generator Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random
/// numbers: as easy as 1, 2, 3"): four random words from a counter of four words and a key of two.
package enum Philox {
  package static func block(
    _ counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (a, b, c, d) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let first = UInt64(0xD251_1F53) * UInt64(a)
      let second = UInt64(0xCD9E_8D57) * UInt64(c)
      (a, b, c, d) = (
        UInt32(truncatingIfNeeded: second >> 32) ^ b ^ k0, UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ d ^ k1, UInt32(truncatingIfNeeded: first)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (a, b, c, d)
  }
}

/// What a random number is a function of, beside its chain, site, pass and element.
package struct RandomKey: Sendable, Hashable {
  package var seed: UInt64
  package var step: UInt64
  package init(seed: UInt64, step: UInt64) {
    self.seed = seed
    self.step = step
  }

  /// Four words for a block of elements. The chain has 40 bits, the step 32, the pass of the loops
  /// 24, the site 16, the block of elements 16: a draw beyond them would repeat another.
  @inline(__always)
  func words(chain: Int, site: Int, pass: Int, block: Int) -> (UInt32, UInt32, UInt32, UInt32) {
    let high = UInt32(truncatingIfNeeded: chain >> 32) & 0xFF
    return Philox.block(
      (
        UInt32(truncatingIfNeeded: chain), UInt32(truncatingIfNeeded: step),
        high << 24 | UInt32(truncatingIfNeeded: pass) & 0xFF_FFFF,
        UInt32(truncatingIfNeeded: site) << 16 | UInt32(truncatingIfNeeded: block) & 0xFFFF
      ), key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
  }
}
