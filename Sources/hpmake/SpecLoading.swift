// Reads a spec from disk and compiles it; what is wrong goes to standard error.
// Knows nothing of backends.
import Backends
import Graph
import Metrics
import Spec
import System
import Text

/// A spec that was read without errors.
struct LoadedSpec {
    let source: SourceText
    var experiment: Experiment
    private(set) var diagnostics: Diagnostics
    /// What is made of it is dated so, in nanoseconds since 1970: an edit since then is newer.
    let date: Int64

    /// Reads and checks a spec; nil, with the reasons on standard error, where it cannot be used.
    ///
    /// - Parameter samples: replaces the spec's own number of samples.
    init?(_ path: String, samples: Int?, command: String) {
        let begin = now()
        let edited = fileStatus(path).map { max($0.modified, $0.changed) } ?? 0
        date = max(begin - fileDateTick, min(begin, edited))
        let bytes: [UInt8]
        if let advice = adviceOnOutput(path) {
            _ = complain(command, advice)
            return nil
        }
        do {
            bytes = try readFile(path)
        } catch {
            _ = complain(command, error.description)
            return nil
        }
        source = SourceText(name: path, bytes: bytes)
        let (decoded, found) = SpecDecoder.decode(source)
        diagnostics = found
        experiment = decoded ?? Experiment()
        checkPatterns()
        if let samples {
            if let search = experiment.search.with(samples: samples) {
                experiment.search = search
            } else if decoded != nil {
                diagnostics.error(
                    "--samples is for a search with a number of samples, and this is "
                        + (experiment.search.learns ? "none" : "a grid"))
            }
        }
        if diagnostics.hasErrors {
            for item in GraphBuilder.furtherErrors(experiment) { diagnostics.add(item) }
            report()
            return nil
        }
    }

    /// Builds the graph and reports all errors and warnings; nil where there is an error.
    ///
    /// - Parameter path: where the spec is for those who use the graph.
    mutating func graph(path: String) -> BuildGraph? {
        let (graph, found) = GraphBuilder.build(experiment, spec: path)
        add(found)
        report()
        return diagnostics.hasErrors ? nil : graph
    }

    mutating func add(_ found: Diagnostics) {
        for item in found.items { diagnostics.add(item) }
    }

    func report() {
        writeText(diagnostics.rendered(in: source), to: 2)
    }

    /// Patterns are compiled by the C library, so the pure decoder cannot check them.
    private mutating func checkPatterns() {
        for metric in experiment.metrics {
            if case .key(_, let path) = metric.source, JSONPath(path) == nil {
                diagnostics.error(
                    "the key is wrong: write a.b for members, [0] for one element and [] for all",
                    at: metric.range)
            }
            guard let pattern = metric.pattern else { continue }
            do {
                let groups = try LinePattern(ofMetric: pattern).groups
                if groups != 1 {
                    diagnostics.error(
                        "the pattern must have one group, around the number, and this has "
                            + "\(groups): write (..) around the number", at: metric.range)
                }
            } catch {
                diagnostics.error("the pattern is wrong: \(error.message)", at: metric.range)
            }
        }
    }
}

/// What to say where a file is named that gen writes and does not read.
private func adviceOnOutput(_ path: String) -> String? {
    let own = readFileIfAny(path).flatMap(OwnFile.init)
    let name = String(path.split(separator: "/").last ?? "")
    guard own != nil || (Here.makefiles + Here.scripts).contains(name) else { return nil }
    let spec = own?.spec ?? "space.json"
    return "\(path) is what gen writes, not what it reads: the spec is \(spec), and "
        + "hpmake gen \(spec) -o \(name) writes \(name)"
}
