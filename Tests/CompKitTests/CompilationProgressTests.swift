import CompKit
import Foundation
import Testing

/// A compilation that lasts is reported, with the step that it has reached, until it ends.
@Suite struct CompilationProgressTests {
  /// What was reported.
  private final class Reports: @unchecked Sendable {
    private let lock = NSLock()
    private var all: [SamplingProgress] = []
    func add(_ progress: SamplingProgress) { lock.withLock { all.append(progress) } }
    var list: [SamplingProgress] { lock.withLock { all } }
  }

  @Test func stepsAreReported() throws {
    let reports = Reports()
    let watch = CompilationWatch(of: "p", for: "hmc") { reports.add($0) }
    watch.begin(.differentiating)
    // As long as it takes: the first report comes after half a second.
    let deadline = Date() + 60
    while reports.list.isEmpty, Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
    watch.end()
    let count = reports.list.count
    let first = try #require(reports.list.first)
    #expect(first.phase == .compiling)
    #expect(first.fraction == 0)
    let compilation = try #require(first.compilation)
    #expect(compilation.density == "p")
    #expect(compilation.sampler == "hmc")
    #expect(compilation.step == .differentiating)
    #expect(compilation.seconds >= 0.5)
    Thread.sleep(forTimeInterval: 0.5)
    #expect(reports.list.count == count)
  }
}
