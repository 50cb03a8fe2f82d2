import CompFiles
import Foundation

/// What a terminal would draw of what it is sent: the pictures, decoded, and the text around them.
public struct ShownPictures {
  public private(set) var pictures: [Pixels] = []
  /// The PNG files that came by kitty's protocol.
  public private(set) var files: [[UInt8]] = []
  /// All else.
  public private(set) var text: [UInt8] = []

  /// What is wrong with what was sent.
  public struct Malformed: Error { public let what: String }

  /// - Throws: `Malformed`; `FileError` for a PNG file that is none.
  public init(_ bytes: some Collection<UInt8>) throws {
    let bytes = Array(bytes)
    var kitty: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 0x1B, index + 1 < bytes.count,
        [UInt8(ascii: "P"), UInt8(ascii: "_")].contains(bytes[index + 1])
      else {
        text.append(bytes[index])
        index += 1
        continue
      }
      guard
        let end = bytes[(index + 2)...].firstIndex(of: 0x1B), end + 1 < bytes.count,
        bytes[end + 1] == UInt8(ascii: "\\")
      else { throw Malformed(what: "a string that does not end") }
      let body = bytes[(index + 2)..<end]
      if bytes[index + 1] == UInt8(ascii: "P") {
        pictures.append(try Self.sixel(Array(body)))
      } else if body.first == UInt8(ascii: "G"),
        let semicolon = body.firstIndex(of: UInt8(ascii: ";"))
      {
        let keys = String(decoding: body[(body.startIndex + 1)..<semicolon], as: UTF8.self)
        // A question whether pictures are understood draws none.
        if !keys.contains("a=q") {
          kitty += body[(semicolon + 1)...]
          if body.count > 4_200 { throw Malformed(what: "a chunk of \(body.count) bytes") }
          if !keys.contains("m=1") {
            guard let file = Data(base64Encoded: Data(kitty)) else {
              throw Malformed(what: "no base64")
            }
            files.append(Array(file))
            pictures.append(try Self.picture(ofPNG: Array(file)))
            kitty = []
          }
        }
      }
      index = end + 2
    }
    if !kitty.isEmpty { throw Malformed(what: "a picture without its last chunk") }
  }

  /// The pixels of a PNG file.
  public static func picture(ofPNG file: [UInt8]) throws -> Pixels {
    let image = try PNGImage(file)
    let channels = image.channels
    guard channels >= 3 else { throw Malformed(what: "\(channels) channels") }
    var values: [UInt8] = []
    for pixel in 0..<(image.height * image.width) {
      for channel in 0..<3 {
        values.append(UInt8((image.values[pixel * channels + channel] * 255).rounded()))
      }
    }
    return Pixels(columns: image.width, rows: image.height, values: values)
  }

  /// DEC STD 070, chapter 9: `P1;P2;P3q"Pan;Pad;Ph;Pv` and then colours and sixels.
  private static func sixel(_ body: [UInt8]) throws -> Pixels {
    guard let start = body.firstIndex(of: UInt8(ascii: "q")) else {
      throw Malformed(what: "a control string that holds no sixels")
    }
    var index = start + 1
    func numbers() -> [Int] {
      var list = [0]
      while index < body.count {
        switch body[index] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
          list[list.count - 1] = list[list.count - 1] * 10 + Int(body[index]) - 48
        case UInt8(ascii: ";"): list.append(0)
        default: return list
        }
        index += 1
      }
      return list
    }
    var (columns, rows) = (0, 0)
    var palette: [Int: [UInt8]] = [:]
    var color: [UInt8] = []
    var values: [UInt8] = []
    var set: [Bool] = []
    var (column, top) = (0, 0)
    while index < body.count {
      let byte = body[index]
      index += 1
      var count = 1
      var sixel = byte
      switch byte {
      case UInt8(ascii: "\""):
        let list = numbers()
        guard list.count == 4, list[0] == list[1] else { throw Malformed(what: "raster \(list)") }
        (columns, rows) = (list[2], list[3])
        values = Array(repeating: 0, count: columns * rows * 3)
        set = Array(repeating: false, count: columns * rows)
        continue
      case UInt8(ascii: "#"):
        let list = numbers()
        if list.count == 5 {
          guard list[0] < 256, list[1] == 2, list[2...].allSatisfy({ $0 <= 100 }) else {
            throw Malformed(what: "colour \(list)")
          }
          palette[list[0]] = list[2...].map { UInt8(($0 * 255 + 50) / 100) }
        }
        guard let known = palette[list[0]] else { throw Malformed(what: "no colour \(list[0])") }
        color = known
        continue
      case UInt8(ascii: "$"):
        column = 0
        continue
      case UInt8(ascii: "-"):
        (column, top) = (0, top + 6)
        continue
      case UInt8(ascii: "!"):
        count = numbers()[0]
        guard index < body.count else { throw Malformed(what: "nothing to repeat") }
        sixel = body[index]
        index += 1
      default: break
      }
      guard (63...126).contains(sixel), column + count <= columns, color.count == 3 else {
        throw Malformed(what: "the sixel \(sixel) in column \(column)")
      }
      for bit in 0..<6 where (sixel - 63) >> UInt8(bit) & 1 == 1 {
        guard top + bit < rows else { throw Malformed(what: "a sixel below the picture") }
        for place in column..<(column + count) {
          let pixel = (top + bit) * columns + place
          set[pixel] = true
          for channel in 0..<3 { values[pixel * 3 + channel] = color[channel] }
        }
      }
      column += count
    }
    guard !set.isEmpty, set.allSatisfy({ $0 }) else {
      throw Malformed(what: "pixels that no sixel sets")
    }
    return Pixels(columns: columns, rows: rows, values: values)
  }
}
