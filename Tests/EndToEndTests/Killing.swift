// What tests need that kill processes at random moments: who there is, and chance that can be had again.
// Knows nothing of what is tested.
import Foundation
import TestSupport

#if os(Linux)
    import Glibc

    extension Project {
        /// Processes that were started in a project, by what they are.
        var processes: (runners: [pid_t], trainers: [pid_t]) {
            let mark = Data("HPMAKE_SLOTS=\(environment["HPMAKE_SLOTS"] ?? "")\u{0}".utf8)
            var (runners, trainers): ([pid_t], [pid_t]) = ([], [])
            for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
                guard let pid = pid_t(name), pid != getpid(),
                    let variables = FileManager.default.contents(atPath: "/proc/\(pid)/environ"),
                    variables.range(of: mark) != nil,
                    let command = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline")
                else { continue }
                let words = command.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
                if words.first?.hasSuffix("hpmake") == true {
                    runners.append(pid)
                } else if words.first?.hasSuffix("make") != true {
                    trainers.append(pid)
                }
            }
            return (runners, trainers)
        }
    }

    /// A small generator, so that a seed tells what happened.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
    }
#endif
