// What a Makefile says of one search by results: which layer of slots waits for which.
// Knows nothing of the rules that are the same for all.
import Graph

/// The lines behind the rules. make goes through all layers before it waits for one, so that brackets overlap.
struct SearchRules {
    let search: PlannedSearch

    init(_ search: PlannedSearch) { self.search = search }

    var text: String {
        var lines = [
            "",
            "# ---- The slots of this search. -------------------------------------------------------------------",
        ]
        lines += search.gathers.map {
            "$(call hpmake.gather,\($0)): $(call hpmake.layer,\($0))"
        }
        lines += search.layers.compactMap { layer in
            layer.after.map {
                "$(call hpmake.layer,\(layer.name)): $(call hpmake.gather,\($0))"
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
