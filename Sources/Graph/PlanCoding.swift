// A plan as JSON and back: what a Makefile hands to the runner, and the head of `hparams.json`.
// Knows nothing of who reads it.
import Commands
import Spec
import Text

extension Plan {
    /// The members of the plan's JSON object.
    package var json: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("hpmake", .string(hpmakeVersion)),
            ("spec", .string(spec)),
            ("dist", .string(dist)),
            ("run_count", .int(runCount)),
            ("shell", .string(shell.rawValue)),
            ("objective", .array(objectives.map(Plan.json))),
            ("metrics", findsMetrics ? .string("auto") : .array(metrics.map(Plan.json))),
            (
                "resources",
                .object(resources.map { ($0.name, .array($0.slots.map(Plan.json))) })
            ),
            ("preprocess", preprocess?.json ?? .null),
            ("stages", .array(stages.map(\.json))),
            ("parameters", .array(parameters.map { .string($0) })),
        ]
        switch threads {
        case nil: break
        case .share: members.append(("threads", .string("share")))
        case .count(let count): members.append(("threads", .int(count)))
        }
        let scales = parameters.compactMap { name in
            self.scales[name].map { (name, JSONValue.string($0.rawValue)) }
        }
        if !scales.isEmpty { members.append(("scales", .object(scales))) }
        if let nesting { members.append(("nested", nesting.coded)) }
        if let packing { members.append(("layout", packing.json)) }
        if !implied.isEmpty {
            members.append(("implied", .object(implied.map { ($0.name, $0.value.jsonValue) })))
        }
        if let search { members.append(("search", search.json)) }
        if let stop { members.append(("stop", stop.json)) }
        if let repetition {
            let values = JSONValue.array(repetition.values.map(Plan.json))
            members.append(
                ("repeat", .object([("name", .string(repetition.name)), ("values", values)])))
        } else {
            members.append(("repeat", .null))
        }
        return members
    }

    /// nil where the JSON is not that of a plan.
    package convenience init?(json: JSONValue) {
        guard let dist = json["dist"]?.stringValue,
            let shell = json["shell"]?.stringValue.flatMap(Shell.init),
            let stages = json["stages"]?.items, let parameters = json["parameters"]?.items
        else { return nil }
        var repetition: PlannedRepetition?
        if let node = json["repeat"], let name = node["name"]?.stringValue {
            repetition = PlannedRepetition(
                name: name, values: (node["values"]?.items ?? []).map(Value.init))
        }
        let planned = stages.compactMap(PlannedStage.init)
        guard planned.count == stages.count else { return nil }
        self.init(
            dist: dist, shell: shell, parameters: parameters.compactMap(\.stringValue),
            repetition: repetition, preprocess: json["preprocess"].flatMap(PlannedStage.init),
            stages: planned,
            resources: (json["resources"]?.members ?? []).map { name, slots in
                Resource(name: name, slots: (slots.items ?? []).map(Value.init))
            },
            threads: json["threads"]?.stringValue == "share"
                ? .share : json["threads"]?.intValue.map(Threads.count),
            metrics: (json["metrics"]?.items ?? []).compactMap(Plan.metric),
            findsMetrics: json["metrics"]?.stringValue == "auto",
            objectives: (json["objective"]?.items ?? []).compactMap(Plan.objective),
            stop: json["stop"].flatMap(MedianStop.init),
            implied: (json["implied"]?.members ?? []).map { ($0, Value($1)) },
            spec: json["spec"]?.stringValue ?? "",
            search: json["search"].flatMap(PlannedSearch.init),
            runCount: json["run_count"]?.intValue ?? 0, scales: Plan.scales(json["scales"]),
            nesting: json["nested"].flatMap(Nesting.init(coded:)),
            packing: json["layout"].flatMap(Packing.init))
    }

    private static func scales(_ json: JSONValue?) -> [String: DomainScale] {
        var scales: [String: DomainScale] = [:]
        for (name, scale) in json?.members ?? [] {
            scales[name] = scale.stringValue.flatMap(DomainScale.init)
        }
        return scales
    }

    /// Changes with the patterns that metrics are read with; nil without any.
    package var patterns: String? {
        if findsMetrics { return "auto" }
        if metrics.isEmpty { return nil }
        let text = JSONValue.array(metrics.map(Plan.json)).compact
        return String(SHA256.hex(text.utf8).prefix(12))
    }

    private static func json(_ value: Value) -> JSONValue {
        value.kind == .number ? .number(value.text) : .string(value.text)
    }

    private static func json(_ objective: Objective) -> JSONValue {
        .object([(objective.maximize ? "maximize" : "minimize", .string(objective.metric))])
    }

    private static func objective(_ json: JSONValue) -> Objective? {
        json["maximize"]?.stringValue.map { Objective(metric: $0, maximize: true) }
            ?? json["minimize"]?.stringValue.map { Objective(metric: $0, maximize: false) }
    }

    private static func json(_ metric: MetricExtractor) -> JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(metric.name))]
        switch metric.source {
        case .log(let stage, let pattern):
            members += [("stage", .string(stage)), ("pattern", .string(pattern))]
        case .column(let file, let name):
            members += [("file", .string(file)), ("column", .string(name))]
        case .key(let file, let path):
            members += [("file", .string(file)), ("key", .string(path))]
        case .tensorboard(let tag): members.append(("tensorboard", .string(tag)))
        }
        return .object(members + [("take", metric.take.json)])
    }

    private static func metric(_ json: JSONValue) -> MetricExtractor? {
        func text(_ key: String) -> String? { json[key]?.stringValue }
        guard let name = text("name") else { return nil }
        let source: MetricExtractor.Source
        if let stage = text("stage"), let pattern = text("pattern") {
            source = .log(stage: stage, pattern: pattern)
        } else if let file = text("file"), let column = text("column") {
            source = .column(file: file, name: column)
        } else if let file = text("file"), let key = text("key") {
            source = .key(file: file, path: key)
        } else if let tag = text("tensorboard") {
            source = .tensorboard(tag: tag)
        } else {
            return nil
        }
        let take =
            text("take").flatMap(MetricExtractor.Take.init(word:))
            ?? json["take"]?["at"]?.stringValue.flatMap(MetricExtractor.Take.init(at:))
        return MetricExtractor(name: name, source: source, take: take ?? .last)
    }
}

extension PlannedStage {
    var json: JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(name))]
        members += command.json
        if !environment.isEmpty {
            let pairs = environment.map { ($0.name, CompiledCommand.json($0.text)) }
            members.append(("env", .object(pairs)))
        }
        if !inputs.isEmpty { members.append(("inputs", .array(inputs.map { .string($0) }))) }
        if !needs.isEmpty {
            members.append(("needs", .object(needs.map { ($0.resource, .int($0.count)) })))
        }
        if let timeout { members.append(("timeout", .int(timeout))) }
        if retries > 0 { members.append(("retries", .int(retries))) }
        members.append(("digest", .string(digest)))
        if let text { members.append(("text", text.json)) }
        return .object(members)
    }

    init?(json: JSONValue) {
        guard let name = json["name"]?.stringValue, let command = CompiledCommand(json: json),
            let digest = json["digest"]?.stringValue
        else { return nil }
        self.init(
            name: name, command: command,
            environment: (json["env"]?.members ?? []).map { ($0, CompiledCommand.word($1)) },
            inputs: (json["inputs"]?.items ?? []).compactMap(\.stringValue),
            needs: (json["needs"]?.members ?? []).compactMap { name, count in
                count.intValue.map { (name, $0) }
            },
            timeout: json["timeout"]?.intValue, retries: json["retries"]?.intValue ?? 0,
            digest: digest, text: json["text"].map(StageText.init))
    }
}

extension MedianStop {
    fileprivate var json: JSONValue {
        .object([
            ("metric", .string(metric)), ("maximize", .bool(maximize)), ("grace", .double(grace)),
            ("runs", .int(runs)),
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let metric = json["metric"]?.stringValue, let grace = json["grace"]?.doubleValue,
            let runs = json["runs"]?.intValue, case .bool(let maximize)? = json["maximize"]
        else { return nil }
        self.init(metric: metric, maximize: maximize, grace: grace, runs: runs)
    }
}
