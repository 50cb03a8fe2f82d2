/// The pixels of a PNG image (ISO/IEC 15948).
public struct PNGImage: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// 1 grey, 2 grey and opacity, 3 red, green and blue, 4 those and opacity.
  public let channels: Int
  /// From 0 to 1, row after row from the top, pixel after pixel, channel after channel.
  public let values: [Double]

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  public static func isImage(_ bytes: [UInt8]) -> Bool { bytes.starts(with: signature) }

  /// Reads images of every colour type and depth, interlaced ones too. A palette is looked up, with
  /// its opacities where it has them; a single transparent colour is not told apart.
  ///
  /// - Throws: `FileError` where the file is damaged, or cannot be decompressed on this machine.
  public init(_ bytes: [UInt8]) throws {
    let chunks = try PNGChunks(bytes)
    let form = chunks.form
    let passes = PNGPass.all(of: form)
    let size = passes.reduce(0) { $0 + $1.height * ($1.rowBytes + 1) }
    let raw = try inflate(chunks.data[...], count: size, isRaw: false)
    var samples = [UInt16](repeating: 0, count: form.width * form.height * form.channels)
    var offset = 0
    for pass in passes {
      try pass.read(raw, &offset, form, into: &samples)
    }
    width = form.width
    height = form.height
    guard form.isPalette else {
      channels = form.channels
      let top = Double(1 << form.depth - 1)
      values = samples.map { Double($0) / top }
      return
    }
    channels = chunks.opacities.isEmpty ? 3 : 4
    var values: [Double] = []
    values.reserveCapacity(samples.count * channels)
    for sample in samples {
      let index = Int(sample)
      guard index * 3 + 2 < chunks.palette.count else {
        throw FileError.malformed("a pixel has a colour that its palette lacks")
      }
      for channel in 0..<3 { values.append(Double(chunks.palette[index * 3 + channel]) / 255) }
      if channels == 4 {
        values.append(
          index < chunks.opacities.count ? Double(chunks.opacities[index]) / 255 : 1)
      }
    }
    self.values = values
  }
}

/// What an image's header says.
struct PNGForm {
  var width: Int
  var height: Int
  /// Bits of a sample.
  var depth: Int
  /// Samples of a pixel in the file; of a palette one, its index.
  var channels: Int
  var isPalette: Bool
  var isInterlaced: Bool

  init(_ chunk: ArraySlice<UInt8>) throws {
    var cursor = ByteCursor(chunk)
    width = Int(try cursor.big(4))
    height = Int(try cursor.big(4))
    depth = Int(try cursor.big(1))
    let color = try cursor.big(1)
    let compression = try cursor.big(1)
    let filter = try cursor.big(1)
    let interlace = try cursor.big(1)
    let depths: [Int]
    switch color {
    case 0: (channels, depths) = (1, [1, 2, 4, 8, 16])
    case 2: (channels, depths) = (3, [8, 16])
    case 3: (channels, depths) = (1, [1, 2, 4, 8])
    case 4: (channels, depths) = (2, [8, 16])
    case 6: (channels, depths) = (4, [8, 16])
    default: throw FileError.malformed("its colour type \(color) is none")
    }
    isPalette = color == 3
    isInterlaced = interlace == 1
    guard depths.contains(depth), compression == 0, filter == 0, interlace <= 1 else {
      throw FileError.malformed("its header is damaged")
    }
    guard width > 0, height > 0, width <= 1 << 16, height <= 1 << 16,
      width * height <= 1 << 27
    else { throw FileError.unsupported("an image of \(width) by \(height) pixels is not read") }
  }
}

/// The parts of the file that the pixels need.
private struct PNGChunks {
  let form: PNGForm
  private(set) var palette: [UInt8] = []
  private(set) var opacities: [UInt8] = []
  private(set) var data: [UInt8] = []

  init(_ bytes: [UInt8]) throws {
    var cursor = ByteCursor(bytes[...])
    guard try cursor.take(8).elementsEqual(PNGImage.signature) else {
      throw FileError.malformed("it does not begin as a PNG file does")
    }
    var form: PNGForm?
    while true {
      let length = Int(try cursor.big(4))
      let name = try cursor.take(4)
      let content = try cursor.take(length)
      let sum = UInt32(try cursor.big(4))
      guard checksum(content, continuing: checksum(name)) == sum else {
        throw FileError.malformed("the checksum of a part is another")
      }
      switch String(decoding: name, as: UTF8.self) {
      case "IHDR": form = try PNGForm(content)
      case "PLTE": palette = Array(content)
      case "tRNS": opacities = Array(content)
      case "IDAT": data += content
      case "IEND":
        guard let form else { throw FileError.malformed("it has no header") }
        if !form.isPalette { opacities = [] }
        self.form = form
        return
      case let other:
        // Parts whose name begins with a small letter can be done without.
        guard other.first?.isLowercase == true else {
          throw FileError.malformed("it has a part '\(other)' that is not known")
        }
      }
    }
  }
}
