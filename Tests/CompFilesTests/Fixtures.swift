import CompFiles
import Foundation

/// A file that Tests/reference/files.py made.
func fixture(_ name: String) throws -> [UInt8] {
  try readWhole(
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name)").path)
}

/// The sample of a pixel, as the script makes it.
func sample(_ x: Int, _ y: Int, _ channel: Int, top: Int) -> Int {
  (37 * x + 91 * y + 53 * channel + x * y) % (top + 1)
}
