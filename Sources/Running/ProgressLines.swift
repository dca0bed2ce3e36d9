// The lines that a person watching make sees: start, done, FAIL. Knows nothing of how stages run.
import Graph
import Spec
import System
import Text

/// Says what happens to the stages of one run, each time with a single write.
package struct ProgressLines {
    private let id: String
    private let colour = showsColour(1)
    /// Of the terminal; nil where the lines go elsewhere.
    private let width = isTerminal(1) ? terminalWidth(1) : nil

    package init(id: String) {
        self.id = id
    }

    private enum Colour: String {
        case green = "32"
        case red = "31"
        case grey = "90"
    }

    package func started(_ stage: String, _ slots: [(resource: String, values: [String])]) {
        let held = slots.filter { !$0.values.isEmpty }.map {
            "\($0.resource) \($0.values.joined(separator: ","))"
        }
        let place = held.isEmpty ? "" : "  on " + held.joined(separator: ", ")
        say(paint(line("  start   \(stage)  ", place), .grey))
    }

    package func ended(
        _ record: StageRecord, _ progress: Progress, isLast: Bool, _ objectives: [Objective]
    ) {
        var end = "  " + durationText(Double(record.end - record.start) / 1e9)
        if let step = record.stopped { end += "  \(stoppedText(step))" }
        if isLast {
            for objective in objectives {
                guard let value = record.metrics[objective.metric] else { continue }
                end += "  \(objective.metric) \(significant(value, 5))"
            }
            if let left = progress.timeLeft, left >= 1 { end += "  (\(durationText(left)) left)" }
        }
        let line = line("\(position(progress)) done \(record.stage)  ", end)
        say(line.replacingFirst("done", paint("done", .green)))
    }

    /// The id of the run between two texts, in as much room as there is: its hash is left the longest.
    private func line(_ begin: String, _ end: String) -> String {
        guard let width else { return begin + id + end }
        let room = max(14, width - begin.count - end.count)
        return cut(begin + shortened(id, to: room) + end)
    }

    /// What has to be cut has nothing of use at its end.
    private func cut(_ line: String) -> String {
        guard let width, line.count > width else { return line }
        return line.prefix(width - 2) + ".."
    }

    /// The reason, where the log is, and its last lines.
    ///
    /// - Parameters:
    ///   - log: nil where nothing has run.
    ///   - name: what people are told of where it is, where that is not its path.
    package func failed(
        _ record: StageRecord, _ progress: Progress, log: String?, called name: String? = nil,
        retries: Bool
    ) {
        let reason = record.reason ?? "failed"
        let word = retries ? "retry" : "FAIL"
        let time = "  " + durationText(Double(record.end - record.start) / 1e9)
        let begin = "\(position(progress)) \(word) \(record.stage)  "
        let shown = log.map { name ?? $0 }
        let place = shown.map { "; log: \($0)" } ?? ""
        var text = begin + id + time + ": \(reason)" + place
        if let width, text.count > width {
            text = line(begin, time + ": \(reason)")
            if let shown { text += "\n        log: \(shortPath(shown, to: width - 13))" }
        }
        text = text.replacingFirst(word, paint(word, .red)) + "\n"
        for line in log.map(lastLines) ?? [] { text += cut("        | \(line)") + "\n" }
        writeText(text, to: 1)
    }

    /// Said once by one of all runs that are asked to stop.
    ///
    /// - Parameter stopped: how many there are; nil where nobody knows.
    package func interrupted(done: Int, stopped: Int?) {
        let count = stopped.map { ", \($0) stopped" } ?? ""
        say("interrupted: \(done) done\(count); make goes on with them; again to kill")
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

extension String {
    /// With another text in place of the first that is found.
    fileprivate func replacingFirst(_ text: String, _ other: String) -> String {
        guard text != other else { return self }
        var start = startIndex
        while start < endIndex, !self[start...].hasPrefix(text) { start = index(after: start) }
        guard start < endIndex else { return self }
        return self[..<start] + other + self[index(start, offsetBy: text.count)...]
    }
}
