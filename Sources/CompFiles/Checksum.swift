/// CRC-32 as ZIP and PNG ask for (polynomial 0xEDB88320, reflected).
public func checksum(_ bytes: some Collection<UInt8>, continuing crc: UInt32 = 0) -> UInt32 {
  let whole = bytes.withContiguousStorageIfAvailable { bytes in
    table.withUnsafeBufferPointer { table in
      var crc = ~crc
      for byte in bytes { crc = table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8) }
      return ~crc
    }
  }
  if let whole { return whole }
  return ~bytes.reduce(~crc) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
}

private let table: [UInt32] = (0..<256).map { index in
  (0..<8).reduce(UInt32(index)) { value, _ in
    value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
  }
}
