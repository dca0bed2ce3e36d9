// Names of parameters, metrics and fields: what stands behind one, and how those that are called alike
// are told apart; the same wherever a name is taken. Knows nothing of terms and tables.
import Graph
import Metrics
import Spec
import Sweep
import Text

/// What a record tells of a run, apart from its metrics.
package enum RecordField: String, CaseIterable, Sendable {
    case rank, state, stage, reason, start, seconds, host, slots, attempt, stopped, git,
        dirty
    /// How far the run has come: the last value of an axis of its curves. Others may be called so, too.
    case step, epoch, iter
    case ownStep = "_step"

    package var isAxis: Bool { axisNames.contains(rawValue) }
}

/// What a name stands for.
package enum Subject: Equatable, Sendable {
    case id
    case field(RecordField)
    /// A parameter by its name, or the repeat.
    case parameter(String)
    case metric(String)
}

/// All names of a sweep.
package struct Names: Sendable {
    /// The repeat's last.
    package let parameters: [String]
    /// What runs report, and what the spec names.
    package let metrics: [String]

    /// - Parameter columns: the metrics that runs report.
    package init(_ plan: Plan, columns: [String]) {
        parameters = plan.parameters + (plan.repetition.map { [$0.name] } ?? [])
        var metrics = columns
        for name in plan.metrics.map(\.name) + plan.objectives.map(\.metric)
        where !metrics.contains(name) { metrics.append(name) }
        self.metrics = metrics
    }

    /// Of those that are called alike hpmake's own names come first, then parameters; `record.x`,
    /// `params.x` and `metrics.x` tell them apart. Axes come last. nil for a name that nothing has.
    package subscript(_ name: String) -> Subject? {
        let own = Names.own(name)
        let isAxis = if case .field(let field) = own { field.isAxis } else { false }
        if let own, !isAxis || name.hasPrefix("record.") { return own }
        if let parameter = known(name, "params.", parameters) { return .parameter(parameter) }
        return known(name, "metrics.", metrics).map { .metric($0) } ?? own
    }

    /// The subject of a name that is hpmake's own.
    private static func own(_ name: String) -> Subject? {
        if name == "id" { return .id }
        let bare = name.hasPrefix("record.") ? String(name.dropFirst(7)) : name
        return RecordField(rawValue: bare).map { .field($0) }
    }

    /// A name that may have its group before it, or be one that begins so.
    private func known(_ name: String, _ prefix: String, _ names: [String]) -> String? {
        if names.contains(name) { return name }
        let rest = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : ""
        return names.contains(rest) ? rest : nil
    }

    package func isParameter(_ name: String) -> Bool {
        if case .parameter = self[name] { true } else { false }
    }

    /// The parameter, or the repeat, that a name stands for.
    package func parameter(_ name: String) throws(Term.Failure) -> String {
        switch self[name] {
        case .parameter(let name): return name
        case .none:
            throw Term.Failure(
                message: "there is no parameter \(quoted(name))"
                    + suggestion(for: name, among: parameters))
        case .some(let other):
            throw clash(name, other, "params.", isThere: parameters.contains(name), "parameter")
        }
    }

    /// The metric that a name stands for.
    package func metric(_ name: String) throws(Term.Failure) -> String {
        switch self[name] {
        case .metric(let name): return name
        case .none:
            throw Term.Failure(
                message: "no run has a metric \(quoted(name))"
                    + suggestion(for: name, among: metrics))
        case .some(let other):
            throw clash(name, other, "metrics.", isThere: metrics.contains(name), "metric")
        }
    }

    /// That nothing at all has a name.
    package func unknown(_ name: String) -> Term.Failure {
        let all = parameters + metrics + ["id"] + RecordField.allCases.map(\.rawValue)
        return Term.Failure(
            message: "no parameter, metric or field is called \(quoted(name))"
                + suggestion(for: name, among: all))
    }

    private func clash(
        _ name: String, _ other: Subject, _ prefix: String, isThere: Bool, _ wanted: String
    ) -> Term.Failure {
        let meaning =
            switch other {
            case .parameter: "a parameter"
            case .metric: "a metric"
            case .id, .field: "what hpmake tells of a run"
            }
        return Term.Failure(
            message: "\(quoted(name)) is \(meaning)"
                + (isThere ? ": write \(prefix)\(name) for the \(wanted)" : ", and no \(wanted)"))
    }
}

extension Sweep {
    /// The value of a parameter of a run, or of the repeat; nil where it is absent.
    package func value(_ name: String, ofRun run: Int) -> Value? {
        if let slot = plan.parameters.firstIndex(of: name) {
            return configurations[run / repeats.count].values[slot]
        }
        guard let repetition = plan.repetition, repetition.name == name else { return nil }
        return repetition.values[run % repeats.count]
    }
}

/// Names of columns: a parameter or metric that is called like a column before it, or like what a term
/// would take for something else, is told apart.
///
/// - Parameter hasSpread: whether each metric has a second column, for its deviation.
package func columnNames(
    _ heads: [String], parameters: [String], metrics: [String], hasSpread: Bool = false
) -> [String] {
    var names = heads
    var taken = Set(heads + (hasSpread ? metrics.map { $0 + ".std" } : []))
    taken.formUnion(RecordField.allCases.filter { !$0.isAxis }.map(\.rawValue) + ["id"])
    for (prefix, group) in [("params.", parameters), ("metrics.", metrics)] {
        for var name in group {
            while !taken.insert(name).inserted { name = prefix + name }
            names.append(name)
        }
    }
    return names
}
