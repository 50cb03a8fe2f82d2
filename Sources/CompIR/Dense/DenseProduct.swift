/// `C += A B` or `C −= A B` on row-major matrices in memory, for products with thousands of terms or more.
///
/// Each element of C is added to in the order of the terms, one rounding a multiplication and one an
/// addition: the bits are those of the three plain loops, whatever the sizes of the tiles.
package struct DenseProduct {
  /// Columns of B that are held in registers, and rows of A beside them.
  private typealias Strip = SIMD4<Double>
  private static let stripWidth = 4
  private static let tileRows = 4
  /// Rows of a strip that fit the first-level cache with what passes through it.
  private static let depth = 256

  let rows: Int
  let inner: Int
  let columns: Int
  /// Elements between two rows of A, of B and of C.
  let strides: (a: Int, b: Int, c: Int)
  let isSubtracted: Bool

  /// A part of B: some of its rows, of four columns, next to each other.
  private final class Panel {
    let values: UnsafeMutablePointer<Strip>
    init(capacity: Int) { values = .allocate(capacity: capacity) }
    deinit { values.deallocate() }
  }

  /// - Parameter isAbandoned: asked between stretches of some milliseconds; the product is left
  ///   unfinished where it is true.
  func accumulate(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>,
    isAbandoned: (Int) -> Bool = { _ in false }
  ) {
    guard rows > 0, inner > 0, columns > 0 else { return }
    let panel = Panel(capacity: Self.depth * ((columns + 3) / 4))
    var first = 0
    while first < inner {
      let count = min(Self.depth, inner - first)
      pack(b + first * strides.b, count, into: panel.values)
      var row = 0
      while row < rows {
        if isAbandoned(Self.tileRows * count * columns) { return }
        let height = min(Self.tileRows, rows - row)
        for strip in 0..<((columns + 3) / 4) {
          let part = panel.values + strip * count
          let source = a + row * strides.a + first
          let target = c + row * strides.c + strip * Self.stripWidth
          let width = min(Self.stripWidth, columns - strip * Self.stripWidth)
          if height == Self.tileRows, width == Self.stripWidth {
            tile(source, part, count, target)
          } else {
            edge(source, part, count, target, height: height, width: width)
          }
        }
        row += height
      }
      first += count
    }
  }

  /// Copies rows of B into strips of four columns, zeros beyond the last column.
  private func pack(
    _ b: UnsafePointer<Double>, _ count: Int, into panel: UnsafeMutablePointer<Strip>
  ) {
    for strip in 0..<((columns + 3) / 4) {
      let column = strip * Self.stripWidth
      let width = min(Self.stripWidth, columns - column)
      for row in 0..<count {
        let source = b + row * strides.b + column
        var values = Strip.zero
        for place in 0..<width { values[place] = source[place] }
        panel[strip * count + row] = values
      }
    }
  }

  /// Four rows of four columns, in registers.
  @inline(__always)
  private func tile(
    _ a: UnsafePointer<Double>, _ strip: UnsafePointer<Strip>, _ count: Int,
    _ c: UnsafeMutablePointer<Double>
  ) {
    let (a0, a1, a2, a3) = (a, a + strides.a, a + 2 * strides.a, a + 3 * strides.a)
    let (c0, c1, c2, c3) = (c, c + strides.c, c + 2 * strides.c, c + 3 * strides.c)
    func load(_ row: UnsafeMutablePointer<Double>) -> Strip {
      Strip(row[0], row[1], row[2], row[3])
    }
    func store(_ row: UnsafeMutablePointer<Double>, _ values: Strip) {
      row[0] = values[0]
      row[1] = values[1]
      row[2] = values[2]
      row[3] = values[3]
    }
    var (s0, s1, s2, s3) = (load(c0), load(c1), load(c2), load(c3))
    if isSubtracted {
      for term in 0..<count {
        let b = strip[term]
        s0 -= Strip(repeating: a0[term]) * b
        s1 -= Strip(repeating: a1[term]) * b
        s2 -= Strip(repeating: a2[term]) * b
        s3 -= Strip(repeating: a3[term]) * b
      }
    } else {
      for term in 0..<count {
        let b = strip[term]
        s0 += Strip(repeating: a0[term]) * b
        s1 += Strip(repeating: a1[term]) * b
        s2 += Strip(repeating: a2[term]) * b
        s3 += Strip(repeating: a3[term]) * b
      }
    }
    store(c0, s0)
    store(c1, s1)
    store(c2, s2)
    store(c3, s3)
  }

  /// Fewer rows or columns than a tile has.
  private func edge(
    _ a: UnsafePointer<Double>, _ strip: UnsafePointer<Strip>, _ count: Int,
    _ c: UnsafeMutablePointer<Double>, height: Int, width: Int
  ) {
    for row in 0..<height {
      let (source, target) = (a + row * strides.a, c + row * strides.c)
      for column in 0..<width {
        var sum = target[column]
        for term in 0..<count {
          let product = source[term] * strip[term][column]
          sum = isSubtracted ? sum - product : sum + product
        }
        target[column] = sum
      }
    }
  }
}

extension DenseProduct {
  /// `c −= a b` for row-major matrices.
  package static func subtract(
    _ a: [Double], _ b: [Double], from c: inout [Double], rows: Int, inner: Int, columns: Int
  ) {
    let product = DenseProduct(
      rows: rows, inner: inner, columns: columns, strides: (inner, columns, columns),
      isSubtracted: true)
    c.withUnsafeMutableBufferPointer { c in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          if rows * inner * columns < worthwhile {
            for i in 0..<rows {
              for l in 0..<inner {
                let factor = a[i * inner + l]
                for j in 0..<columns { c[i * columns + j] -= factor * b[l * columns + j] }
              }
            }
          } else {
            product.accumulate(a, b, into: c)
          }
        }
      }
    }
  }

  /// Fewer multiplications than this are made faster by plain loops.
  static let worthwhile = 32 * 32 * 32

  /// The product of two row-major matrices; nil where some number is not finite, since a constant zero
  /// then counts as nothing.
  static func product(_ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int)
    -> [Double]?
  {
    guard a.allSatisfy(\.isFinite), b.allSatisfy(\.isFinite) else { return nil }
    let product = DenseProduct(
      rows: rows, inner: inner, columns: columns, strides: (inner, columns, columns),
      isSubtracted: false)
    var abandonment = Abandonment()
    var output = [Double](repeating: 0, count: rows * columns)
    output.withUnsafeMutableBufferPointer { output in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let output = output.baseAddress else {
            return
          }
          product.accumulate(a, b, into: output) { abandonment.isSeen(after: $0) }
        }
      }
    }
    return output
  }
}
