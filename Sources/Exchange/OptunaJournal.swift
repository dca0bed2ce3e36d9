// A sweep as a journal of Optuna 5, which `optuna.load_study` and its dashboard read.
// Knows nothing of folders.
import Spec
import Text

/// The lines of the journal.
package func optunaJournal(_ sweep: ExportedSweep) -> [UInt8] {
    var output: [UInt8] = []
    func write(_ operation: Int, _ members: [(String, JSONValue)]) {
        let head: [(String, JSONValue)] = [
            ("op_code", .int(operation)), ("worker_id", .string("hpmake")),
        ]
        JSONValue.object(head + members).write(to: &output)
        output.append(UInt8(ascii: "\n"))
    }
    write(
        0,
        [
            ("study_name", .string(sweep.name)),
            ("directions", .array(sweep.objectives.map { .int($0.maximize ? 2 : 1) })),
        ])
    let names = JSONValue.array(sweep.objectives.map { .string($0.metric) })
    write(3, [("study_id", .int(0)), ("system_attr", .object([("study:metric_names", names)]))])
    let distributions = OptunaDistribution.all(of: sweep)
    for run in sweep.runs { write(4, trial(run, sweep.objectives, distributions)) }
    return output
}

private func trial(
    _ run: ExportedRun, _ objectives: [Objective], _ distributions: [String: OptunaDistribution]
) -> [(String, JSONValue)] {
    let values = objectives.compactMap { run.metric($0.metric) }.filter(\.isFinite)
    // Complete without a finite value is nothing that Optuna knows.
    let isComplete = run.state == .done && values.count == objectives.count
    let state = run.state == .running ? 0 : isComplete ? 1 : 3
    var members: [(String, JSONValue)] = [
        ("study_id", .int(0)), ("datetime_start", .string(timeText(run.start))),
    ]
    if run.state != .running { members.append(("datetime_complete", .string(timeText(run.end)))) }
    let numbers = values.map(JSONValue.double)
    let known = run.parameters.compactMap { parameter in
        distributions[parameter.name].map { (parameter.name, $0, parameter.value) }
    }
    members += [
        ("state", .int(state)),
        ("value", isComplete && numbers.count == 1 ? numbers[0] : .null),
        ("values", isComplete && numbers.count > 1 ? .array(numbers) : .null),
        ("distributions", .object(known.map { ($0.0, .string($0.1.text)) })),
        ("params", .object(known.map { ($0.0, $0.1.internalValue($0.2)) })),
        ("user_attrs", .object(attributes(run))), ("system_attrs", .object([])),
        ("intermediate_values", .object(objectives.count == 1 ? steps(run, objectives[0]) : [])),
    ]
    return members
}

private func attributes(_ run: ExportedRun) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
        ("id", .string(run.id)), ("path", .string(run.path)), ("host", .string(run.host)),
    ]
    if let commit = run.commit { members.append(("git", .string(commit))) }
    return members + run.metrics.filter(\.value.isFinite).map { ($0.name, .double($0.value)) }
}

/// The curve of the objective, by whole steps, or else by its place.
private func steps(_ run: ExportedRun, _ objective: Objective) -> [(String, JSONValue)] {
    guard let curve = run.curves.first(where: { objective.metric.hasPrefix($0.name) }) else {
        return []
    }
    let areWhole = curve.steps.allSatisfy { $0 == $0.rounded() && abs($0) < 0x1p53 }
    return zip(curve.steps, curve.values).enumerated().compactMap { index, point in
        guard point.1.isFinite else { return nil }
        return ("\(areWhole ? Int(point.0) : index)", .double(point.1))
    }
}

/// A distribution of Optuna's.
private struct OptunaDistribution {
    /// Its own JSON.
    let text: String
    /// The choices, where it is one of them.
    private let places: [Value: Int]

    /// Of every parameter: its domain where that is one of Optuna's, else what its values span.
    static func all(of sweep: ExportedSweep) -> [String: OptunaDistribution] {
        var values: [String: [Value]] = [:]
        for run in sweep.runs {
            for (name, value) in run.parameters { values[name, default: []].append(value) }
        }
        let declared = Dictionary(sweep.domains.map { ($0.name, $0.domains) }) { $0 + $1 }
        return values.reduce(into: [:]) { result, entry in
            let domains = declared[entry.key] ?? []
            let numbers = entry.value.compactMap(\.number)
            let areNumbers = numbers.count == entry.value.count
            let known = domains.count == 1 && areNumbers ? numeric(domains[0], numbers) : nil
            result[entry.key] = known ?? spanned(domains, entry.value, areNumbers ? numbers : nil)
        }
    }

    private init(_ name: String, _ attributes: [(String, JSONValue)], _ places: [Value: Int] = [:])
    {
        text =
            JSONValue.object([("name", .string(name)), ("attributes", .object(attributes))]).compact
        self.places = places
    }

    private static func float(_ low: Double, _ high: Double, isLog: Bool = false) -> Self {
        Self(
            "FloatDistribution",
            [
                ("step", .null), ("low", .double(low)), ("high", .double(high)),
                ("log", .bool(isLog)),
            ])
    }

    private static func integers(_ low: Int, _ high: Int, step: Int, isLog: Bool = false) -> Self {
        Self(
            "IntDistribution",
            [
                ("log", .bool(isLog)), ("step", .int(step)), ("low", .int(low)),
                ("high", .int(high)),
            ])
    }

    private static func numeric(_ domain: Domain, _ numbers: [Double]) -> Self? {
        switch domain {
        case .choice: return nil
        case .arange(let start, let stop, _, _): return float(min(start, stop), max(start, stop))
        case .integers(let start, let step, let count):
            let end = start + (count - 1) * step
            return integers(min(start, end), max(start, end), step: max(1, abs(step)))
        case .linspace(let low, let high, _, _): return float(min(low, high), max(low, high))
        case .geomspace(let low, let high, _, _):
            return float(min(low, high), max(low, high), isLog: low > 0)
        case .logIntegers(let low, let high, let step):
            // Optuna has no steps on a log scale.
            return integers(low * step, (high - 1) * step, step: 1, isLog: true)
        case .continuous(let distribution):
            let isLog =
                switch distribution.shape {
                case .loguniform, .lognormal: true
                default: false
                }
            guard let (low, high) = distribution.bounds ?? span(numbers) else { return nil }
            return float(low, high, isLog: isLog && low > 0)
        }
    }

    private static func span(_ numbers: [Double]) -> (low: Double, high: Double)? {
        guard let low = numbers.min(), let high = numbers.max() else { return nil }
        return (low, high)
    }

    /// The choices that are declared, and values that are not among them; of nothing declared, numbers by
    /// what they span.
    private static func spanned(
        _ domains: [Domain], _ values: [Value], _ numbers: [Double]?
    ) -> Self {
        var choices: [Value] = []
        var places: [Value: Int] = [:]
        var isDeclared = !domains.isEmpty
        for domain in domains {
            guard case .choice(let items, _) = domain else {
                isDeclared = false
                continue
            }
            for item in items where places.updateValue(choices.count, forKey: item) == nil {
                choices.append(item)
            }
        }
        if !isDeclared, let numbers, let (low, high) = span(numbers) {
            let areWhole = values.allSatisfy { Int($0.text) != nil }
            return areWhole ? integers(Int(low), Int(high), step: 1) : float(low, high)
        }
        for value in values where places[value] == nil {
            places[value] = choices.count
            choices.append(value)
        }
        // A repeat within the declared ones has taken the later place.
        places = Dictionary(choices.enumerated().map { ($1, $0) }) { first, _ in first }
        return Self(
            "CategoricalDistribution", [("choices", .array(choices.map(choice)))], places)
    }

    /// A choice as Optuna can have it: no arrays and objects.
    private static func choice(_ value: Value) -> JSONValue {
        switch value.kind {
        case .null: .null
        case .bool: .bool(value.text == "true")
        case .number: .number(value.text)
        case .string, .composite: .string(value.text)
        }
    }

    /// The index of a choice, the number of another value.
    func internalValue(_ value: Value) -> JSONValue {
        if let place = places[value] { return .int(place) }
        return value.number.map(JSONValue.double) ?? .null
    }
}

/// A moment as ISO 8601 has it, in UTC: without a zone Optuna takes it for local time.
private func timeText(_ nanoseconds: Int64) -> String {
    let (seconds, part) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000 / 1000)
    let (days, rest) = (seconds / 86400, seconds % 86400)
    // The civil calendar from a count of days, years beginning in March (H. Hinnant, 2013).
    let shifted = days + 719_468
    let era = shifted / 146_097
    let day = shifted - era * 146_097
    let year = (day - day / 1460 + day / 36524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = [
        "\(era * 400 + year + (month > 9 ? 1 : 0))", two(month + (month > 9 ? -9 : 3)),
        two(dayOfYear - (153 * month + 2) / 5 + 1),
    ]
    let time = [two(rest / 3600), two(rest / 60 % 60), two(rest % 60)]
    let micros = "\(1_000_000 + part)".dropFirst()
    return "\(date.joined(separator: "-"))T\(time.joined(separator: ":")).\(micros)+00:00"
}
