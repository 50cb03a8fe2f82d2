import CompFiles
import Testing

/// Against images that Pillow wrote, and two that were made by hand.
@Suite struct ImageTests {
  @Test(arguments: [
    ("grey.png", 9, 7, 1, 255), ("deep.png", 6, 5, 1, 65535), ("color.png", 31, 17, 3, 255),
    ("clear.png", 20, 40, 4, 255), ("grey_clear.png", 5, 4, 2, 255), ("bits.png", 11, 3, 1, 1),
    ("interlaced.png", 13, 11, 3, 255),
  ])
  func pixelsAreThose(_ file: String, _ width: Int, _ height: Int, _ channels: Int, _ top: Int)
    throws
  {
    let image = try PNGImage(fixture(file))
    #expect((image.width, image.height, image.channels) == (width, height, channels))
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<channels {
          #expect(
            image.values[(y * width + x) * channels + c]
              == Double(sample(x, y, c, top: top)) / Double(top))
        }
      }
    }
  }

  @Test func palettesAreLookedUp() throws {
    let image = try PNGImage(fixture("palette.png"))
    #expect(image.channels == 4)
    let colors: [[Double]] = [[1, 0, 0, 1], [0, 1, 0, 128.0 / 255], [0, 0, 1, 1], [1, 1, 1, 1]]
    for y in 0..<6 {
      for x in 0..<7 {
        let start = (y * 7 + x) * 4
        #expect(Array(image.values[start..<(start + 4)]) == colors[sample(x, y, 0, top: 3)])
      }
    }
  }

  @Test func readsWhatItWrites() throws {
    let bytes = PNGEncoder.encode(columns: 40, rows: 30) { x, y in
      (UInt8(x), UInt8(y), UInt8((x * y) % 256), 255)
    }
    let image = try PNGImage(bytes)
    #expect((image.width, image.height, image.channels) == (40, 30, 4))
    #expect(image.values[(7 * 40 + 5) * 4 + 2] == 35.0 / 255)
  }
}
