import CompFiles
import Foundation
import Testing

/// Against files that NumPy wrote.
@Suite struct ArrayFileTests {
  static let x = FileArray(shape: [4, 3, 2], values: .reals((0..<24).map { Double($0) / 8 }))

  @Test func readsWhatNumPyStores() throws {
    let arrays = try NPZFormat.decode(fixture("stored.npz"))
    #expect(arrays.map(\.name) == ["x", "k", "flag", "word", "one", "none"])
    #expect(arrays[0].array == Self.x)
    #expect(arrays[1].array == FileArray(shape: [4], values: .integers([0, 1, 2, 3])))
    #expect(arrays[2].array == FileArray(shape: [4], values: .booleans([1, 0, 1, 1])))
    #expect(arrays[3].array == FileArray(shape: [4], values: .texts(["red", "grün", "b", ""])))
    #expect(arrays[4].array == FileArray(shape: [], values: .reals([2.5])))
    #expect(arrays[5].array == FileArray(shape: [0, 3], values: .reals([])))
  }

  @Test func readsWhatNumPyCompresses() throws {
    let arrays = try NPZFormat.decode(fixture("deflated.npz"))
    #expect(arrays[0].array == Self.x)
    #expect(arrays[1].array == FileArray(shape: [3], values: .integers([0, 1, 2])))
    // 6e-8 is the smallest number of half precision but for rounding.
    #expect(
      arrays[2].array == FileArray(shape: [4], values: .reals([1.5, -2, 0x1p-24, .infinity])))
    #expect(arrays[3].array == FileArray(shape: [1], values: .reals([Double(Float(0.1))])))
    #expect(arrays[4].array == FileArray(shape: [2], values: .texts(["ab", "c"])))
    #expect(arrays[5].array == FileArray(shape: [1], values: .reals([0x1p63])))
  }

  @Test func readsColumnMajorArrays() throws {
    #expect(try NPYFormat.decode(fixture("fortran.npy")[...]) == Self.x)
  }

  @Test(arguments: [
    ("object.npy", "'|O'"), ("records.npy", "records"), ("complex.npy", "'<c16'"),
  ])
  func saysWhatIsNotRead(_ file: String, _ word: String) throws {
    let error = #expect(throws: FileError.self) {
      try NPYFormat.decode(fixture(file)[...])
    }
    #expect(error?.description.contains(word) == true)
  }

  @Test func writesWhatItReads() throws {
    let arrays: [(name: String, array: FileArray)] = [
      ("x", Self.x), ("n", FileArray(shape: [2], values: .integers([-3, 1_000_000_000_000_000]))),
      ("b", FileArray(shape: [], values: .booleans([1]))),
      ("ü", FileArray(shape: [2, 1], values: .texts(["a", "größer"]))),
      ("e", FileArray(shape: [2, 0], values: .reals([]))),
    ]
    let file = FileContent.npz(arrays.map { ($0.name, .array($0.array)) })
    let bytes = try file.encoded()
    let read = try NPZFormat.decode(bytes)
    #expect(read.map(\.name) == arrays.map(\.name))
    for (a, b) in zip(read, arrays) { #expect(a.array == b.array) }
    #expect(try file.encoded() == bytes)
  }

  /// Columns are written as the array of their rows, in memory and on the disk, of more bytes than are
  /// written at once.
  @Test func columnsAreWrittenAsRows() throws {
    let rows = 100_000
    let columns = ArrayColumns(
      shape: [3],
      columns: (0..<3).map { column in (0..<rows).map { Double(3 * $0 + column) } },
      isWhole: true)
    let array = FileArray(shape: [rows, 3], values: .integers(Array(0..<(3 * rows))))
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("comp-columns-\(ProcessInfo.processInfo.processIdentifier).npz").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try writeWhole(.npz([("n", .columns(columns)), ("m", .array(array))]), to: path)
    let read = try NPZFormat.decode(readWhole(path))
    #expect(read.map(\.name) == ["n", "m"])
    for (_, found) in read { #expect(found == array) }
    let own = try FileContent.npy(.columns(columns)).encoded()
    #expect(own == (try FileContent.npy(.array(array)).encoded()))
  }

  @Test func theChecksumIsThatOfZIP() {
    #expect(checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(checksum(Array("6789".utf8), continuing: checksum(Array("12345".utf8))) == 0xCBF4_3926)
  }
}
