/// Releases objects that hold one another in long chains one after the other, so that the release of
/// the first does not recurse through all of them.
package enum DeferredRelease {
  /// Takes what an object held. It is released before the outermost call on this thread returns.
  package static func release(_ held: consuming some Any) {
    let key = pendingKey
    if let raw = pthread_getspecific(key) {
      Unmanaged<Pending>.fromOpaque(raw).takeUnretainedValue().items.append(held)
      return
    }
    let pending = Pending()
    pending.items.append(held)
    pthread_setspecific(key, Unmanaged.passUnretained(pending).toOpaque())
    while !pending.items.isEmpty {
      // The release of these adds to `pending`.
      var items: [Any] = []
      swap(&items, &pending.items)
      items.removeAll()
    }
    pthread_setspecific(key, nil)
  }

  private final class Pending {
    var items: [Any] = []
  }
}

private let pendingKey: pthread_key_t = {
  var key = pthread_key_t()
  pthread_key_create(&key, nil)
  return key
}()
