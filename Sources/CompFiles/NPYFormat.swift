/// NumPy's file of one array (numpy.lib.format, versions 1 to 3).
public enum NPYFormat {
  public static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// - Throws: `FileError` where the file is damaged, or holds what is not an array of numbers,
  ///   truth values or texts.
  public static func decode(_ bytes: ArraySlice<UInt8>) throws -> FileArray {
    var cursor = ByteCursor(bytes)
    guard try cursor.take(magic.count).elementsEqual(magic) else {
      throw FileError.malformed("it does not begin as an NPY file does")
    }
    let version = try cursor.little(1)
    try cursor.skip(1)
    guard (1...3).contains(version) else {
      throw FileError.unsupported("version \(version) of the NPY format is not known")
    }
    let length = Int(try cursor.little(version == 1 ? 2 : 4))
    let header = try NPYHeader(String(decoding: cursor.take(length), as: UTF8.self))
    guard let count = elementCount(header.shape), header.shape.count <= 32 else {
      throw FileError.malformed("its shape \(header.shape) is none")
    }
    let (size, overflows) = count.multipliedReportingOverflow(by: header.type.size)
    guard !overflows else { throw FileError.malformed("its shape \(header.shape) is none") }
    let content = try cursor.take(size)
    let values = try header.type.values(content, count: count)
    return FileArray(
      shape: header.shape,
      values: header.isColumnMajor ? values.transposed(from: header.shape) : values)
  }

  /// Reals as `<f8`, whole numbers as `<i8`, truth values as `|b1`, texts as `<U…`.
  static func write(_ array: FileArray, to sink: inout ByteSink) throws {
    switch array.values {
    case .reals(let numbers):
      try writeHeader("<f8", array.shape, to: &sink)
      for number in numbers { try sink.append(littleEndian: number.bitPattern) }
    case .integers(let numbers):
      try writeHeader("<i8", array.shape, to: &sink)
      for number in numbers { try sink.append(littleEndian: Int64(number)) }
    case .booleans(let numbers):
      try writeHeader("|b1", array.shape, to: &sink)
      for number in numbers { try sink.append(number == 0 ? 0 : 1) }
    case .texts(let texts):
      let length = max(1, texts.map(\.unicodeScalars.count).max() ?? 1)
      try writeHeader("<U\(length)", array.shape, to: &sink)
      for text in texts {
        for scalar in text.unicodeScalars { try sink.append(littleEndian: scalar.value) }
        for _ in text.unicodeScalars.count..<length { try sink.append(littleEndian: UInt32(0)) }
      }
    }
  }

  static func write(_ array: ArrayColumns, to sink: inout ByteSink) throws {
    try writeHeader(array.isWhole ? "<i8" : "<f8", array.wholeShape, to: &sink)
    for row in 0..<array.wholeShape[0] {
      for column in array.columns {
        if array.isWhole {
          try sink.append(littleEndian: Int64(exactly: column[row]) ?? 0)
        } else {
          try sink.append(littleEndian: column[row].bitPattern)
        }
      }
    }
  }

  private static func writeHeader(_ type: String, _ shape: [Int], to sink: inout ByteSink) throws {
    let sizes = shape.map(String.init).joined(separator: ", ")
    var header =
      "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)\(shape.count == 1 ? "," : "")), }"
    // The array begins at a multiple of 64 bytes, where its reader may map it.
    let unpadded = magic.count + 4 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    try sink.append(magic + [1, 0])
    try sink.append(littleEndian: UInt16(header.utf8.count))
    try sink.append(header.utf8)
  }
}

extension [UInt8] {
  mutating func append<T: FixedWidthInteger>(littleEndian number: T) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}

extension FileArray.Values {
  /// From the order in which the first index runs fastest to that in which the last one does.
  fileprivate func transposed(from shape: [Int]) -> FileArray.Values {
    func moved<T>(_ values: [T]) -> [T] {
      guard shape.count > 1, let first = values.first else { return values }
      var strides: [Int] = []
      var stride = 1
      for size in shape {
        strides.append(stride)
        stride *= size
      }
      var result = Array(repeating: first, count: values.count)
      var index = Array(repeating: 0, count: shape.count)
      var source = 0
      for place in values.indices {
        result[place] = values[source]
        var axis = shape.count - 1
        while axis >= 0 {
          index[axis] += 1
          source += strides[axis]
          if index[axis] < shape[axis] { break }
          source -= strides[axis] * shape[axis]
          index[axis] = 0
          axis -= 1
        }
      }
      return result
    }
    switch self {
    case .reals(let values): return .reals(moved(values))
    case .integers(let values): return .integers(moved(values))
    case .booleans(let values): return .booleans(moved(values))
    case .texts(let values): return .texts(moved(values))
    }
  }
}
