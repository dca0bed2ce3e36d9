// Threads, for waits and for work on several processors. Knows nothing of what they do.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Starts a thread; join it with `pthread_join`. Where none can be had, the body runs at once.
package func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    let context = Unmanaged.passRetained(Body(body)).toOpaque()
    #if canImport(Glibc)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context)
        if code == 0 { return thread }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return pthread_self()
    #else
        var thread: pthread_t?
        let code = pthread_create(
            &thread, nil,
            { context in
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        if code == 0, let thread { return thread }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return pthread_self()
    #endif
}

/// Splits `0..<count` into one range per processor, does `body` for each at the same time, and
/// returns the results in order.
package func inParallel<T: Sendable>(
    _ count: Int, atLeast minimum: Int = 1, _ body: @escaping @Sendable (Range<Int>) -> T
) -> [T] {
    let parts = max(1, min(processorCount(), count / max(1, minimum)))
    let ranges = (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
    guard parts > 1 else { return ranges.map(body) }
    let results = Results<T>(parts)
    let threads = ranges.enumerated().map { index, range in
        startThread { results.set(index, body(range)) }
    }
    for thread in threads { pthread_join(thread, nil) }
    return results.all
}

/// Each thread writes its own element, and they are read after all have ended.
private final class Results<T: Sendable>: @unchecked Sendable {
    private let elements: UnsafeMutableBufferPointer<T?>

    init(_ count: Int) {
        elements = .allocate(capacity: count)
        elements.initialize(repeating: nil)
    }

    deinit {
        elements.deinitialize()
        elements.deallocate()
    }

    func set(_ index: Int, _ value: T) { elements[index] = value }

    var all: [T] { elements.compactMap { $0 } }
}
