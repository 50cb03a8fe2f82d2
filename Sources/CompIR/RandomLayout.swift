/// How the random numbers of a function lie in the words of its generator.
///
/// The numbers of one step are counted through: each random operation has its first number as its
/// `site`. A block of the generator gives four words: four numbers in float, two in double. A function
/// that needs few numbers and has none in a loop shares a block among several steps.
///
/// An operation in a loop draws new numbers in each iteration. The iterations of nested loops are numbered
/// through (`iteration(_:of:in:)`), and the number is a part of the generator's counter.
package struct RandomLayout: Hashable, Sendable {
  /// Numbers that a step takes: 1, 2 or more.
  package var numbersPerStep: Int
  package var isShared: Bool
  /// How iterations of nested loops are numbered.
  package var numbering: LoopNumbering
  /// The largest number of an iteration in which a random operation stands; nil where it exceeds 64 bits.
  package var lastIteration: UInt64?

  /// The bits of the counter that hold nothing but an iteration's number.
  package static let iterationBits = 24

  /// The bits of the counter's last word that number the blocks of an iteration, in either precision.
  package var blockBits: Int { Int.bitWidth - (numbersPerStep / 2).leadingZeroBitCount }

  /// Whether iterations take more bits than `iterationBits`. The rest lies above those of the blocks.
  package var hasLongIterations: Bool { (lastIteration ?? .max) >> Self.iterationBits > 0 }

  /// Whether no two numbers of a chain's step have the same counter.
  package var isInjective: Bool {
    guard let lastIteration, blockBits <= 32 else { return false }
    return lastIteration >> Self.iterationBits < 1 << UInt64(32 - blockBits)
  }

  /// Returns the number of a loop's iteration, where `outer` is that of the iteration around the loop.
  ///
  /// - Parameter count: the largest number of iterations that the loop may make.
  package func iteration(_ index: Int, of count: Int, in outer: UInt64) -> UInt64 {
    let (radix, first) = numbering.digits(of: count)
    return outer &* radix &+ UInt64(index) &+ first
  }

  /// How many steps take their numbers from one block; a power of two.
  package func stepsPerBlock(_ precision: Precision) -> Int {
    isShared ? max(1, precision.numbersPerBlock / numbersPerStep) : 1
  }

  /// The first number of an operation, where the numbers before `next` are taken: normals come in
  /// pairs, many numbers begin with a block.
  package static func site(after next: Int, count: Int) -> Int {
    let alignment = count > 2 ? 4 : max(count, 1)
    return (next + alignment - 1) / alignment * alignment
  }

  /// The numbers that an operation takes.
  package static func size(count: Int, isNormal: Bool) -> Int {
    isNormal ? (count + 1) / 2 * 2 : count
  }
}

extension Precision {
  /// Random numbers in a block of four words.
  package var numbersPerBlock: Int { 4 / wordsPerNumber }
  package var wordsPerNumber: Int {
    switch self {
    case .float: 1
    case .double: 2
    }
  }
}

extension IRFunction {
  package var randomLayout: RandomLayout {
    var end = 0
    // The counts of the loops around each random operation, outermost first.
    var nests: Set<[Int]> = []
    func walk(_ instructions: [Instruction], _ nest: [Int]) {
      for instruction in instructions {
        switch instruction.kind {
        case .operation(.normal(let site, let shape), _):
          end = max(end, site + RandomLayout.size(count: shape.count, isNormal: true))
          nests.insert(nest)
        case .operation(.uniform(let site, let shape), _):
          end = max(end, site + RandomLayout.size(count: shape.count, isNormal: false))
          nests.insert(nest)
        case .operation: break
        case .repeat(let count, _, let body): walk(body.instructions, nest + [count])
        }
      }
    }
    walk(instructions, [])
    nests.remove([])
    let numbering = LoopNumbering(nests: nests)
    return RandomLayout(
      numbersPerStep: max(end, 1), isShared: nests.isEmpty && (1...2).contains(end),
      numbering: numbering, lastIteration: numbering.last(of: nests))
  }
}
