import Testing

@testable import CompKit
