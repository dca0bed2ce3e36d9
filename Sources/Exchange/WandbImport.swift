// Sweeps of Weights & Biases (`sweep.yaml`) as specs. Knows nothing of how the file was read.
import Numerics
import Spec
import Text

extension ImportFormat {
    static let wandb = ImportFormat(
        name: "wandb",
        recognises: { root in
            guard let parameters = root["parameters"]?.members else { return false }
            return !parameters.contains { $0.1["_type"] != nil }
        },
        read: { root throws(ImportFailure) in
            guard let parameters = root["parameters"]?.members else {
                throw ImportFailure("a sweep of W&B has \"parameters\", an object")
            }
            var reader = WandbReader(root)
            try reader.add(parameters, prefix: "")
            reader.addCommand(
                root, parameters.map(\.0).filter { root["parameters"]?[$0]?["parameters"] == nil })
            return reader.spec
        })
}

private struct WandbReader {
    private(set) var spec = ImportedSpec(source: "a sweep of W&B")

    init(_ root: JSONValue) {
        switch root["method"]?.stringValue {
        case "grid": spec.search = .grid
        case "bayes":
            spec.search = .random
            spec.note("\"bayes\" became a random search")
        default: spec.search = .random
        }
        spec.samples = root["run_cap"]?.intValue
        if spec.search == .random, spec.samples == nil {
            spec.note("the sweep has no \"run_cap\": 100 samples are drawn")
        }
        if let name = root["metric"]?["name"]?.stringValue {
            spec.objectives = [
                Objective(
                    metric: name, maximize: root["metric"]?["goal"]?.stringValue == "maximize")
            ]
        }
        if root["early_terminate"] != nil { spec.note("\"early_terminate\" is left out") }
    }

    /// The command that W&B would run, with the parameters of these names.
    mutating func addCommand(_ root: JSONValue, _ names: [String]) {
        let program = root["program"]?.stringValue ?? "train.py"
        spec.run = run(root["command"]?.items?.compactMap(\.stringValue), program, names)
    }

    mutating func add(
        _ parameters: [(String, JSONValue)], prefix: String
    ) throws(ImportFailure) {
        for (key, value) in parameters {
            let name = prefix + key
            if let nested = value["parameters"]?.members {
                spec.note(
                    "W&B passes nested parameters as one argument, hpmake each by its dotted name, or, "
                        + "with \"params\": \"nested\", as objects in {params}")
                try add(nested, prefix: name + ".")
            } else {
                spec.add(name, try domain(name, value))
                noteBooleans(value["values"]?.items ?? [value["value"] ?? .null])
            }
        }
    }

    /// Macros are replaced the way W&B's agent does.
    private mutating func run(
        _ command: [String]?, _ program: String, _ names: [String]
    ) -> String {
        let words = command ?? ["${env}", "${interpreter}", "${program}", "${args}"]
        var result: [String] = []
        for word in words {
            switch word {
            case "${env}": result.append("/usr/bin/env")
            case "${interpreter}": result.append("python")
            case "${program}": result.append(program)
            case "${args}":
                result.append("{args}")
            case "${args_no_boolean_flags}": result.append("{args}")
            case "${args_no_hyphens}":
                result.append(spec.assignments(names))
            case "${args_json_file}": result.append("{params}")
            case "${args_json}": result.append("\"$(cat {params})\"")
            default: result.append(variable(word) ?? shellWord(word))
            }
        }
        if result.first == "/usr/bin/env", result.count > 1 { result.removeFirst() }
        return result.joined(separator: " ")
    }

    private mutating func noteBooleans(_ values: [JSONValue]) {
        for case .bool in values {
            spec.note(
                "W&B passes true as --name=True, hpmake as --name, and nothing for false: a trainer "
                    + "with booleans may need {name} in its command")
        }
    }

    /// `${envvar:NAME}` as the shell has it.
    private func variable(_ word: String) -> String? {
        guard word.hasPrefix("${envvar:"), word.hasSuffix("}") else { return nil }
        return "\"$\(word.dropFirst(9).dropLast())\""
    }

    private func domain(
        _ name: String, _ value: JSONValue
    ) throws(ImportFailure) -> ImportedDomain {
        guard value.members != nil else {
            throw ImportFailure(
                "\(quoted(name)): a parameter of W&B is an object, such as { \"values\": [..] }")
        }
        if let constant = value["value"] { return .constant(constant) }
        if let values = value["values"]?.items {
            guard !values.isEmpty else { throw ImportFailure("\(quoted(name)) has no values") }
            let weights = value["probabilities"]?.items?.compactMap(\.doubleValue)
            return .choice(values, weights: weights)
        }
        let (low, high) = (Decimal(value["min"]), Decimal(value["max"]))
        let isWhole = low?.isInteger == true && high?.isInteger == true
        let kind = value["distribution"]?.stringValue ?? (isWhole ? "int_uniform" : "uniform")
        if let domain = unbounded(kind, value) { return domain }
        guard let low, let high else {
            throw ImportFailure("\(quoted(name)): \(quoted(kind)) has no \"min\" and \"max\"")
        }
        let q = Decimal(value["q"]) ?? Decimal(1)
        let domain: ImportedDomain?
        if let kind = kind.droppingPrefix("q_") {
            domain = quantized(kind, low, high, q)
        } else {
            domain = bounded(kind, low, high)
        }
        guard let domain else {
            throw ImportFailure("\(quoted(name)): no such distribution: \(quoted(kind))")
        }
        return domain
    }

    private func unbounded(_ kind: String, _ value: JSONValue) -> ImportedDomain? {
        let (mu, sigma) = (
            Decimal(value["mu"]) ?? Decimal(0), Decimal(value["sigma"]) ?? Decimal(1)
        )
        let q = Decimal(value["q"]) ?? Decimal(1)
        switch kind {
        case "normal": return .keyword("normal", [mu, sigma])
        case "log_normal": return .keyword("lognormal", [mu, sigma])
        case "q_normal": return .keyword("qnormal", [mu, sigma, q])
        case "q_log_normal": return .keyword("qlognormal", [mu, sigma, q])
        case "beta", "q_beta":
            let (a, b) = (Decimal(value["a"]) ?? Decimal(1), Decimal(value["b"]) ?? Decimal(1))
            return .beta(a.value, b.value, quantum: kind == "beta" ? nil : q)
        default: return nil
        }
    }

    private func bounded(_ kind: String, _ low: Decimal, _ high: Decimal) -> ImportedDomain? {
        if low.value == high.value, !kind.hasPrefix("log"), !kind.hasPrefix("inv") {
            return .constant(low.json)
        }
        switch kind {
        case "int_uniform":
            guard let first = low.integer, let last = high.integer else { return nil }
            return .keyword("randint", [Decimal(first), Decimal(last + 1)])
        case "uniform": return .keyword("uniform", [low, high])
        case "log_uniform_values", "inv_log_uniform_values":
            return .keyword("loguniform", [low, high])
        case "log_uniform": return .keyword("loguniform", [power(low), power(high)])
        case "inv_log_uniform":
            return .keyword(
                "loguniform", [Decimal(exp(-high.value)), Decimal(exp(-low.value))])
        default: return nil
        }
    }

    private func quantized(
        _ kind: String, _ low: Decimal, _ high: Decimal, _ q: Decimal
    ) -> ImportedDomain? {
        switch kind {
        case "uniform":
            return .rounded(.uniform, low, high, q, isClipped: false, tool: "W&B")
        case "log_uniform_values":
            return .rounded(.loguniform, low, high, q, isClipped: false, tool: "W&B")
        case "log_uniform":
            return .rounded(
                .loguniform, power(low), power(high), q, isClipped: false, tool: "W&B")
        default: return nil
        }
    }

    private func power(_ exponent: Decimal) -> Decimal { Decimal(exp(exponent.value)) }
}

extension String {
    /// What stands behind a prefix; nil where it does not begin so.
    func droppingPrefix(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
