/// The colours of a picture, or fewer that stand for them.
///
/// Where there are too many, the box of colours that is widest for what it holds is halved, again and
/// again (median cut, Heckbert 1982).
struct ColorPalette {
  private(set) var colors: [(red: UInt8, green: UInt8, blue: UInt8)] = []
  private var places: [UInt32: UInt8] = [:]

  private struct Entry {
    var color: UInt32
    var count: Int
    func channel(_ index: Int) -> Int { Int(color >> UInt32(16 - 8 * index) & 0xFF) }
  }

  /// - Parameter limit: of colours, at most 256.
  init(_ picture: Pixels, limit: Int = 256) {
    var counts: [UInt32: Int] = [:]
    var last: UInt32?
    var run = 0
    for pixel in 0..<(picture.columns * picture.rows) {
      let color = picture.color(pixel)
      if color == last {
        run += 1
      } else {
        if let last { counts[last, default: 0] += run }
        (last, run) = (color, 1)
      }
    }
    if let last { counts[last, default: 0] += run }
    let entries = counts.map { Entry(color: $0.key, count: $0.value) }
      .sorted { $0.color < $1.color }
    for box in Self.boxes(of: entries, limit: min(max(limit, 1), 256)) {
      let place = UInt8(colors.count)
      let total = max(box.reduce(0) { $0 + $1.count }, 1)
      func mean(_ channel: Int) -> UInt8 {
        UInt8(clamping: (box.reduce(0) { $0 + $1.channel(channel) * $1.count } + total / 2) / total)
      }
      colors.append((mean(0), mean(1), mean(2)))
      for entry in box { places[entry.color] = place }
    }
  }

  private static func boxes(of entries: [Entry], limit: Int) -> [[Entry]] {
    guard entries.count > limit else { return entries.map { [$0] } }
    func spread(_ box: [Entry]) -> (channel: Int, width: Int) {
      (0..<3).map { channel in
        let values = box.map { $0.channel(channel) }
        return (channel, (values.max() ?? 0) - (values.min() ?? 0))
      }.max { $0.width < $1.width } ?? (0, 0)
    }
    typealias Box = (entries: [Entry], channel: Int, width: Int)
    func made(_ entries: [Entry]) -> Box {
      let spread = spread(entries)
      return (entries, spread.channel, spread.width)
    }
    var boxes = [made(entries)]
    while boxes.count < limit,
      let widest = boxes.indices.max(by: { boxes[$0].width < boxes[$1].width }),
      boxes[widest].width > 0
    {
      let box = boxes[widest]
      let sorted = box.entries.sorted { $0.channel(box.channel) < $1.channel(box.channel) }
      // In the middle of the range, so that rare colours keep their own places.
      let values = sorted.map { $0.channel(box.channel) }
      let middle = ((values.first ?? 0) + (values.last ?? 0)) / 2
      let cut = sorted.firstIndex { $0.channel(box.channel) > middle } ?? sorted.count / 2
      boxes[widest] = made(Array(sorted[..<cut]))
      boxes.append(made(Array(sorted[cut...])))
    }
    return boxes.map(\.entries)
  }

  /// The place of each pixel's colour.
  func indices(of picture: Pixels) -> [UInt8] {
    var last: (color: UInt32, place: UInt8)?
    return (0..<(picture.columns * picture.rows)).map { pixel in
      let color = picture.color(pixel)
      if let last, last.color == color { return last.place }
      let place = places[color] ?? 0
      last = (color, place)
      return place
    }
  }
}

extension Pixels {
  /// Red, green and blue in one number.
  fileprivate func color(_ pixel: Int) -> UInt32 {
    UInt32(values[pixel * 3]) << 16 | UInt32(values[pixel * 3 + 1]) << 8
      | UInt32(values[pixel * 3 + 2])
  }
}
