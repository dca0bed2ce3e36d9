// The lines that a person watching make sees: start, done, FAIL. Knows nothing of how stages run.
import Graph
import Spec
import System
import Text

/// Says what happens to the stages of one run, each time with a single write.
package struct ProgressLines {
    private let id: String
    private let colour = showsColour(1)

    package init(id: String) {
        self.id = id
    }

    private enum Colour: String {
        case green = "32"
        case red = "31"
        case grey = "90"
    }

    package func started(_ stage: String, _ slots: [(resource: String, values: [String])]) {
        let held = slots.map { "\($0.resource) \($0.values.joined(separator: ","))" }
        let place = held.isEmpty ? "" : "  on " + held.joined(separator: ", ")
        say(paint("  start   \(stage)  \(id)\(place)", .grey))
    }

    package func ended(
        _ record: StageRecord, _ progress: Progress, isLast: Bool, _ objectives: [Objective]
    ) {
        var line = "\(position(progress)) \(paint("done", .green)) \(record.stage)  \(id)  "
        line += durationText(Double(record.end - record.start) / 1e9)
        if isLast {
            for objective in objectives {
                guard let value = record.metrics[objective.metric] else { continue }
                line += "  \(objective.metric) \(value)"
            }
            if let left = progress.timeLeft, left >= 1 { line += "  (\(durationText(left)) left)" }
        }
        say(line)
    }

    /// The reason, where the log is, and its last lines.
    ///
    /// - Parameter log: nil where nothing has run.
    package func failed(_ record: StageRecord, _ progress: Progress, log: String?, retries: Bool) {
        let reason = record.reason ?? "failed"
        let word = retries ? "retry" : "FAIL"
        var text = "\(position(progress)) \(paint(word, .red)) \(record.stage)  \(id)  "
        text += durationText(Double(record.end - record.start) / 1e9)
        text += ": \(reason)" + (log.map { "; log: \($0)\n" } ?? "\n")
        for line in log.map(lastLines) ?? [] { text += "        | \(line)\n" }
        writeText(text, to: 1)
    }

    package func note(_ text: String) {
        say("          \(text)")
    }

    private func position(_ progress: Progress) -> String {
        // A job of a cluster knows of its own run only.
        if progress.total == 0 { return "         " }
        let (done, total) = (String(progress.finished), String(progress.total))
        return
            "[\(String(repeating: " ", count: max(0, total.count - done.count)))\(done)/\(total)]"
    }

    /// Five lines at most, and not more than a pipe takes at once.
    private func lastLines(_ log: String) -> [String] {
        guard let tail = try? endOfFile(log, bytes: 2000) else { return [] }
        return tail.split(separator: UInt8(ascii: "\n")).suffix(5).map { line in
            // A progress bar rewrites its line: show what was there last.
            let shown = line.split(separator: UInt8(ascii: "\r")).last ?? []
            let text = String(decoding: shown.prefix(400), as: UTF8.self)
            let scalars = text.unicodeScalars.filter { $0 == "\t" || $0.value >= 0x20 }
            return String(String.UnicodeScalarView(scalars))
        }
    }

    private func say(_ line: String) {
        writeText(line + "\n", to: 1)
    }

    private func paint(_ text: String, _ colour: Colour) -> String {
        self.colour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}
