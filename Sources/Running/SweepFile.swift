// `hparams.json`: the plan, the configurations and the runs of a sweep, in order.
// Knows nothing of Makefiles; the one who writes it brings the graph.
import Graph
import Sampling
import Spec
import System
import Text

/// Writes and reads `hparams.json`. Each configuration and each run has a line of its own, so that
/// those who need only the ids of a large sweep get them fast.
package enum SweepFile {
    /// The text of the file.
    package static func text(_ graph: BuildGraph) throws(JSONError) -> [UInt8] {
        var output = Array("{\n".utf8)
        for (key, value) in graph.plan.json {
            writeJSONString(key, to: &output)
            output += ": ".utf8
            value.write(to: &output)
            output += ",\n".utf8
        }
        output += "\"configurations\": [".utf8
        let parameters = graph.plan.configurationParameters
        let line = ConfigurationLine(parameters: parameters)
        for (index, configuration) in graph.configurations.enumerated() {
            output += (index > 0 ? ",\n" : "\n").utf8
            let values = try ValueList.read(configuration.values, count: parameters.count)
            line.write(id: configuration.id.utf8, values, to: &output)
        }
        output += runsHead
        // Which runs there are in a search by results, its slots say.
        for (index, id) in (graph.plan.search == nil ? graph.runIDs : []).enumerated() {
            output += (index > 0 ? ",\n\"" : "\n\"").utf8
            output += id.utf8
            output.append(UInt8(ascii: "\""))
        }
        return output + "\n]\n}\n".utf8
    }

    /// What stands between the configurations and the runs, in no string since it has a newline.
    private static let runsHead = Array("\n],\n\"runs\": [".utf8)

    /// The ids of all runs in order, read from the end of the file.
    package static func runIDs(_ path: String) throws(SystemError) -> [String] {
        runIDs(try readFile(path))
    }

    /// The same of the text of the file.
    package static func runIDs(_ bytes: [UInt8]) -> [String] {
        var start = bytes.count
        while start > 0, !bytes[start...].starts(with: runsHead) {
            start = bytes[..<start].lastIndex(of: UInt8(ascii: "\n")) ?? 0
        }
        let lines = bytes[start...].split(separator: UInt8(ascii: "\n")).dropFirst(2)
        return lines.compactMap { line in
            guard line.first == UInt8(ascii: "\""),
                let end = line.lastIndex(of: UInt8(ascii: "\"")), end > line.startIndex
            else { return nil }
            return String(decoding: line[line.index(after: line.startIndex)..<end], as: UTF8.self)
        }
    }
}
