// Hyperparameters of Keras Tuner (the JSON of `get_config`, an oracle or a trial) as specs.
// Knows nothing of files.
import Numerics
import Text

extension ImportFormat {
    static let kerasTuner = ImportFormat(
        name: "kerastuner",
        recognises: { root in space(of: root)?.first?["class_name"] != nil },
        read: { root throws(ImportFailure) in
            guard let space = space(of: root) else {
                throw ImportFailure("hyperparameters of Keras Tuner have \"space\", an array")
            }
            var spec = ImportedSpec(source: "hyperparameters of Keras Tuner")
            for item in space {
                let config = item["config"] ?? .null
                guard let name = config["name"]?.stringValue,
                    let type = item["class_name"]?.stringValue
                else { throw ImportFailure("a hyperparameter has no name or class") }
                spec.add(name, try domain(name, type, config))
                for condition in config["conditions"]?.items ?? [] {
                    guard let parent = condition["config"]?["name"]?.stringValue,
                        let values = condition["config"]?["values"]
                    else { continue }
                    spec.add(condition: (parent, values), to: name)
                }
            }
            return spec
        })

    private static func space(of root: JSONValue) -> [JSONValue]? {
        (root["hyperparameters"] ?? root)["space"]?.items
    }

    private static func domain(
        _ name: String, _ type: String, _ config: JSONValue
    ) throws(ImportFailure) -> ImportedDomain {
        switch type {
        case "Fixed": return .constant(config["value"] ?? .null)
        case "Boolean": return .choice([.bool(true), .bool(false)])
        case "Choice":
            guard let values = config["values"]?.items, !values.isEmpty else {
                throw ImportFailure("\(quoted(name)) has no values")
            }
            return .choice(values)
        case "Int", "Float": break
        default: throw ImportFailure("\(quoted(name)): no such class: \(quoted(type))")
        }
        guard let low = Decimal(config["min_value"]), let high = Decimal(config["max_value"]) else {
            throw ImportFailure("\(quoted(name)) has no \"min_value\" and \"max_value\"")
        }
        let step = Decimal(config["step"])
        if low.value == high.value { return .constant(low.json) }
        let isInteger = type == "Int"
        if isInteger { _ = try wholeBounds(name, low, high) }
        switch config["sampling"]?.stringValue ?? "linear" {
        case "linear":
            if isInteger { return try .stepped(name, low, high, step ?? Decimal(1)) }
            if let step { return try .stepped(name, low, high, step) }
            return .keyword("uniform", [low, high])
        case "log":
            if let step { return try powers(name, low, high, factor: step, isInteger: isInteger) }
            guard isInteger, let last = high.integer else {
                return .keyword("loguniform", [low, high])
            }
            return .keyword("lograndint", [low, Decimal(last + 1)])
        default:
            let last = isInteger ? high.integer : nil
            return .keyword(
                last == nil ? "uniform" : "randint", [low, last.map { Decimal($0 + 1) } ?? high],
                note: "\"reverse_log\" has no equal in hpmake: here it is even")
        }
    }

    /// The lower bound times powers of a factor, up to the upper bound.
    private static func powers(
        _ name: String, _ low: Decimal, _ high: Decimal, factor: Decimal, isInteger: Bool
    ) throws(ImportFailure) -> ImportedDomain {
        guard low.value > 0, factor.value > 1, high.value >= low.value else {
            throw ImportFailure(
                "\(quoted(name)): on a log scale \"min_value\" is above 0, and \"step\" above 1")
        }
        let count = min(log(high.value / low.value) / log(factor.value) + 1e-8, 10_000)
        var (values, value) = ([JSONValue](), low.value)
        for _ in 0...Int(count) {
            values.append(.double(isInteger ? value.rounded(.down) : value.rounded(digits: 15)))
            value *= factor.value
        }
        return .choice(values)
    }
}
