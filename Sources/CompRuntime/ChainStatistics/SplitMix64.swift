/// A small generator for tests of draws, whose verdict should not change when it is asked again.
/// (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators".)
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64
  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// Its finalizer: numbers that differ in a bit are taken to numbers that have nothing in common.
  package static func mixed(_ value: UInt64) -> UInt64 {
    var z = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
