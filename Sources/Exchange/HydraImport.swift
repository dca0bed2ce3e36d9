// Sweeps of Hydra (overrides, or `hydra.sweeper.params` of a configuration) as specs.
// Knows nothing of files.
import Spec
import Text

extension ImportFormat {
    static let hydra = ImportFormat(
        name: "hydra",
        recognises: { root in
            if root["hydra"] != nil { return true }
            // Words `name=value` without anything that only Guild writes.
            let members = root.members ?? []
            return !members.isEmpty
                && members.allSatisfy { $0.1.stringValue.map { !isGuildValue($0) } ?? false }
        },
        read: { root throws(ImportFailure) in
            var spec = ImportedSpec(source: "a sweep of Hydra")
            let sweeper = root["hydra"]?["sweeper"] ?? .null
            let overrides =
                sweeper["params"]?.members ?? sweeper["search_space"]?.members
                ?? (root["hydra"] == nil ? root.members : nil) ?? []
            for (name, value) in overrides { try add(name, value, &spec) }
            addSearch(sweeper, &spec)
            spec.run =
                "python main.py hydra.run.dir={out} " + spec.assignments(overrides.map(\.0))
            return spec
        })

    private static func addSearch(_ sweeper: JSONValue, _ spec: inout ImportedSpec) {
        spec.samples = sweeper["n_trials"]?.intValue
        guard let direction = sweeper["direction"] else { return }
        let directions = (direction.items ?? [direction]).compactMap(\.stringValue)
        if directions.isEmpty { return }
        spec.note("Hydra's objective is what the main function returns: here it is called value")
        spec.objectives = directions.enumerated().map { index, text in
            Objective(metric: index == 0 ? "value" : "value\(index)", maximize: text == "maximize")
        }
    }

    private static func add(
        _ key: String, _ value: JSONValue, _ spec: inout ImportedSpec
    ) throws(ImportFailure) {
        let name = key.bareKey
        guard let text = value.stringValue else {
            spec.add(name, value.items.map { .choice($0) } ?? .constant(value))
            return
        }
        var parser = HydraParser(text)
        let elements = try parser.elements()
        spec.add(name, try domain(name, elements))
    }

    private static func domain(
        _ name: String, _ elements: [HydraParser.Element]
    ) throws(ImportFailure) -> ImportedDomain {
        if elements.count == 1, case .call(let function, let arguments) = elements[0] {
            return try domain(name, function, arguments)
        }
        let values = elements.compactMap(\.value)
        guard values.count == elements.count else {
            throw ImportFailure("\(quoted(name)): functions among values are not known")
        }
        return values.count == 1 ? .constant(values[0]) : .choice(values)
    }

    private static func domain(
        _ name: String, _ function: String, _ arguments: [HydraParser.Argument]
    ) throws(ImportFailure) -> ImportedDomain {
        let plain = arguments.filter { $0.key == nil }.map(\.element)
        func number(_ index: Int, _ key: String) -> Decimal? {
            let named = arguments.first { $0.key == key }?.element
            return Decimal((named ?? (index < plain.count ? plain[index] : nil))?.value)
        }
        switch function {
        case "choice", "sort":
            guard plain.count == 1, case .call = plain[0] else {
                let isReversed = arguments.contains { $0.key == "reverse" }
                let domain = try domain(name, plain)
                return isReversed ? domain.noted("its order is another") : domain
            }
            return try domain(name, plain)
        case "range":
            var (start, stop) = (number(0, "start"), number(1, "stop"))
            if stop == nil { (start, stop) = (Decimal(0), start) }
            guard let start, let stop else { break }
            return .keyword("arange", [start, stop, number(2, "step") ?? Decimal(1)])
        case "interval":
            guard let low = number(0, "start"), let high = number(1, "end") else { break }
            return .keyword("uniform", [low, high])
        case "int", "float", "tag":
            return try cast(name, function, plain)
        default: break
        }
        throw ImportFailure("\(quoted(name)): \(function)(..) cannot be read without Hydra")
    }

    /// `tag(log, interval(..))` and casts of what is within.
    private static func cast(
        _ name: String, _ function: String, _ plain: [HydraParser.Element]
    ) throws(ImportFailure) -> ImportedDomain {
        guard let inner = plain.last else { throw ImportFailure("\(quoted(name)) is empty") }
        var (isLog, isInteger) = (false, function == "int")
        var element = inner
        if function == "tag" { isLog = plain.contains { $0.value?.stringValue == "log" } }
        while case .call(let name, let arguments) = element,
            ["int", "tag", "float"].contains(name),
            let next = arguments.last?.element
        {
            if name == "int" { isInteger = true }
            if name == "tag" {
                isLog = isLog || arguments.contains { $0.element.value?.stringValue == "log" }
            }
            element = next
        }
        guard case .call("interval", let bounds) = element, bounds.count == 2,
            let low = Decimal(bounds[0].element.value), let high = Decimal(bounds[1].element.value)
        else { return try domain(name, [element]) }
        if isInteger {
            let (first, last) = try wholeBounds(name, low, high)
            return .keyword(
                isLog ? "lograndint" : "randint", [Decimal(first), Decimal(last + 1)],
                note: isLog ? "sweepers round it in ways of their own" : nil)
        }
        return .keyword(isLog ? "loguniform" : "uniform", [low, high])
    }
}
