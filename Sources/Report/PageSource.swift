// Everything that the page shows, read and worked out. Knows nothing of HTML.
import Graph
import Plots
import Running
import Sweep
import System
import Tables
import Text

/// What a page is made of.
package struct PageSource: Sendable {
    let collation: Collation
    let failures: [(stage: String, reason: String, count: Int, runs: [FailedRun])]
    /// What the figures of those who have no JavaScript are made of: of a large sweep not all runs.
    let figures: FigureData
    /// Where `figures` are of a part of the runs, their indices.
    let figuredRuns: [Int]?
    /// Of how many runs the shares of importance are; nil for all.
    let weighedRuns: Int?
    let columns: PageColumns
    let records: [RunRecords]
    /// The text of the spec; nil where it cannot be read any more.
    let spec: String?
    /// Nanoseconds since 1970.
    let created: Int64
    /// After how many seconds the page loads itself again; nil where nothing changes any more.
    package var reload: Int?
    /// How links lead from the page to the output folder, encoded; nil where that is not known.
    let base: String?
    /// The name of the folder that the output folder is in.
    let project: String

    var sweep: Sweep { collation.sweep }
    var table: RunTable { collation.table }
    var plan: Plan { collation.sweep.plan }

    /// More runs than these are too many for figures that nobody can look into.
    private static let mostFigured = 1500
    /// A forest of more configurations takes long and says the same.
    private static let mostWeighed = 500

    /// Whether there is nothing left that could change: all runs are done or have failed.
    package var isOver: Bool {
        table.rows.allSatisfy { [.done, .failed, .interrupted].contains($0.state) }
    }

    package var hasFailures: Bool { !failures.isEmpty }

    /// - Parameter output: the path of the page.
    package init(_ sweep: Sweep, output: String) {
        collation = Collation(sweep)
        let (table, ranking) = (collation.table, collation.ranking)
        failures = table.failures(each: 10, lines: 12)
        let best = ranking.order.prefix(PageSource.mostFigured / 3)
        let chosen = PageSource.chosen(sweep, best: Array(best))
        figuredRuns = chosen
        let weighed = PageSource.evenly(sweep.runCount, PageSource.mostWeighed)
        weighedRuns = weighed?.count
        // The forest and the columns take longest, each by itself.
        let parts = inParallel(2) { range in
            range.map { part in
                part == 0
                    ? Part.figures(PageSource.figures(table, chosen, weighed))
                    : Part.columns(PageColumns(table, ranking))
            }
        }.flatMap { $0 }
        var (figures, columns): (FigureData?, PageColumns?)
        for part in parts {
            switch part {
            case .figures(let made): figures = made
            case .columns(let made): columns = made
            }
        }
        self.figures = figures ?? FigureData()
        self.columns = columns ?? PageColumns(table, ranking)
        records = PageSource.records(collation)
        spec = PageSource.specText(sweep)
        created = now()
        base = PageSource.base(output, sweep.layout)
        let folders = (realPath(sweep.layout.dist) ?? sweep.layout.dist).split(separator: "/")
        project = String(folders.dropLast().last ?? folders.last ?? "sweep")
    }

    private enum Part: Sendable {
        case figures(FigureData)
        case columns(PageColumns)
    }

    private static func figures(
        _ table: RunTable, _ runs: [Int]?, _ weighed: [Int]?
    ) -> FigureData {
        var figures = FigureData(table, for: [.timeline, .curves, .beliefs], runs: runs)
        guard let metric = table.sweep.plan.objectives.first?.metric else {
            figures.whyNoShares = "The spec has no objective."
            return figures
        }
        do {
            figures.shares = try table.shares(of: metric, among: weighed.map { Set($0) })
        } catch {
            figures.whyNoShares = error.message
        }
        return figures
    }

    /// All of the runs of the best configurations, and the others evenly; nil for all.
    private static func chosen(_ sweep: Sweep, best: [Int]) -> [Int]? {
        guard sweep.runCount > mostFigured else { return nil }
        let repeats = sweep.repeats.count
        var runs = Set(best.flatMap { $0 * repeats..<($0 + 1) * repeats }.prefix(mostFigured / 3))
        runs.formUnion(evenly(sweep.runCount, mostFigured - runs.count) ?? [])
        return runs.sorted()
    }

    /// So many of `count` indices; nil where these are no more.
    private static func evenly(_ count: Int, _ most: Int) -> [Int]? {
        count <= most ? nil : (0..<most).map { $0 * count / most }
    }

    private static func specText(_ sweep: Sweep) -> String? {
        let parent = sweep.layout.dist.split(separator: "/").dropLast().joined(separator: "/")
        let root = sweep.layout.dist.hasPrefix("/") ? "/" : ""
        let paths = [
            sweep.plan.spec, "\(root)\(parent.isEmpty ? "" : parent + "/")\(sweep.plan.spec)",
        ]
        for path in paths.reversed() {
            guard let bytes = readFileIfAny(path), bytes.count < 200_000 else { continue }
            return String(decoding: bytes, as: UTF8.self)
        }
        return nil
    }

    /// The page is in the output folder, beside it, or where only a path from the root finds it.
    private static func base(_ output: String, _ layout: Layout) -> String? {
        let folder = output.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        if folder == layout.dist { return "" }
        let encoded = percentEncoded(layout.dist)
        if layout.dist.hasPrefix("/") { return "file://\(encoded)/" }
        // With a dot before it no name of a folder is taken for a scheme.
        return folder.isEmpty && !output.hasPrefix("/") ? "./\(encoded)/" : nil
    }
}
