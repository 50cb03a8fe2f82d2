/// How large a value is when everything in it is written out, whatever parts of it are shared.
package struct ValueExtent: Sendable {
  /// Values in it, itself included.
  package var count: Int
  /// How deep lists and records nest in it.
  package var depth: Int

  /// Printing, comparing and saving a value take time in proportion to its count, and stack in
  /// proportion to its depth.
  static let countLimit = 16_000_000
  static let depthLimit = 400

  static let single = ValueExtent(count: 1, depth: 0)

  /// The extent of what holds these values.
  init(holding parts: some Sequence<Value>) {
    (count, depth) = (1, 1)
    for part in parts {
      let extent = part.extent
      let (sum, overflows) = count.addingReportingOverflow(extent.count)
      count = overflows ? .max : sum
      depth = max(depth, extent.depth + 1)
    }
  }

  private init(count: Int, depth: Int) {
    self.count = count
    self.depth = depth
  }
}

extension Value {
  var extent: ValueExtent {
    switch self {
    case .list(let list): list.extent
    case .record(let record): record.extent
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .symbol,
      .variable, .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler,
      .samples, .data, .report, .module, .adaptation, .target, .unknown, .poison:
      .single
    }
  }

  /// Bytes that it takes in a list or record, without what is counted by itself.
  var heldBytes: Int {
    switch self {
    case .tensor(let tensor), .mask(let tensor), .labels(let tensor, _):
      160 + (tensor.values.count < 32 ? 8 * tensor.values.count : 0)
    case .string(let text), .label(let text): 96 + min(text.utf8.count, 64)
    case .void, .integer, .boolean, .range, .list, .record, .symbol, .variable, .function,
      .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples, .data,
      .report, .module, .adaptation, .target, .unknown, .poison:
      96
    }
  }
}
