// The runs that failed, with the last words of their logs. Knows nothing of how they are shown.
import Running
import System

/// A failed run.
package struct FailedRun: Sendable {
    /// Index of the run.
    package let run: Int
    package let stage: String
    package let reason: String
    /// Where the log of the last attempt is.
    package let log: String
    /// The last lines of the log that are not empty.
    package let lines: [String]
}

extension RunTable {
    /// The first failed runs of each stage and reason, those of the most frequent reason first.
    ///
    /// - Parameters:
    ///   - each: how many of a stage and reason.
    ///   - lines: how many lines of each log.
    package func failures(
        each: Int, lines: Int
    ) -> [(stage: String, reason: String, count: Int, runs: [FailedRun])] {
        var groups: [[String]: [Int]] = [:]
        for (run, row) in rows.enumerated() where row.state == .failed || row.state == .interrupted
        {
            groups[[row.stage ?? "", row.reason ?? "?"], default: []].append(run)
        }
        let sorted = groups.sorted {
            ($1.value.count, $0.value[0]) < ($0.value.count, $1.value[0])
        }
        let reader = RunReader(sweep)
        return sorted.map { key, runs in
            let shown = runs.prefix(each).map { run in
                let place = reader.place(sweep.runID(run))
                let files = sweep.layout.readable(place, sweep.plan)
                return FailedRun(
                    run: run, stage: key[0], reason: key[1], log: place.log(key[0]),
                    lines: RunTable.lastLines(files.log(key[0]), lines))
            }
            return (key[0], key[1], runs.count, shown)
        }
    }

    /// Of a few KiB at the end of the file: a progress bar that never ends its line is cut.
    private static func lastLines(_ path: String, _ count: Int) -> [String] {
        guard let bytes = try? endOfFile(path, bytes: 4096) else { return [] }
        let lines = String(decoding: withoutEscapes(bytes), as: UTF8.self)
            .split(whereSeparator: \.isNewline)
        return lines.suffix(count).map { String($0.suffix(500)) }
    }

    /// Without the sequences that colour a terminal.
    private static func withoutEscapes(_ bytes: [UInt8]) -> [UInt8] {
        var (output, index): ([UInt8], Int) = ([], 0)
        while index < bytes.count {
            if bytes[index] == 0x1B, index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "[")
            {
                index += 2
                while index < bytes.count, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
            } else {
                output.append(bytes[index])
            }
            index += 1
        }
        return output
    }
}
