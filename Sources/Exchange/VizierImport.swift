// Study configurations of Vizier (the JSON of its protocol buffer) as specs. Knows nothing of files.
import Spec
import Text

extension ImportFormat {
    static let vizier = ImportFormat(
        name: "vizier",
        recognises: { root in
            guard let first = study(root)["parameters"]?.items?.first else { return false }
            return first.proto("parameterId") != nil
        },
        read: { root throws(ImportFailure) in
            let study = study(root)
            var spec = ImportedSpec(source: "a study of Vizier")
            for item in study["parameters"]?.items ?? [] { try add(item, &spec, condition: nil) }
            spec.objectives = (study["metrics"]?.items ?? []).compactMap { metric in
                metric.proto("metricId")?.stringValue.map {
                    Objective(metric: $0, maximize: metric["goal"]?.stringValue != "MINIMIZE")
                }
            }
            switch study["algorithm"]?.stringValue {
            case "GRID_SEARCH": spec.search = .grid
            case nil: break
            default: spec.search = .random
            }
            return spec
        })

    private static func study(_ root: JSONValue) -> JSONValue {
        root.proto("studySpec") ?? root.proto("studyConfig") ?? root
    }

    private static func add(
        _ item: JSONValue, _ spec: inout ImportedSpec, condition: (String, JSONValue)?
    ) throws(ImportFailure) {
        guard let name = item.proto("parameterId")?.stringValue else {
            throw ImportFailure("a parameter has no \"parameterId\"")
        }
        spec.add(name, try domain(name, item))
        if let condition { spec.add(condition: condition, to: name) }
        for nested in item.proto("conditionalParameterSpecs")?.items ?? [] {
            let values =
                ["parentCategoricalValues", "parentIntValues", "parentDiscreteValues"]
                .lazy.compactMap { nested.proto($0)?["values"]?.items }.first ?? []
            let plain = values.map { Decimal($0)?.json ?? $0 }
            guard let inner = nested.proto("parameterSpec") else { continue }
            try add(inner, &spec, condition: (name, .array(plain)))
        }
    }

    private static func domain(
        _ name: String, _ item: JSONValue
    ) throws(ImportFailure) -> ImportedDomain {
        let scale = item.proto("scaleType")?.stringValue ?? ""
        if let values = item.proto("categoricalValueSpec")?["values"]?.items, !values.isEmpty {
            return .choice(values)
        }
        if let values = item.proto("discreteValueSpec")?["values"]?.items, !values.isEmpty {
            return .choice(
                values,
                note: scale.hasSuffix("LOG_SCALE") ? "its scale (\(scale)) is left out" : nil)
        }
        let isInteger = item.proto("integerValueSpec") != nil
        let bounds = item.proto("doubleValueSpec") ?? item.proto("integerValueSpec") ?? .null
        guard let high = Decimal(bounds.proto("maxValue")) else {
            throw ImportFailure("\(quoted(name)) has neither values nor bounds")
        }
        // Protocol buffers leave zeros out.
        let low = Decimal(bounds.proto("minValue")) ?? Decimal(0)
        let isLog = scale == "UNIT_LOG_SCALE"
        let note =
            scale == "UNIT_REVERSE_LOG_SCALE"
            ? "UNIT_REVERSE_LOG_SCALE has no equal in hpmake: here it is even" : nil
        guard isInteger else {
            if low.value == high.value { return .constant(low.json) }
            return .keyword(isLog ? "loguniform" : "uniform", [low, high], note: note)
        }
        let (first, last) = try wholeBounds(name, low, high)
        if isLog {
            return .roundedLogIntegers(
                first, last, from: Double(first) - 0.5, to: Double(last) + 0.5, tool: "Vizier")
        }
        return .keyword("randint", [Decimal(first), Decimal(last + 1)], note: note)
    }
}

extension JSONValue {
    /// A field of a protocol buffer: `minValue`, or `min_value` as in its own text.
    fileprivate func proto(_ name: String) -> JSONValue? {
        if let value = self[name] { return value }
        var snake = ""
        for letter in name {
            snake += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
        }
        return self[snake]
    }
}
