// Configuration spaces of ConfigSpace (the JSON of `to_json`) as specs. Knows nothing of files.
import Numerics
import Spec
import Text

extension ImportFormat {
    static let configSpace = ImportFormat(
        name: "configspace",
        recognises: { root in
            root["hyperparameters"]?.items?.first?["type"] != nil
        },
        read: { root throws(ImportFailure) in
            guard let parameters = root["hyperparameters"]?.items else {
                throw ImportFailure("a space of ConfigSpace has \"hyperparameters\", an array")
            }
            var reader = ConfigSpaceReader()
            for item in parameters { try reader.add(parameter: item) }
            for item in root["conditions"]?.items ?? [] { reader.add(condition: item) }
            for item in root["forbiddens"]?.items ?? [] { reader.add(forbidden: item) }
            return reader.spec
        })
}

private struct ConfigSpaceReader {
    private(set) var spec = ImportedSpec(source: "a space of ConfigSpace")

    mutating func add(parameter: JSONValue) throws(ImportFailure) {
        guard let name = parameter["name"]?.stringValue, let type = parameter["type"]?.stringValue
        else { throw ImportFailure("a hyperparameter has no \"name\" or \"type\"") }
        switch type {
        case "constant": spec.add(name, .constant(parameter["value"] ?? .null))
        case "categorical", "ordinal":
            let values = parameter["choices"]?.items ?? parameter["sequence"]?.items ?? []
            guard !values.isEmpty else { throw ImportFailure("\(quoted(name)) has no values") }
            let weights = parameter["weights"]?.items?.compactMap(\.doubleValue)
            spec.add(name, .choice(values, weights: weights))
        default:
            guard let domain = range(type, parameter) else {
                throw ImportFailure(
                    "\(quoted(name)): \(quoted(type)) is no known type, or its bounds are none")
            }
            spec.add(name, domain)
        }
    }

    private func range(_ type: String, _ item: JSONValue) -> ImportedDomain? {
        guard let low = Decimal(item["lower"]), let high = Decimal(item["upper"]) else {
            return nil
        }
        let isLog = if case .bool(true)? = item["log"] { true } else { false }
        switch type {
        case "uniform_float": return .keyword(isLog ? "loguniform" : "uniform", [low, high])
        case "normal_float":
            guard let (mu, sigma) = normal(item, low, isLog: isLog) else { return nil }
            return .bounded(isLog ? "lognormal" : "normal", [mu, sigma], low, high)
        case "beta_float":
            guard let a = Decimal(item["alpha"]), let b = Decimal(item["beta"]), !isLog else {
                return nil
            }
            return .beta(a.value, b.value, from: low, to: high, quantum: nil)
        default: return integers(type, item, low, high, isLog: isLog)
        }
    }

    /// Mean and deviation, on the logarithmic scale where that is meant: ConfigSpace takes the logarithm
    /// of the lower bound and the deviation together for the deviation there.
    private func normal(
        _ item: JSONValue, _ low: Decimal, isLog: Bool
    ) -> (Decimal, Decimal)? {
        guard let mu = Decimal(item["mu"]), let sigma = Decimal(item["sigma"]) else { return nil }
        guard isLog else { return (mu, sigma) }
        return (Decimal(log(mu.value)), Decimal(abs(log(low.value + sigma.value))))
    }

    private func integers(
        _ type: String, _ item: JSONValue, _ low: Decimal, _ high: Decimal, isLog: Bool
    ) -> ImportedDomain? {
        guard let first = low.integer, let last = high.integer, first <= last else { return nil }
        let even = ImportedDomain.keyword("randint", [Decimal(first), Decimal(last + 1)])
        let density: TabulatedDensity
        switch type {
        case "uniform_int":
            guard isLog else { return even }
            return .binned(
                first, last,
                share: {
                    BoundedShape.loguniform.share(below: $0, low: low.value, high: high.value)
                },
                else: .keyword(
                    "lograndint", [Decimal(first), Decimal(last + 1)],
                    note: "ConfigSpace divides the range into parts of one width, so that the "
                        + "shares of the lowest numbers differ a little"))
        case "normal_int":
            guard let (mu, sigma) = normal(item, low, isLog: false), !isLog else { return nil }
            density = TabulatedDensity(from: low.value, to: high.value) { x in
                let z = (x - mu.value) / sigma.value
                return -z * z / 2
            }
        case "beta_int":
            guard let a = Decimal(item["alpha"]), let b = Decimal(item["beta"]), !isLog else {
                return nil
            }
            density = .beta(a.value, b.value, from: low.value, to: high.value)
        default: return nil
        }
        return .binned(
            first, last, share: density.share,
            else: even.noted("its distribution has no equal in hpmake: here it is even"))
    }

    mutating func add(condition: JSONValue) {
        guard let child = condition["child"]?.stringValue else { return }
        let type = condition["type"]?.stringValue ?? ""
        if type == "AND" {
            for part in condition["conditions"]?.items ?? [] { add(condition: part) }
            return
        }
        guard let parent = condition["parent"]?.stringValue else {
            spec.note("its condition (\(type)) is left out: write a \"when\"", of: child)
            return
        }
        let value = condition["value"] ?? .null
        let operators = ["NEQ": "!=", "GT": ">", "LT": "<"]
        switch type {
        case "EQ": spec.add(condition: (parent, value), to: child)
        case "IN": spec.add(condition: (parent, condition["values"] ?? .array([])), to: child)
        default:
            guard let sign = operators[type] else {
                spec.note("its condition (\(type)) is left out: write a \"when\"", of: child)
                return
            }
            spec.add(condition: (parent, .object([(sign, value)])), to: child)
        }
    }

    mutating func add(forbidden: JSONValue) {
        let type = forbidden["type"]?.stringValue ?? ""
        let clauses = type == "AND" ? forbidden["clauses"]?.items ?? [] : [forbidden]
        // One exclusion for each combination of the values of its clauses.
        var exclusions: [[(name: String, value: JSONValue)]] = [[]]
        for clause in clauses {
            guard let name = clause["name"]?.stringValue,
                let values = clause["values"]?.items ?? clause["value"].map({ [$0] })
            else {
                spec.note(
                    "a forbidden clause (\(clause["type"]?.stringValue ?? "?")) is left out: "
                        + "\"exclude\" knows values only, not relations")
                return
            }
            let own = spec.name(name)
            exclusions = exclusions.flatMap { pairs in values.map { pairs + [(own, $0)] } }
        }
        spec.exclusions += exclusions
    }
}
