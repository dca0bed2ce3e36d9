// How long a test takes by itself. Knows nothing of what it does.
import Testing

/// Expects that no more time has gone by since a test began its own work. A time limit of `Testing` counts as
/// well for how long other tests hold the threads, so that it is there for what never ends.
public func expectOwnTime(
    since start: ContinuousClock.Instant, below limit: Duration,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let time = start.duration(to: .now)
    #expect(time < limit, sourceLocation: sourceLocation)
}
