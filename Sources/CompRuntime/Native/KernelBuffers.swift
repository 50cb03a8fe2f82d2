import CompIR

/// The memory of one call of a kernel, in the kernel's precision.
final class KernelBuffers {
  private let target: VectorTarget
  private var inputs: [UnsafeMutableRawPointer] = []
  private var outputs: [UnsafeMutableRawPointer] = []
  private var uniforms: [Double] = []
  private let scratch: UnsafeMutableRawPointer

  init(_ target: VectorTarget, scratch elements: Int) {
    self.target = target
    scratch = .allocate(byteCount: max(elements, 1) * target.lanes * target.size, alignment: 64)
  }

  deinit {
    for pointer in inputs + outputs { pointer.deallocate() }
    scratch.deallocate()
  }

  private func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: max(count, 1) * target.size, alignment: 64)
  }

  func addUniform(_ values: [Double]) { uniforms += values }

  func addInput(rows: Int, stride: Int, _ value: (Int, Int) -> Double) {
    let pointer = allocate(rows * stride)
    fill(pointer, rows, stride, value)
    inputs.append(pointer)
  }

  /// Zeros, to which a kernel adds or over which it writes.
  func addOutput(_ count: Int) {
    let pointer = allocate(count)
    fill(pointer, 1, count) { _, _ in 0 }
    outputs.append(pointer)
  }

  private func fill(
    _ pointer: UnsafeMutableRawPointer, _ rows: Int, _ stride: Int, _ value: (Int, Int) -> Double
  ) {
    switch target.precision {
    case .float:
      let cells = pointer.bindMemory(to: Float.self, capacity: max(rows * stride, 1))
      for row in 0..<rows {
        for column in 0..<stride { cells[row * stride + column] = Float(value(row, column)) }
      }
    case .double:
      let cells = pointer.bindMemory(to: Double.self, capacity: max(rows * stride, 1))
      for row in 0..<rows {
        for column in 0..<stride { cells[row * stride + column] = value(row, column) }
      }
    }
  }

  private func read(
    _ pointer: UnsafeMutableRawPointer, _ rows: Int, _ stride: Int, _ columns: Int
  ) -> [Double] {
    // An array without room would share the empty one of all threads, and write its count.
    guard rows * columns > 0 else { return [] }
    return [Double](unsafeUninitializedCapacity: rows * columns) { values, initialized in
      switch target.precision {
      case .float:
        let cells = pointer.assumingMemoryBound(to: Float.self)
        for row in 0..<rows {
          for column in 0..<columns {
            values[row * columns + column] = Double(cells[row * stride + column])
          }
        }
      case .double:
        let cells = pointer.assumingMemoryBound(to: Double.self)
        for row in 0..<rows {
          for column in 0..<columns {
            values[row * columns + column] = cells[row * stride + column]
          }
        }
      }
      initialized = rows * columns
    }
  }

  func input(_ index: Int, rows: Int, stride: Int, columns: Int) -> [Double] {
    read(inputs[index], rows, stride, columns)
  }

  func output(_ index: Int, rows: Int, stride: Int, columns: Int) -> [Double] {
    read(outputs[index], rows, stride, columns)
  }

  func withPointers(
    _ body: (
      UnsafePointer<UnsafeMutableRawPointer>?, UnsafePointer<UnsafeMutableRawPointer>?,
      UnsafeRawPointer?, UnsafeMutableRawPointer?
    ) -> Void
  ) {
    let numbers = allocate(uniforms.count)
    defer { numbers.deallocate() }
    fill(numbers, 1, uniforms.count) { _, column in uniforms[column] }
    inputs.withUnsafeBufferPointer { inputs in
      outputs.withUnsafeBufferPointer { outputs in
        body(inputs.baseAddress, outputs.baseAddress, numbers, scratch)
      }
    }
  }
}
