import CompFiles
import CompPseudoTerminal
import Testing

/// Pictures as a terminal decodes them.
@Suite struct TerminalImageTests {
  private static func picture(_ columns: Int, _ rows: Int, _ color: (Int, Int) -> [UInt8]) -> Pixels
  {
    var values: [UInt8] = []
    for row in 0..<rows { for column in 0..<columns { values += color(column, row) } }
    return Pixels(columns: columns, rows: rows, values: values)
  }

  /// The largest difference of a channel.
  private static func difference(_ a: Pixels, _ b: Pixels) -> Int {
    zip(a.values, b.values).map { abs(Int($0) - Int($1)) }.max() ?? 0
  }

  /// Few colours come as they are, to the hundredths in which sixels tell them.
  @Test(arguments: [(1, 1), (7, 5), (64, 13), (3, 6), (200, 41)])
  func fewColoursAreKept(_ columns: Int, _ rows: Int) throws {
    let picture = Self.picture(columns, rows) { column, row in
      let place = UInt8(truncatingIfNeeded: (column / 3 * 5 + row * 3) % 200)
      return [place, 255 - place, place / 2 &+ 60]
    }
    let shown = try ShownPictures(Array(TerminalImage.sixel(picture).utf8))
    #expect(shown.text.isEmpty && shown.pictures.count == 1)
    let decoded = try #require(shown.pictures.first)
    #expect((decoded.columns, decoded.rows) == (columns, rows))
    // Half a hundredth of 255, and a rounding.
    #expect(Self.difference(decoded, picture) <= 2)
  }

  /// Of many colours each is stood for by one near it: boxes of 256 halve each channel twice and more.
  @Test func manyColoursAreBroughtDown() throws {
    let picture = Self.picture(120, 90) { column, row in
      [UInt8(column * 2), UInt8(row * 2), UInt8((column + row) % 120 * 2)]
    }
    let decoded = try #require(
      try ShownPictures(Array(TerminalImage.sixel(picture).utf8)).pictures.first)
    let errors = zip(decoded.values, picture.values).map { abs(Int($0) - Int($1)) }
    #expect((errors.max() ?? 0) <= 34, "\(errors.max() ?? 0)")
    #expect(errors.reduce(0, +) <= 10 * errors.count)
  }

  @Test func kittyCarriesTheFileWhole() throws {
    for size in [1, 20, 90] {
      let file = PNGEncoder.encode(columns: size, rows: size) { column, row in
        (UInt8(column * 2), UInt8(row), UInt8((column * row * 7) % 256), 255)
      }
      let shown = try ShownPictures(Array(TerminalImage.kitty(png: file).utf8))
      #expect(shown.files == [file] && shown.text.isEmpty)
    }
  }
}
