import CompIR

/// The elements of a list, counted as memory of the run that made it.
package struct ListValue: Sendable, RandomAccessCollection {
  package let elements: [Value]
  let extent: ValueExtent
  private let charge: MemoryCharge?

  package init(_ elements: [Value]) {
    self.elements = elements
    extent = ValueExtent(holding: elements, isRecord: false)
    charge = elements.isEmpty ? nil : MemoryCharge(elements.reduce(64) { $0 + $1.heldBytes })
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { elements.count }
  package subscript(position: Int) -> Value { elements[position] }
}

extension Value {
  package static func list(_ elements: [Value]) -> Value { .list(ListValue(elements)) }
}
