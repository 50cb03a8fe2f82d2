/// The transitions of a warmup after which the scales of the coordinates are learned anew.
///
/// As in Stan (reference manual, "Automatic parameter tuning"): first the chains find the bulk, then
/// come windows each twice as long as the one before, and in the end the step size is tuned alone.
/// The first window is shorter than Stan's 25, for scales that differ a thousandfold are found in
/// several strides, and many chains know them sooner than one.
struct ScaleWindows {
  /// The last transition before the first window, and the last ones of the windows; from one.
  private let begin: Int
  let ends: Set<Int>
  private let stop: Int

  init(warmup: Int) {
    guard warmup >= 20 else {
      begin = warmup
      ends = []
      stop = warmup
      return
    }
    let first = warmup * 15 / 100
    let last = warmup - warmup / 10
    var ends: Set<Int> = []
    var width = 10
    var end = first
    // The last window takes what would be too little for another.
    while end + width <= last {
      end = end + 3 * width > last ? last : end + width
      ends.insert(end)
      width *= 2
    }
    begin = first
    self.ends = ends
    stop = end
  }

  /// Whether the positions after a transition count.
  func contains(_ transition: Int) -> Bool { transition > begin && transition <= stop }
}
