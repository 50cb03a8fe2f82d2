import Testing

@testable import CompPlot
