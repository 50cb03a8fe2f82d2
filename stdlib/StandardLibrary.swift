/// The part of the language that is written in the language: each file by its name, without the
/// ending.
package enum StandardLibrary {
  package static let files: [(name: String, source: String)] = embedded.map {
    ($0.name, String(decoding: $0.bytes, as: UTF8.self))
  }
}
