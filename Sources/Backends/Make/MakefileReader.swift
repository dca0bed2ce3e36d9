// Reads the configurations back out of a Makefile that the backend wrote.
// Knows its variables and nothing of its rules.
import Graph
import Text

/// The graph of a Makefile: so that `hparams.json` tells of the very runs that make knows.
package enum MakefileReader {
    /// The value of one of the variables at the top, such as `SPEC`, `GEN`, `DIST` or `SWEEP`, named
    /// without their prefix; nil where this is no such Makefile.
    package static func variable(_ name: String, in makefile: [UInt8]) -> String? {
        let key = "hpmake.\(name) :="
        let lines = makefile.split(separator: UInt8(ascii: "\n"), maxSplits: 500)
        return lines.first { $0.starts(with: key.utf8) }.map { line in
            String(decoding: line.dropFirst(key.utf8.count).drop { $0 == 0x20 }, as: UTF8.self)
        }
    }

    /// - Throws: where the lists do not belong together.
    package static func graph(_ plan: Plan, makefile: [UInt8]) throws(JSONError) -> BuildGraph {
        if plan.search != nil { return knownSlots(plan, makefile) }
        var ids: [String] = []
        var values: [Substring: String] = [:]
        var isList = false
        for line in makefile.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        {
            if line.starts(with: "hpmake.CONFIGS :=".utf8) {
                isList = true
            } else if line.isEmpty {
                if isList, !values.isEmpty { break }
                continue
            } else if isList {
                let text = String(decoding: line, as: UTF8.self)
                if let equals = text.firstIndex(of: "="), text.hasPrefix("hpmake.") {
                    values[text[..<equals].suffix(12)] = String(text[text.index(after: equals)...])
                } else if values.isEmpty {
                    ids.append(String(text.prefix { $0 != " " }))
                } else {
                    break
                }
            }
        }
        var configurations = ConfigurationList()
        for id in ids {
            guard let list = values[id.suffix(12)] else {
                throw JSONError("the Makefile has no values for \(id): make it anew", at: 0)
            }
            configurations.append(PlannedConfiguration(id: id, values: list))
        }
        return BuildGraph(plan: plan, layers: [], configurations: configurations)
    }

    /// The graph of a search by results, of which those slots have a line that were known from the beginning.
    private static func knownSlots(_ plan: Plan, _ makefile: [UInt8]) -> BuildGraph {
        let prefix = "hpmake.\(plan.key)."
        var configurations = ConfigurationList()
        for line in makefile.split(separator: UInt8(ascii: "\n")) {
            guard line.starts(with: prefix.utf8),
                let equals = line.firstIndex(of: UInt8(ascii: "=")),
                let blank = line[equals...].firstIndex(of: UInt8(ascii: " "))
            else { continue }
            configurations.append(
                id: Array(line[line.index(after: equals)..<blank]),
                values: Array(line[line.index(after: blank)...]))
        }
        return BuildGraph(plan: plan, layers: [], configurations: configurations)
    }
}
