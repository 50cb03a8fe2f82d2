import CompFiles
import Testing

/// Files damaged at places of a fixed generator are read or refused in words; never a trap, a hang or
/// memory without bound.
@Suite struct DamagedFileTests {
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  /// Bytes changed, taken out, put in, repeated, or cut off.
  static func damaged(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, at + Int.random(in: 1...16, using: &generator))
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 2: bytes.removeSubrange(at..<end)
      case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
      case 4: for index in at..<end { bytes[index] = 0xFF }
      default: bytes.removeSubrange(at...)
      }
    }
    return bytes
  }

  static let readers: [(name: String, files: [String], read: @Sendable ([UInt8]) throws -> Void)] =
    [
      ("NPY", ["fortran.npy"], { _ = try NPYFormat.decode($0[...]) }),
      ("NPZ", ["stored.npz", "deflated.npz"], { _ = try NPZFormat.decode($0) }),
      (
        "PNG", ["color.png", "interlaced.png", "palette.png", "bits.png"], { _ = try PNGImage($0) }
      ),
    ]

  @Test func arraysAndImages() throws {
    var generator = Generator(state: 1)
    for (name, files, read) in Self.readers {
      var refused = 0
      for file in files {
        let bytes = try fixture(file)
        for _ in 0..<1_500 {
          refused += Self.isRefused(Self.damaged(bytes, &generator), read) ? 1 : 0
        }
      }
      #expect(refused > 100, "\(name)")
    }
  }

  /// With checksums that are right again, so that what lies behind them is reached.
  @Test func imagesWithRightChecksums() throws {
    var generator = Generator(state: 3)
    var refused = 0
    for file in ["color.png", "interlaced.png", "palette.png", "bits.png", "deep.png"] {
      let bytes = try fixture(file)
      for _ in 0..<1_500 {
        let damaged = Self.withRightChecksums(Self.damaged(bytes, &generator))
        refused += Self.isRefused(damaged) { _ = try PNGImage($0) } ? 1 : 0
      }
    }
    #expect(refused > 1_000)
  }

  private static func withRightChecksums(_ png: [UInt8]) -> [UInt8] {
    var png = png
    var at = 8
    while at + 12 <= png.count {
      let length = png[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard at + 12 + length <= png.count else { break }
      let sum = checksum(png[(at + 4)..<(at + 8 + length)])
      for index in 0..<4 {
        png[at + 8 + length + index] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * index))
      }
      at += 12 + length
    }
    return png
  }

  @Test func texts() {
    var generator = Generator(state: 2)
    let table = Array("x[0],x[1],label\n1,2.5,red\n\"3\",-1e5,\"a \"\"b\"\"\"\r\n4,,blue\n".utf8)
    let json = Array(
      "{\"x\": [[1, 2.5e-3], [NaN, -4]], \"y\": [\"a\\u00e9\", true, null], \"z\": {\"a\": []}}"
        .utf8)
    for _ in 0..<6_000 {
      _ = Self.isRefused(Self.damaged(table, &generator)) { bytes in
        let table = try CSVTable(bytes)
        for row in 0..<table.rowCount {
          for column in 0..<table.columnCount {
            _ = (
              table.text(row: row, column: column), table.number(row: row, column: column),
              table.place(row: row)
            )
          }
        }
        for column in 0..<table.columnCount { _ = try table.values(of: [column], as: nil) }
      }
      _ = Self.isRefused(Self.damaged(json, &generator)) { bytes in
        let value = try JSONValue(parsing: bytes)
        _ = (value.fileArray, value.text())
      }
    }
  }

  static func isRefused(_ bytes: [UInt8], _ read: ([UInt8]) throws -> Void) -> Bool {
    do {
      try read(bytes)
      return false
    } catch let error as FileError {
      #expect(!error.description.isEmpty)
      return true
    } catch {
      Issue.record("\(error)")
      return true
    }
  }
}
