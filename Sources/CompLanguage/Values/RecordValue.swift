import CompIR

/// The fields of a record, counted as memory of the run that made it.
package struct RecordValue: Sendable, RandomAccessCollection {
  package typealias Field = (name: String, value: Value)

  package let fields: [Field]
  let extent: ValueExtent
  private let charge: MemoryCharge?

  package init(_ fields: [Field]) {
    self.fields = fields
    extent = ValueExtent(holding: fields.lazy.map(\.value), isRecord: true)
    charge = MemoryCharge(fields.reduce(64) { $0 + 32 + $1.value.heldBytes })
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { fields.count }
  package subscript(position: Int) -> Field { fields[position] }
}

extension Value {
  package static func record(_ fields: [(name: String, value: Value)]) -> Value {
    .record(RecordValue(fields))
  }
}
