// The sections with figures: a place for the script's own, and for those without scripts the same as
// SVG made here. Knows nothing of how a figure is drawn.
import Graph
import Plots
import Text

private struct FigureSection {
    let id: StaticString
    let kind: FigureKind
    let title: String
    let hint: String
    var height = 420.0
}

extension Markup {
    mutating func addFigures(_ source: PageSource) {
        for section in sections(source) {
            let isStatic = [.importance, .rungs, .beliefs].contains(section.kind)
            let made = Figure(
                section.kind, source.figures,
                FigureOptions(width: isStatic ? 760 : 960, height: section.height))
            // A card says something, or is not there.
            if made.problem != nil { continue }
            beginSection(section.id, section.title)
            if !section.hint.isEmpty {
                raw(isStatic ? "<p class=\"hint\">" : "<p class=\"hint scripted\">")
                text(section.hint)
                raw("</p>\n")
            }
            if isStatic {
                raw("<div class=\"static\">")
                raw(made: made.svg)
                raw("</div>\n")
            } else {
                raw("<div class=\"figure\" data-figure=\"")
                raw(section.id)
                raw("\"></div>\n<noscript>")
                raw(made: made.svg)
                raw("</noscript>\n")
            }
            endSection()
        }
    }

    private func sections(_ source: PageSource) -> [FigureSection] {
        let weighed = source.weighedRuns.map { " Of \($0) runs, taken evenly." } ?? ""
        let noun = source.plan.repetition == nil ? "run" : "configuration"
        var sections = [
            FigureSection(
                id: "parallel", kind: .parallel, title: "Parallel coordinates",
                hint: "A line is a \(noun). Drag along an axis to keep those that pass there; "
                    + "with the keyboard, focus an axis and press the arrow keys."),
            FigureSection(
                id: "slices", kind: .slice, title: "Objective against each parameter",
                hint: "The line is the median, and half of the \(noun)s lie in the band around it. "
                    + "Drag across a figure to filter."),
            FigureSection(
                id: "importance", kind: .importance, title: "What matters",
                hint: "Shares of the variance of the objective that a random forest (fANOVA) puts "
                    + "down to each parameter alone, and to pairs beyond that." + weighed),
            FigureSection(
                id: "beliefs", kind: .beliefs, title: "What the search believes",
                hint: "By each parameter alone, in multiples of random search. The next draws go "
                    + "where good ones are dense and others are not."),
            FigureSection(
                id: "map", kind: .contour, title: "Two parameters",
                hint: "The stronger the colour the better; of many \(noun)s cells show the means."),
            FigureSection(
                id: "history", kind: .history, title: "History",
                hint: "When each \(noun) ended, and the best so far."),
        ]
        if let rungs = source.plan.search?.rungs {
            sections.insert(
                FigureSection(
                    id: "rungs", kind: .rungs, title: "Rungs",
                    hint: "A line is a configuration that went on to more \(rungs.name)."), at: 0)
        }
        if source.plan.objectives.count > 1 {
            sections.append(
                FigureSection(
                    id: "front", kind: .front, title: "Pareto front",
                    hint:
                        "Configurations that no other one beats in all objectives are joined, by their means."
                ))
        }
        let hasOthers = source.figures.curves.count > source.figures.topCurves
        sections.append(
            FigureSection(
                id: "curves", kind: .curves, title: "Learning curves",
                hint: hasOthers
                    ? "The best \(noun)s one by one; the band holds 80 % of a sample of the others."
                    : "The best \(noun)s one by one."))
        sections.append(
            FigureSection(
                id: "timeline", kind: .timeline, title: "Timeline",
                hint: "Who ran where and when; what is empty was idle."))
        return sections
    }
}
