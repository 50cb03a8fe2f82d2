import CompPlatform

/// Pictures as what makes a terminal draw them at its cursor.
public enum TerminalImage {
  /// Sixels: the picture in bands of six rows, colour after colour (DEC STD 070, chapter 9). Colours are
  /// told in hundredths, at most 256 of them; more are brought down to so many.
  public static func sixel(_ picture: Pixels) -> String {
    let palette = ColorPalette(picture)
    let places = palette.indices(of: picture)
    // Square pixels, each of them set.
    var text = Array("\u{1B}P0;1q\"1;1;\(picture.columns);\(picture.rows)".utf8)
    func percent(_ value: UInt8) -> Int { (Int(value) * 100 + 127) / 255 }
    for (place, color) in palette.colors.enumerated() {
      text +=
        "#\(place);2;\(percent(color.red));\(percent(color.green));\(percent(color.blue))".utf8
    }
    let width = picture.columns
    var bits = [UInt8](repeating: 0, count: palette.colors.count * width)
    for top in stride(from: 0, to: picture.rows, by: 6) {
      var used = [Bool](repeating: false, count: palette.colors.count)
      for row in top..<min(top + 6, picture.rows) {
        for column in 0..<width {
          let place = Int(places[row * width + column])
          used[place] = true
          bits[place * width + column] |= 1 << UInt8(row - top)
        }
      }
      var isFirst = true
      for place in used.indices where used[place] {
        // Back to the left end for the next colour of the band.
        if !isFirst { text.append(UInt8(ascii: "$")) }
        isFirst = false
        text += "#\(place)".utf8
        append(bits[(place * width)..<((place + 1) * width)], to: &text)
        for column in 0..<width { bits[place * width + column] = 0 }
      }
      text.append(UInt8(ascii: "-"))
    }
    text += "\u{1B}\\".utf8
    return String(decoding: text, as: UTF8.self)
  }

  /// One colour's sixels in a band, equal ones told by their number.
  private static func append(_ sixels: ArraySlice<UInt8>, to text: inout [UInt8]) {
    var index = sixels.startIndex
    let end = (sixels.lastIndex { $0 != 0 } ?? sixels.startIndex - 1) + 1
    while index < end {
      let sixel = sixels[index]
      var next = index + 1
      while next < end, sixels[next] == sixel { next += 1 }
      let sign = 63 + sixel
      if next - index > 3 {
        text += "!\(next - index)".utf8
        text.append(sign)
      } else {
        for _ in index..<next { text.append(sign) }
      }
      index = next
    }
  }

  /// A PNG file by the graphics protocol of kitty, in chunks of 4,096 characters; the terminal is to
  /// answer nothing.
  ///
  /// - Parameter columns: of characters that it is scaled to; nil for a pixel a pixel.
  public static func kitty(png: [UInt8], columns: Int? = nil) -> String {
    let payload = Array(Data(png).base64EncodedData())
    var text = ""
    var index = 0
    repeat {
      let next = min(index + 4_096, payload.count)
      let more = next < payload.count ? 1 : 0
      let keys =
        index == 0
        ? "a=T,f=100,q=2," + (columns.map { "c=\($0)," } ?? "") + "m=\(more)" : "m=\(more)"
      text +=
        "\u{1B}_G\(keys);" + String(decoding: payload[index..<next], as: UTF8.self) + "\u{1B}\\"
      index = next
    } while index < payload.count
    return text
  }
}
