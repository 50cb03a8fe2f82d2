import CompIR

/// What a kernel does with a function of the IR.
package enum KernelShape: Hashable, Sendable {
  /// Carries it out once for each chain.
  case evaluate
  /// Carries it out step after step: its states are parameters of the next step. The others of its results are
  /// added up, or counted, over the steps (`AdvanceSums`).
  case advance(TransitionSlots)
}

/// Parameters of every kernel, in their order:
///
/// - `inputs`: for each varying parameter `[elements][stride]` reals; states are written back.
/// - `outputs`: the same for each result; of an advance, for the sums and counts, added to.
/// - `uniforms`: the elements of all uniform parameters, one after the other.
/// - `scratch`: room for the tensors that do not fit into registers.
/// - `chain`: the number of the first chain; `groups`: how many vectors of chains; `stride`: how far
///   apart elements lie.
/// - `seed_low`, `seed_high`, `step` (the first one's number), `steps`.
let kernelParameters =
  "ptr noalias %inputs, ptr noalias %outputs, ptr noalias %uniforms, ptr noalias %scratch, "
  + "i64 %chain, i64 %groups, i64 %stride, i32 %seed_low, i32 %seed_high, i32 %step, i32 %steps"

typealias KernelEntry =
  @convention(c) (
    UnsafePointer<UnsafeMutableRawPointer>?, UnsafePointer<UnsafeMutableRawPointer>?,
    UnsafeRawPointer?, UnsafeMutableRawPointer?, Int, Int, Int, UInt32, UInt32, UInt32, UInt32
  ) -> Void
