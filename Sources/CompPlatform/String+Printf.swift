extension String {
  /// Numbers as C's `printf` writes them, in every locale with a point.
  ///
  /// - Parameter template: such as `%.3g`; its conversions must be those of the arguments' types.
  package init(printf template: String, _ arguments: any CVarArg...) {
    let before = uselocale(plainLocale)
    defer { uselocale(before) }
    let length = withVaList(arguments) { vsnprintf(nil, 0, template, $0) }
    var bytes = [CChar](repeating: 0, count: Int(Swift.max(length, 0)) + 1)
    _ = withVaList(arguments) { vsnprintf(&bytes, bytes.count, template, $0) }
    self.init(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// C's own, in which numbers have a point; made once and never changed.
nonisolated(unsafe) private let plainLocale = newlocale(1 << LC_NUMERIC, "C", nil)
