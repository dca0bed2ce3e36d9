// When no stage may start any more: after the first failure, or past the time that make was given.
// Knows nothing of what is left then.
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What `make FAIL_FAST=1 BUDGET=8h` asks for.
package struct StartLimit: Sendable {
    package let failsFast: Bool
    /// Seconds from the beginning of make on; nil for no limit.
    private let budget: Int?

    package static let none = StartLimit(failsFast: false, budget: nil)

    package init(failsFast: Bool, budget: Int?) {
        (self.failsFast, self.budget) = (failsFast, budget)
    }

    /// Why nothing may start now; nil where it may.
    func reason(_ session: Session) -> String? {
        if failsFast, session.hasFailure { return "another run has failed" }
        guard let budget else { return nil }
        // make itself is older than its first stage.
        let begin = ProcessStatus.age(getppid()).map { now() - Int64($0 * 1e9) } ?? session.start
        return now() >= begin + Int64(budget) * 1_000_000_000 ? "the time of BUDGET is over" : nil
    }
}
