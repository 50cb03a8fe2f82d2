/// How large a value is when everything in it is written out, whatever parts of it are shared.
package struct ValueExtent: Sendable {
  /// Values in it, itself included.
  package var count: Int
  /// How deep lists and records nest in it.
  package var depth: Int
  /// The parts of its type: a list has the type of its first element, a record those of all fields.
  package var typeCount: Int

  /// Printing, comparing and saving a value take time in proportion to its count, and stack in
  /// proportion to its depth.
  static let countLimit = 16_000_000
  static let depthLimit = 400
  static let typeCountLimit = 20_000

  static let single = ValueExtent(count: 1, depth: 0, typeCount: 1)

  /// The extent of a list of these values, or of a record of them.
  init(holding parts: some Sequence<Value>, isRecord: Bool) {
    (count, depth, typeCount) = (1, 1, 1)
    for part in parts {
      let extent = part.extent
      let (sum, overflows) = count.addingReportingOverflow(extent.count)
      count = overflows ? .max : sum
      depth = max(depth, extent.depth + 1)
      if isRecord || typeCount == 1 {
        typeCount = min(typeCount + extent.typeCount, .max / 2)
      }
    }
  }

  private init(count: Int, depth: Int, typeCount: Int) {
    self.count = count
    self.depth = depth
    self.typeCount = typeCount
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
