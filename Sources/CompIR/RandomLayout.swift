/// How the random numbers of a function lie in the words of its generator.
///
/// The numbers of one step are counted through: each random operation has its first number as its
/// `site`. A block of the generator gives four words: four numbers in float, two in double. A function
/// that needs few numbers and has none in a loop shares a block among several steps.
package struct RandomLayout: Hashable, Sendable {
  /// Numbers that a step takes: 1, 2 or more.
  package var numbersPerStep: Int
  package var isShared: Bool

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
    var isInLoop = false
    func walk(_ instructions: [Instruction], _ depth: Int) {
      for instruction in instructions {
        switch instruction.kind {
        case .operation(.normal(let site, let shape), _):
          end = max(end, site + RandomLayout.size(count: shape.count, isNormal: true))
          isInLoop = isInLoop || depth > 0
        case .operation(.uniform(let site, let shape), _):
          end = max(end, site + RandomLayout.size(count: shape.count, isNormal: false))
          isInLoop = isInLoop || depth > 0
        case .operation: break
        case .repeat(_, _, let body): walk(body.instructions, depth + 1)
        }
      }
    }
    walk(instructions, 0)
    return RandomLayout(numbersPerStep: max(end, 1), isShared: !isInLoop && (1...2).contains(end))
  }
}
