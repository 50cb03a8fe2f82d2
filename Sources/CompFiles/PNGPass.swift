/// A reduced image of an interlaced one, or all of one that is not (PNG, section 8.2).
struct PNGPass {
  /// Where its first pixel lies in the image, and how far apart its pixels lie.
  let x, y, stepX, stepY: Int
  let width, height: Int
  /// Without the byte that names the filter.
  let rowBytes: Int
  private let pixelBytes: Int

  private init(_ form: PNGForm, x: Int, y: Int, stepX: Int, stepY: Int) {
    (self.x, self.y, self.stepX, self.stepY) = (x, y, stepX, stepY)
    width = max(0, (form.width - x + stepX - 1) / stepX)
    height = width == 0 ? 0 : max(0, (form.height - y + stepY - 1) / stepY)
    let bits = form.depth * form.channels
    rowBytes = (width * bits + 7) / 8
    pixelBytes = max(1, bits / 8)
  }

  static func all(of form: PNGForm) -> [PNGPass] {
    guard form.isInterlaced else { return [PNGPass(form, x: 0, y: 0, stepX: 1, stepY: 1)] }
    // Adam7.
    return [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
      (0, 1, 1, 2),
    ]
    .map { PNGPass(form, x: $0.0, y: $0.1, stepX: $0.2, stepY: $0.3) }
  }

  /// Undoes the filters of its rows and puts the samples where they belong.
  ///
  /// - Precondition: the rows stand in `raw` from `offset`.
  func read(
    _ raw: [UInt8], _ offset: inout Int, _ form: PNGForm, into samples: inout [UInt16]
  ) throws {
    var above = [UInt8](repeating: 0, count: rowBytes)
    for row in 0..<height {
      let filter = raw[offset]
      var current = Array(raw[(offset + 1)..<(offset + 1 + rowBytes)])
      offset += rowBytes + 1
      try unfilter(filter, &current, above)
      let start = (y + row * stepY) * form.width
      for column in 0..<width {
        for channel in 0..<form.channels {
          let index = column * form.channels + channel
          let sample: UInt16
          switch form.depth {
          case 16: sample = UInt16(current[index * 2]) << 8 | UInt16(current[index * 2 + 1])
          case 8: sample = UInt16(current[index])
          default:
            let bit = index * form.depth
            sample =
              UInt16(current[bit / 8]) >> UInt16(8 - form.depth - bit % 8)
              & (1 << UInt16(form.depth) - 1)
          }
          samples[(start + x + column * stepX) * form.channels + channel] = sample
        }
      }
      above = current
    }
  }

  /// PNG, section 9.2: each byte is told by its difference from bytes to the left and above.
  private func unfilter(_ filter: UInt8, _ row: inout [UInt8], _ above: [UInt8]) throws {
    switch filter {
    case 0: return
    case 1:
      for i in row.indices.dropFirst(pixelBytes) { row[i] &+= row[i - pixelBytes] }
    case 2:
      for i in row.indices { row[i] &+= above[i] }
    case 3:
      for i in row.indices {
        let left = i >= pixelBytes ? Int(row[i - pixelBytes]) : 0
        row[i] &+= UInt8((left + Int(above[i])) / 2)
      }
    case 4:
      for i in row.indices {
        let left = i >= pixelBytes ? Int(row[i - pixelBytes]) : 0
        let corner = i >= pixelBytes ? Int(above[i - pixelBytes]) : 0
        row[i] &+= UInt8(paeth(left, Int(above[i]), corner))
      }
    default: throw FileError.malformed("a row has the filter \(filter), which there is none of")
    }
  }

  private func paeth(_ left: Int, _ above: Int, _ corner: Int) -> Int {
    let guess = left + above - corner
    let (a, b, c) = (abs(guess - left), abs(guess - above), abs(guess - corner))
    return a <= b && a <= c ? left : b <= c ? above : corner
  }
}
