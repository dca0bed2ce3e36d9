// Finds the runs that a person means by an id, or by a part of one.
// Knows nothing of what is done with them.
import Graph
import Running
import Sweep
import System
import Text

extension Sweep {
    /// The runs that `text` means: one, or all repeats of a configuration. It may be an id, a prefix of
    /// the id or of the hash at its end that no other configuration has, both of them with `..` between
    /// as tables show them, a path of the run's folder, or `best`; for a rung, `/` and its folder's name
    /// follow, without which the highest is meant; for a repeat, `/` and its folder's name or its value.
    package func runs(named text: String) throws(Failure) -> Range<Int> {
        var parts = name(text).split(separator: "/", omittingEmptySubsequences: true).map(
            String.init)
        guard let first = parts.first else { throw Failure(message: "an id is empty") }
        var found = configurations(named: first)
        if let rungs = plan.search?.rungs, !found.isEmpty {
            if parts.count > 1, let rung = rungs.folders.firstIndex(of: parts[1]) {
                found = found.filter { self.rung(of: $0) == rung }
                if found.isEmpty {
                    throw Failure(message: "\(quoted(first)) has no run with \(parts[1])")
                }
                parts.remove(at: 1)
            } else if Set(found.map(name(ofConfiguration:))).count == 1,
                let highest = found.max(by: { (rung(of: $0) ?? 0) < (rung(of: $1) ?? 0) })
            {
                found = [highest]
            }
        }
        guard let configuration = found.first else {
            let near = configurations.count > 2000 ? [] : configurations.map(\.id)
            throw Failure(
                message: "no run is called \(quoted(first))" + suggestion(for: first, among: near))
        }
        guard found.count == 1 else {
            let shown = found.prefix(5).map { "\n  \(configurations[$0].id)" }.joined()
            throw Failure(
                message: "\(quoted(first)) fits \(found.count) configurations: give more of the id"
                    + shown + (found.count > 5 ? "\n  .." : ""))
        }
        let runs = configuration * repeats.count..<(configuration + 1) * repeats.count
        guard parts.count > 1 else { return runs }
        let value = parts[1...].joined(separator: "/")
        let texts = plan.repetition?.values.map(\.text) ?? []
        guard let index = repeats.firstIndex(of: value) ?? texts.firstIndex(of: value) else {
            throw Failure(
                message: "\(configurations[configuration].id) has no repeat \(quoted(value))"
                    + suggestion(for: value, among: repeats))
        }
        return runs.lowerBound + index..<runs.lowerBound + index + 1
    }

    /// The one run that `text` means.
    package func run(named text: String) throws(Failure) -> Int {
        let runs = try runs(named: text)
        guard runs.count == 1 else {
            let shown = runs.prefix(5).map { "\n  \(runID($0))" }.joined()
            throw Failure(
                message: "\(quoted(text)) has \(runs.count) repeats: name one of them" + shown
                    + (runs.count > 5 ? "\n  .." : ""))
        }
        return runs.lowerBound
    }

    /// What follows `trained/` in a path; of `best`, where the link leads.
    fileprivate func name(_ text: String) -> String {
        var parts = text.split(separator: "/").map(String.init).filter { $0 != "." }
        if let place = parts.lastIndex(of: "best"), let target = linkTarget(layout.best) {
            let before = (text.hasPrefix("/") ? "/" : "") + parts[..<place].joined(separator: "/")
            // A repeat may be called so, too.
            if before.isEmpty || fileStatus(before) == fileStatus(layout.dist) {
                parts = target.split(separator: "/").map(String.init) + parts[(place + 1)...]
            }
        }
        guard let place = parts.lastIndex(of: "trained"), place + 1 < parts.count else {
            return parts.joined(separator: "/")
        }
        return parts[(place + 1)...].joined(separator: "/")
    }

    private func configurations(named text: String) -> [Int] {
        let exact = configurations.indices.filter { name(ofConfiguration: $0) == text }
        if !exact.isEmpty { return exact }
        let found = configurations.indices.filter { index in
            let id = name(ofConfiguration: index)
            return id.hasPrefix(text) || id.utf8.suffix(12).starts(with: text.utf8)
        }
        let pieces = text.split(separator: ".", omittingEmptySubsequences: false)
        guard found.isEmpty, let gap = pieces.dropFirst().dropLast().lastIndex(where: \.isEmpty)
        else { return found }
        let (head, hash) = (pieces[..<gap].joined(separator: "."), pieces[gap + 1])
        return configurations.indices.filter { index in
            let id = name(ofConfiguration: index)
            return id.hasPrefix(head) && id.utf8.suffix(12).starts(with: hash.utf8)
        }
    }
}

/// Finds runs by their paths, many of them.
package struct RunPaths {
    private let sweep: Sweep
    private let places: [String: Int]

    package init(_ sweep: Sweep) {
        self.sweep = sweep
        places = Dictionary(
            sweep.configurations.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The run whose folder a path leads to, or into; all repeats where it is a configuration's folder.
    package subscript(_ path: String) -> Range<Int> {
        var parts = sweep.name(path).split(separator: "/").map(String.init)
        if let rungs = sweep.plan.search?.rungs, parts.count > 1, rungs.folders.contains(parts[1]) {
            parts[0...1] = [parts[0] + "/" + parts[1]]
        }
        guard let id = parts.first, let configuration = places[id] else { return 0..<0 }
        let first = configuration * sweep.repeats.count
        guard sweep.plan.repetition != nil, parts.count > 1 else {
            return first..<first + sweep.repeats.count
        }
        guard let place = sweep.repeats.firstIndex(of: parts[1]) else { return 0..<0 }
        return first + place..<first + place + 1
    }
}
