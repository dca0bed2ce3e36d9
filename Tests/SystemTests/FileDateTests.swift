// Dates of files where a file system keeps nanoseconds, and where it keeps whole seconds.
import TestSupport
import Testing

@testable import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct FileDateTests {
    /// What a file is dated at in the end, on a file system that keeps multiples of some nanoseconds.
    private func date(_ date: FileDate, unit: Int64) -> Int64 {
        var kept: Int64 = 0
        let isSet = date.apply(
            set: { time in
                let wanted = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
                kept = wanted - wanted % unit
                return true
            }, get: { kept })
        #expect(isSet)
        return kept
    }

    @Test func finePartsStay() {
        #expect(date(FileDate(5_000_000_123, steps: 3), unit: 1) == 5_000_000_123)
        #expect(date(FileDate(5_000_000_123, steps: 3), unit: 100) == 5_000_000_100)
        #expect(date(FileDate(5_000_000_000), unit: 1) == 5_000_000_000)
    }

    /// All that happens in the second of a run's start is newer than its stamp, which is newer than the
    /// collation's; of a mark nothing has to be.
    @Test(arguments: [1_000_000_000, 2_000_000_000] as [Int64]) func coarse(_ unit: Int64) {
        for start: Int64 in stride(from: 100_000_000_000, to: 104_000_000_000, by: 7_777_777) {
            let moment = start - start % unit
            var last = date(FileDate(start), unit: unit)
            #expect(last <= moment)
            for steps: Int64 in 1...4 {
                let next = date(FileDate(start, steps: steps), unit: unit)
                #expect(next < moment && next < last)
                last = next
            }
        }
    }

    @Test func links() throws {
        try withFolder { folder in
            let path = "\(folder)/best"
            #expect(try replaceLink(path, to: "trained/a"))
            #expect(linkTarget(path) == "trained/a")
            try removeLink(path)
            // As where there are none.
            try replaceFile("\(path).txt", Array("trained/b\n".utf8))
            #expect(linkTarget(path) == "trained/b")
            #expect(try replaceLink(path, to: "trained/c"))
            #expect(fileStatus("\(path).txt") == nil)
        }
    }
}
