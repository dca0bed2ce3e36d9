// The values of one run: its parameters and what the built-in placeholders mean in it.
// Knows nothing of how they reach a process.
import Graph
import Sampling
import Spec
import Text

/// Values of a run, or of the preprocessing, which has no parameters.
package struct RunValues: Sendable {
    /// `<id>` or `<id>/<repeat>_<value>`; of the preprocessing "preprocess".
    package let id: String
    /// Parameters that exist, the repeat's last.
    package let parameters: [(name: String, value: Value)]
    private let nesting: Nesting?
    private let implied: Implied
    private let absent: [ImpliedInRun]
    private let files: ChainFiles
    private let dist: String

    package init(
        _ plan: Plan, id: String, values: [Value?], repetition: Value?, files: ChainFiles
    ) {
        self.id = id
        var parameters: [(name: String, value: Value)] = []
        for (name, value) in zip(plan.parameters, values) {
            if let value { parameters.append((name, value)) }
        }
        if let name = plan.repetition?.name, let repetition {
            parameters.append((name, repetition))
        }
        self.parameters = parameters
        self.files = files
        dist = plan.dist
        nesting = plan.nesting
        implied = Implied(plan.implied)
        absent = plan.implied.filter { given in !parameters.contains { $0.name == given.name } }
            .map { ImpliedInRun(name: $0.name, value: $0.value, isPassed: false) }
    }

    /// The value of a placeholder; nil for an absent parameter.
    package func value(_ name: String, stage: String) -> Value? {
        switch Builtin(rawValue: name) {
        case .out: .string(files.folder)
        case .preprocessed: .string(Layout(dist: dist).preprocessed)
        case .params: .string(files.parameters ?? "")
        case .id: .string(id)
        case .stage: .string(stage)
        case .dist: .string(dist)
        case .args, nil: parameters.first { $0.name == name }?.value
        }
    }

    /// The parameters as one JSON object, nested where the spec wants that.
    package var json: [UInt8] {
        if let nesting { return Array((nesting.json(parameters).compact + "\n").utf8) }
        var bytes = Array("{".utf8)
        for (index, (name, value)) in parameters.enumerated() {
            if index > 0 { bytes += ", ".utf8 }
            writeJSONString(name, to: &bytes)
            bytes += ": ".utf8
            value.writeJSON(to: &bytes)
        }
        return bytes + "}\n".utf8
    }

    /// What records of this run are compared by.
    package var identity: RunIdentity {
        var bytes: [UInt8] = []
        var known = absent
        for (name, value) in parameters.sorted(by: { $0.name < $1.name }) {
            if implied.holds(name, value) {
                known.append(ImpliedInRun(name: name, value: value, isPassed: true))
                continue
            }
            bytes += name.utf8
            bytes.append(0)
            writeCanonical(value, to: &bytes)
            bytes.append(0)
        }
        return RunIdentity(
            parameters: String(SHA256.hex(bytes).prefix(16)), implied: known)
    }
}
