// Which runs match terms: finds out what each name stands for, and compares by its type.
// Knows nothing of how a term is written.
import Graph
import Running
import Spec
import Sweep
import System
import Text

/// Terms that are ready to be asked of runs.
package struct RunFilter {
    /// Whether a run matches a term.
    private typealias Test = (Int) -> Bool

    private let tests: [Test]

    /// - Parameters:
    ///   - ranks: the rank of each run, from 1; nil for one that has none.
    ///   - table: is asked for only where a term is about more than parameters, since it takes longer to
    ///     read than they do.
    package init(
        _ terms: [Term], _ sweep: Sweep, ranks: (RunTable) -> [Int?], table: () -> RunTable
    ) throws(Term.Failure) {
        var known: RunTable?
        var tests: [Test] = []
        for term in terms {
            switch Names(sweep.plan, columns: [])[term.name] {
            case .id: tests.append(try RunFilter.test(term, isPrefix: true) { sweep.runID($0) })
            case .parameter(let name):
                tests.append(try RunFilter.test(term, parameter: name, sweep))
            case .field, .metric, nil:
                let table = known ?? table()
                known = table
                if Names(sweep.plan, columns: [])[term.name] == .field(.rank) {
                    let ranks = ranks(table)
                    tests.append(try RunFilter.test(term) { ranks[$0].map(Double.init) })
                } else {
                    tests.append(try RunFilter.test(term, table))
                }
            }
        }
        self.tests = tests
    }

    package func matches(_ run: Int) -> Bool { tests.allSatisfy { $0(run) } }

    // MARK: parameters

    private static func test(
        _ term: Term, parameter: String, _ sweep: Sweep
    ) throws(Term.Failure) -> Test {
        let value = { (run: Int) in sweep.value(parameter, ofRun: run) }
        switch term.comparison {
        case .equal, .unequal:
            let (alternatives, wanted) = (term.alternatives, term.comparison == .equal)
            return { run in
                let value = value(run)
                // An absent parameter is neither equal to anything nor unequal to it.
                if value == nil, !term.text.isEmpty { return false }
                return term.isMeant(value, among: alternatives) == wanted
            }
        case .matches:
            let pattern = try pattern(term)
            return { run in value(run).map { pattern.matches($0.text) } ?? false }
        default:
            let number = try term.number()
            return { run in
                value(run)?.number.map { term.comparison.holds($0, number) } ?? false
            }
        }
    }

    private static func pattern(_ term: Term) throws(Term.Failure) -> LinePattern {
        do {
            return try LinePattern(term.text)
        } catch {
            throw Term.Failure(message: "\(term.name)~: \(error.message)")
        }
    }

    // MARK: metrics and records

    private static func test(_ term: Term, _ table: RunTable) throws(Term.Failure) -> Test {
        let names = Names(table.sweep.plan, columns: table.columns)
        switch names[term.name] {
        case .field(let field): return try test(term, field, table)
        case .metric(let name):
            // What the spec names need not have been reported yet.
            guard let column = table.column(name) else { return { _ in false } }
            return try test(term) { table.metric(column, ofRun: $0) }
        default: throw names.unknown(term.name)
        }
    }

    /// A test of numbers.
    private static func test(
        _ term: Term, _ value: @escaping (Int) -> Double?
    ) throws(Term.Failure) -> Test {
        switch term.comparison {
        case .matches:
            let pattern = try pattern(term)
            return { run in value(run).map { pattern.matches(plainNumber($0)) } ?? false }
        case .equal, .unequal:
            let wanted = term.comparison == .equal
            if term.text.isEmpty { return { run in (value(run) == nil) == wanted } }
            var numbers: [Double] = []
            for text in term.text.split(separator: ",") {
                guard let number = Term.number(String(text)) else {
                    throw Term.Failure(
                        message: "\(quoted(String(text))) is no number, and \(term.name) is")
                }
                numbers.append(number)
            }
            return { run in
                guard let value = value(run) else { return false }
                let isFound = numbers.contains { $0 == value || $0.isNaN && value.isNaN }
                return isFound == wanted
            }
        default:
            let number = try term.number()
            return { run in value(run).map { term.comparison.holds($0, number) } ?? false }
        }
    }

    /// A test of texts, of which the beginning is enough where `isPrefix` says so.
    private static func test(
        _ term: Term, isPrefix: Bool = false, _ text: @escaping (Int) -> String?
    ) throws(Term.Failure) -> Test {
        switch term.comparison {
        case .matches:
            let pattern = try pattern(term)
            return { run in text(run).map(pattern.matches) ?? false }
        case .equal, .unequal:
            let (alternatives, wanted) = (term.alternatives, term.comparison == .equal)
            return { run in
                guard let text = text(run) else { return term.text.isEmpty == wanted }
                let isFound = alternatives.contains {
                    text == $0 || isPrefix && !$0.isEmpty && text.hasPrefix($0)
                }
                return isFound == wanted
            }
        default:
            return { run in
                // As many characters as were given: a day is before the days after it.
                text(run).map {
                    term.comparison.holds(String($0.prefix(term.text.count)), term.text)
                } ?? false
            }
        }
    }

    private static func test(
        _ term: Term, _ field: RecordField, _ table: RunTable
    ) throws(Term.Failure) -> Test {
        let rows = table.rows
        switch field {
        // Of a configuration among the others, which those who ask for it know.
        case .rank: return { _ in false }
        case .state:
            try check(term, among: RunStatus.State.allCases.map(\.rawValue))
            return try test(term) { rows[$0].state.rawValue }
        case .stage: return try test(term) { rows[$0].stage }
        case .reason: return try test(term) { rows[$0].reason }
        case .start:
            return try test(term, isPrefix: true) { rows[$0].trace.map { dateText($0.start) } }
        case .seconds: return try test(term) { rows[$0].trace?.seconds }
        case .step, .epoch, .iter, .ownStep:
            return try test(term) { rows[$0].axes[field.rawValue] }
        case .host: return try test(term) { rows[$0].trace?.host }
        case .slots: return try test(term) { rows[$0].trace?.slots }
        case .attempt: return try test(term) { rows[$0].trace.map { Double($0.attempt) } }
        case .stopped: return try test(term) { rows[$0].trace?.stopped }
        case .git: return try test(term, isPrefix: true) { rows[$0].trace?.commit }
        case .dirty:
            try check(term, among: ["true", "false"])
            return try test(term) { rows[$0].trace.map { $0.isDirty ? "true" : "false" } }
        }
    }

    /// A word that is none of those that there are would silently match nothing.
    private static func check(_ term: Term, among words: [String]) throws(Term.Failure) {
        guard term.comparison != .matches, !term.text.isEmpty else { return }
        for text in term.text.split(separator: ",", omittingEmptySubsequences: false)
        where !words.contains(String(text)) {
            throw Term.Failure(
                message: "\(term.name) is one of \(words.joined(separator: ", ")), not "
                    + quoted(String(text)) + suggestion(for: String(text), among: words))
        }
    }
}
