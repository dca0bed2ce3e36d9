// Search spaces of Katib (an Experiment, or its parameters) as specs. Knows nothing of files.
import Numerics
import Spec
import Text

extension ImportFormat {
    static let katib = ImportFormat(
        name: "katib",
        recognises: { root in
            let parameters = (root["spec"] ?? root)["parameters"]?.items
            return parameters?.first?["parameterType"] != nil
        },
        read: { root throws(ImportFailure) in
            let body = root["spec"] ?? root
            guard let parameters = body["parameters"]?.items else {
                throw ImportFailure("an Experiment of Katib has \"parameters\", an array")
            }
            var spec = ImportedSpec(source: "an Experiment of Katib")
            for item in parameters {
                guard let name = item["name"]?.stringValue else {
                    throw ImportFailure("a parameter has no \"name\"")
                }
                spec.add(name, try domain(name, item))
            }
            addSearch(body, &spec)
            return spec
        })

    private static func addSearch(_ body: JSONValue, _ spec: inout ImportedSpec) {
        if let objective = body["objective"],
            let name = objective["objectiveMetricName"]?.stringValue
        {
            spec.objectives = [
                Objective(metric: name, maximize: objective["type"]?.stringValue == "maximize")
            ]
        }
        if let algorithm = body["algorithm"]?["algorithmName"]?.stringValue {
            spec.search = algorithm == "grid" ? .grid : algorithm == "sobol" ? .sobol : .random
            if !["grid", "sobol", "random"].contains(algorithm) {
                spec.note("\(quoted(algorithm)) became a random search")
            }
        }
        spec.samples = body["maxTrialCount"]?.intValue
        if body["trialTemplate"] != nil {
            spec.note("\"trialTemplate\" is left out: write \"run\"")
        }
    }

    private static func domain(
        _ name: String, _ item: JSONValue
    ) throws(ImportFailure) -> ImportedDomain {
        let space = item["feasibleSpace"] ?? .null
        let type = item["parameterType"]?.stringValue ?? ""
        if let list = space["list"]?.items {
            guard !list.isEmpty else { throw ImportFailure("\(quoted(name)) has no values") }
            // Values are strings there; those of a discrete parameter are numbers.
            return .choice(type == "discrete" ? list.map { Decimal($0)?.json ?? $0 } : list)
        }
        guard let low = Decimal(space["min"]), let high = Decimal(space["max"]) else {
            throw ImportFailure("\(quoted(name)) has neither \"min\" and \"max\" nor a \"list\"")
        }
        let step = Decimal(space["step"])
        let distribution = space["distribution"]?.stringValue ?? "uniform"
        if type == "int" {
            let (first, last) = try wholeBounds(name, low, high)
            return try ImportedDomain.stepped(
                name, Decimal(first), Decimal(last), step ?? Decimal(1)
            ).noted(
                distribution == "uniform" ? nil : "\(distribution) became even")
        }
        if let step, distribution == "uniform" {
            return try .stepped(name, low, high, step)
        }
        let note = step.map { "its step, \($0.text), is left out" }
        if low.value == high.value { return .constant(low.json) }
        switch distribution {
        case "logUniform": return .keyword("loguniform", [low, high], note: note)
        case "normal", "logNormal":
            // As Katib's hyperopt service takes the bounds: six deviations apart.
            let isLog = distribution == "logNormal"
            let (a, b) =
                isLog ? (log(low.value), log(high.value)) : (low.value, high.value)
            return .keyword(
                isLog ? "lognormal" : "normal",
                [Decimal((a + b) / 2), Decimal((b - a) / 6)], note: note)
        default: return .keyword("uniform", [low, high], note: note)
        }
    }
}
