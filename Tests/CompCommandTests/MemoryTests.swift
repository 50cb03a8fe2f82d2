import Foundation
import Testing

#if os(Linux)
  /// Memory is bounded by the draws that are kept: chains stream through in blocks.
  @Suite(.serialized) struct MemoryTests {
    /// The largest resident size of `comp run`, in bytes, as the system counts it while it runs.
    private func peak(_ program: String) throws -> Int {
      let (process, finish) = try CommandTests.start(["run", "-", "--quiet"], input: program)
      let status = "/proc/\(process.processIdentifier)/status"
      var peak = 0
      while process.isRunning {
        if let text = try? String(contentsOfFile: status, encoding: .utf8),
          let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
          let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        {
          peak = max(peak, kibibytes << 10)
        }
        usleep(1_000)
      }
      let outcome = try finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      return peak
    }

    /// Three million chains in two dimensions keep 48 MB of draws. Beside these, and beside what a run of a
    /// thousand chains takes, of which LLVM's code is the most, there is room for one column in order, in
    /// float (12 MB), for what nested R-hat ranks of a million chains (12 MB), for a few buffers, and for
    /// what the allocator leaves unused.
    @Test(arguments: [
      "", "print(summary(d))", "save(d, to: \"many.npy\")", "save(d, to: \"many.npz\")",
      "save(d, to: \"many.csv\")",
    ]) func chainsStreamThrough(_ use: String) throws {
      func program(_ chains: Int) -> String {
        """
        let p = gaussian(mean: [0, 0], std: 1) * gaussian(mean: [1, 1], std: 1)
        let d = sample(p, count: \(chains), using: ula(step_size: 0.1, steps: 5), seed: 1)
        \(use)
        """
      }
      let chains = 3_000_000
      let (few, many) = (try peak(program(1_000)), try peak(program(chains)))
      #expect(few > 0)
      #expect(many - few < chains * 2 * 8 + (32 << 20), "\(few >> 20) and \(many >> 20) MiB")
      for file in ["many.npy", "many.npz", "many.csv"] {
        try? FileManager.default.removeItem(at: CommandTests.folder.appendingPathComponent(file))
      }
    }

    /// A warmup learns from the first chains; the others make it a block at a time, before their draws.
    @Test(arguments: ["mala(steps: 2)", "gibbs(steps: 2)"])
    func chainsStreamThroughAWarmup(_ sampler: String) throws {
      func program(_ chains: Int) -> String {
        """
        let p = gaussian(mean: [0, 0], std: 1) * gaussian(mean: [1, 1], std: 1)
        let d = sample(p, count: \(chains), using: \(sampler), warmup: 3, seed: 1)
        """
      }
      let chains = 3_000_000
      let (few, many) = (try peak(program(1_000)), try peak(program(chains)))
      #expect(few > 0)
      #expect(many - few < chains * 2 * 8 + (32 << 20), "\(few >> 20) and \(many >> 20) MiB")
    }
  }
#endif
