import func CompPlatform.cos
import func CompPlatform.log
import func CompPlatform.sin

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

/// The seed, step and precision of random numbers: with chain, site, iteration and element they determine each.
package struct RandomKey: Sendable, Hashable {
  package var seed: UInt64
  package var step: UInt64
  /// How many digits a random number has: in float one word makes a number, in double two do.
  package var precision: Precision
  package init(seed: UInt64, step: UInt64, precision: Precision = .double) {
    self.seed = seed
    self.step = step
    self.precision = precision
  }

  /// Returns four words for a block of numbers.
  ///
  /// The counter holds the chain in 40 bits, the step in 32, the iteration of the loops in 24, and the block
  /// in 32. An iteration number of more bits continues above the bits that blocks take
  /// (`RandomLayout.blockBits`).
  ///
  /// - Precondition: the layout is injective.
  @inline(__always)
  func words(chain: Int, stepBlock: UInt64, iteration: UInt64, block: Int, layout: RandomLayout)
    -> (UInt32, UInt32, UInt32, UInt32)
  {
    let high = UInt32(truncatingIfNeeded: chain >> 32) & 0xFF
    let carry = UInt32(truncatingIfNeeded: iteration >> RandomLayout.iterationBits)
    return Philox.block(
      (
        UInt32(truncatingIfNeeded: chain), UInt32(truncatingIfNeeded: stepBlock),
        high << 24 | UInt32(truncatingIfNeeded: iteration) & 0xFF_FFFF,
        UInt32(truncatingIfNeeded: block) | carry << layout.blockBits
      ), key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
  }

  /// The numbers of a random operation: `values[element * chains + chain]`.
  package func numbers(
    _ count: Int, site: Int, iteration: UInt64, chains: Range<Int>, layout: RandomLayout,
    isNormal: Bool
  ) -> [Double] {
    let width = chains.count
    let perBlock = precision.numbersPerBlock
    let shared = UInt64(layout.stepsPerBlock(precision))
    let shift = shared > 1 ? Int(step % shared) * layout.numbersPerStep : 0
    var output = [Double](repeating: 0, count: count * width)
    for chain in 0..<width {
      var known = (block: -1, numbers: [Double]())
      for element in 0..<count {
        let place = site + element + shift
        if place / perBlock != known.block {
          known.block = place / perBlock
          known.numbers = numbers(
            chain: chains.lowerBound + chain, stepBlock: step / shared, iteration: iteration,
            block: known.block, layout: layout, isNormal: isNormal)
        }
        output[element * width + chain] = known.numbers[place % perBlock]
      }
    }
    return output
  }

  /// The numbers of a block: in (0, 1), or standard normals, two a pair by Box and Muller (1958).
  /// Those of float are computed in double from what float would hold.
  func numbers(
    chain: Int, stepBlock: UInt64, iteration: UInt64, block: Int, layout: RandomLayout,
    isNormal: Bool
  ) -> [Double] {
    let w = words(
      chain: chain, stepBlock: stepBlock, iteration: iteration, block: block, layout: layout)
    switch precision {
    case .float:
      let words = [w.0, w.1, w.2, w.3]
      if !isNormal { return words.map { min(fraction($0), 1 - 0x1p-24) } }
      return normals(fraction(w.0), Double(w.1) * 0x1p-32)
        + normals(fraction(w.2), Double(w.3) * 0x1p-32)
    case .double:
      let pair = (fraction(w.0, w.1), fraction(w.2, w.3))
      return isNormal ? normals(pair.0, pair.1) : [pair.0, pair.1]
    }
  }

  /// (w + ½) 2⁻³² as float has it: small ones with all their digits.
  private func fraction(_ word: UInt32) -> Double {
    Double(Float(0x1p-33).addingProduct(Float(word), Float(0x1p-32)))
  }

  /// 53 bits of two words, and a half.
  private func fraction(_ high: UInt32, _ low: UInt32) -> Double {
    let bits = (UInt64(high) << 32 | UInt64(low)) >> 11
    return (Double(bits) + 0.5) * 0x1p-53
  }

  /// The angle is so many quarters of the turn, of which the rest is exact, so that numbers near zero
  /// have all their digits.
  ///
  /// - Parameter turn: the angle as a share of the full turn.
  private func normals(_ u: Double, _ turn: Double) -> [Double] {
    let radius = max(-2 * log(u), 0).squareRoot()
    let quarters = (4 * turn).rounded()
    let angle = (4 * turn - quarters) * (.pi / 2)
    let (x, y) = (radius * cos(angle), radius * sin(angle))
    switch Int(quarters) % 4 {
    case 1: return [-y, x]
    case 2: return [-x, -y]
    case 3: return [y, -x]
    default: return [x, y]
    }
  }
}
