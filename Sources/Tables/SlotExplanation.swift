// Why a run of a search by results is in its slot, and what was needed to go on. Knows nothing of terminals.
import Graph
import Numerics
import Running
import Sampling
import Sweep
import Text

/// What decided about one run.
package struct SlotExplanation {
    private let sweep: Sweep
    private let index: Int
    private let slot: Slot

    /// nil for a run of another search, or one that the spec does not have any more.
    package init?(_ sweep: Sweep, run: Int) {
        index = run / sweep.repeats.count
        guard sweep.slots.indices.contains(index) else { return nil }
        self.sweep = sweep
        slot = sweep.slots[index]
    }

    /// Lines for people.
    package var lines: [String] { [place] + origin + future }

    private var place: String {
        let rung = slot.layer.rung.flatMap { rung in
            sweep.plan.search?.rungs.map { "\($0.name) \($0.values[rung].text)" }
        }
        return "slot \(slot.name)" + (rung.map { ", \($0)" } ?? "")
    }

    private func promotion(_ layer: String) -> Promotion? {
        Promotion.read("\(sweep.layout.search)/\(layer)", sweep.plan)
    }

    private func text(_ results: [Double]) -> String {
        zip(sweep.plan.objectives, results).map { "\($0.metric) \(significant($1, 5))" }
            .joined(separator: ", ")
    }

    /// How it came here.
    private var origin: [String] {
        guard slot.draw == nil, let before = slot.layer.after else {
            return slot.draw.map { ["draw \($0)" + (draw.first ?? "")] + draw.dropFirst() } ?? []
        }
        guard let promotion = promotion(before) else {
            return ["decided once all of \(before) has run"]
        }
        guard promotion.entries.indices.contains(slot.place) else {
            return [
                "\(promotion.ranked) of the \(promotion.of) of \(before) are ranked, so that it is empty"
            ]
        }
        let entry = promotion.entries[slot.place]
        return [
            "rank \(slot.place + 1) of the \(promotion.ranked) ranked of \(before): \(text(entry.results)); "
                + "\(promotion.entries.count) went on"
        ]
    }

    /// What a draw by results was made from, and what was believed of its values.
    private var draw: [String] {
        let id = String(sweep.name(ofConfiguration: index))
        guard let record = DrawRecord.read(id, sweep.plan, sweep.layout),
            let draws = ModelDraws(sweep.plan, sweep.layout), !record.knew.isEmpty
        else { return [", at random"] }
        var text = ", by the results of \(record.knew.count)"
        if !record.running.isEmpty { text += ", with \(record.running.count) more running" }
        guard let (draw, belief) = try? draws.again(record, in: slot) else { return [text] }
        if draws.id(of: draw) != id {
            return [text + "; from what they are now it would be another"]
        }
        guard case .model(let advantage) = draw.origin else { return [text] }
        text += "; good ones are \(significant(exp(advantage), 2)) times as dense here as others"
        let shares = (belief?.parameters ?? []).compactMap { parameter in
            parameter.points.first.flatMap { point in
                point.bad > 0
                    ? "\(parameter.name) \(significant(point.good / point.bad, 2))" : nil
            }
        }
        return [text]
            + (shares.isEmpty ? [] : ["by each parameter alone: " + shares.joined(separator: ", ")])
    }

    /// Whether it went on.
    private var future: [String] {
        let layer = slot.layer.name
        guard sweep.isDecided(ofRun: index * sweep.repeats.count),
            sweep.plan.search?.gathers.contains(layer) == true, let promotion = promotion(layer),
            !promotion.entries.isEmpty
        else { return [] }
        let id = String(sweep.name(ofConfiguration: index))
        if let place = promotion.entries.firstIndex(where: { $0.id == id }) {
            return ["went on: rank \(place + 1) of \(promotion.ranked) in \(layer)"]
        }
        let needed = promotion.entries.last.map { text($0.results) } ?? ""
        let table = RunTable(reading: sweep.only(layer: layer))
        let own = table.sweep.slots.firstIndex(of: slot)
        guard let own, let rank = Ranking(table).order.firstIndex(of: own) else {
            return ["did not go on: it is not ranked; needed: \(needed)"]
        }
        let columns = sweep.plan.objectives.map { table.column($0.metric) }
        let results = columns.map { column in
            Summary(
                table.runs(ofConfiguration: own).compactMap { table.metric(column, ofRun: $0) })?
                .mean ?? .nan
        }
        return [
            "did not go on: rank \(rank + 1) of \(promotion.ranked), \(text(results)); needed: \(needed)"
        ]
    }
}
