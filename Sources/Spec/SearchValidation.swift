// Checks of a search by results against the other parts of a spec.
// Knows nothing of commands; whether one can see the resource is checked when the graph is built.
import Text

extension SpecDecoder {
    mutating func validateSearch(_ experiment: Experiment, _ names: [String], _ root: JSONNode) {
        guard experiment.search.learns, let node = root["search"] else { return }
        if experiment.objectives.isEmpty, root["objective"] == nil {
            diagnostics.error(
                "this search goes by results, and the spec has no \"objective\": write "
                    + "\"objective\": { \"maximize\": metric } or { \"minimize\": metric }",
                at: node.range.prefix(1))
        }
        if experiment.layout.packs != nil {
            diagnostics.error(
                "packs are run one after another, and this search decides between runs: remove "
                    + "\"packed\", or search with \"random\" or \"sobol\"",
                at: root["layout"]?["packed"]?.range)
        }
        guard let rungs = experiment.search.rungs else { return }
        let name = quoted(rungs.name)
        if experiment.spaces.contains(where: { $0.parameters.contains { $0.name == rungs.name } }) {
            diagnostics.error(
                "\(name) is a parameter already: the rungs say how much of it a run gets, so remove it "
                    + "from \"space\"", at: rungs.range)
        } else if names.contains(rungs.name) {
            diagnostics.error(
                "\(name) is in \"defaults\" already: the rungs say how much of it a run gets, so remove "
                    + "it there", at: rungs.range)
        }
        if experiment.repetition?.name == rungs.name {
            diagnostics.error("\(name) is the repeat already: rename one of both", at: rungs.range)
        }
    }
}
