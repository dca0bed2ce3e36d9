// A search by results as a static graph: layers of slots, each decided when it starts.
// Knows nothing of results, and neither make nor Slurm.
import Spec
import Text

/// A search whose runs depend on results. Its graph is one of slots: places in which some run will be, so that
/// all that is known before anything runs is how many there are and which wait for which.
///
/// A layer of slots either draws its configurations, or takes the best of the layer before it.
package struct PlannedSearch: Sendable {
    /// Slots that become ready together: a rung of a bracket, a batch of draws, or all draws.
    package struct Layer: Sendable, Equatable {
        /// `b0.r1`: the slots are `b0.r1.0`, `b0.r1.1`, ..
        package let name: String
        package let count: Int
        /// The layer that has to be through before; nil for none.
        package let after: String?
        /// Index in the rungs; nil without rungs.
        package let rung: Int?
        /// Of the first slot, the index among all draws; nil for those that take the best of the layer before.
        package let firstDraw: Int?

        package init(name: String, count: Int, after: String?, rung: Int?, firstDraw: Int?) {
            (self.name, self.count, self.after) = (name, count, after)
            (self.rung, self.firstDraw) = (rung, firstDraw)
        }

        package var slots: [Slot] { (0..<count).map { Slot(layer: self, place: $0) } }
    }

    /// The word of the spec.
    package let method: String
    /// The resource, with the folder that each rung's run has below the configuration's.
    package let rungs: PlannedRepetition?
    /// Of n in a rung `max(1, floor(n / eta))` go on.
    package let eta: Double
    /// Whether a run begins with the folder of the rung below.
    package let resumes: Bool
    package let layers: [Layer]
    /// What draws by results are made from; nil without such.
    package let model: SearchModel?

    package init(
        method: String, rungs: PlannedRepetition?, eta: Double, resumes: Bool, layers: [Layer],
        model: SearchModel?
    ) {
        (self.method, self.rungs, self.eta, self.resumes) = (method, rungs, eta, resumes)
        (self.layers, self.model) = (layers, model)
    }

    /// How many slots there are, each for all repeats of a configuration.
    package var slotCount: Int { layers.reduce(0) { $0 + $1.count } }

    /// The layers that others wait for.
    package var gathers: [String] {
        var names: [String] = []
        for layer in layers {
            if let after = layer.after, !names.contains(after) { names.append(after) }
        }
        return names
    }

    package func layer(_ name: some StringProtocol) -> Layer? { layers.first { $0.name == name } }

    /// All slots, layer by layer.
    package var slots: [Slot] { layers.flatMap(\.slots) }

    /// Those that draw, in the order of the draws.
    package var drawingSlots: [Slot] { layers.filter { $0.firstDraw != nil }.flatMap(\.slots) }

    /// The slot of a name.
    package func slot(_ name: String) -> Slot? {
        guard let dot = name.lastIndex(of: "."), let layer = layer(name[..<dot]),
            let place = Int(name[name.index(after: dot)...]), (0..<layer.count).contains(place)
        else { return nil }
        return Slot(layer: layer, place: place)
    }
}

extension Plan {
    /// The names of all slots' files, one for each repeat: `b0.r1.2`, or `b0.r1.2@seed_1`, since no folder of a
    /// repeat has such a character. Empty without a search by results.
    package var slotFiles: [String] {
        (search?.slots ?? []).flatMap { slot in repeatFolders.map(slot.file) }
    }

    /// The values of a run in a slot, by index in `parameters`: those of its configuration, and how much it
    /// gets of the resource.
    package func values(_ configuration: [Value?], in slot: Slot) -> [Value?] {
        guard let rung = slot.layer.rung, let rungs = search?.rungs else { return configuration }
        return configuration + [rungs.values[rung]]
    }

    /// Whether a place in the one is that place in the other.
    package func hasSlots(of other: Plan) -> Bool {
        search?.layers == other.search?.layers
            && search?.rungs?.folders == other.search?.rungs?.folders
            && repetition?.folders == other.repetition?.folders
    }

    /// One of them by its index; empty where there is no such.
    package func slotFile(_ index: Int) -> String {
        let repeats = repeatFolders
        var place = index / repeats.count
        for layer in search?.layers ?? [] {
            if place < layer.count {
                return Slot(layer: layer, place: place).file(repeats[index % repeats.count])
            }
            place -= layer.count
        }
        return ""
    }
}

/// A place in the graph of a search.
package struct Slot: Sendable, Equatable {
    package let layer: PlannedSearch.Layer
    package let place: Int

    package init(layer: PlannedSearch.Layer, place: Int) {
        (self.layer, self.place) = (layer, place)
    }

    package var name: String { "\(layer.name).\(place)" }

    /// The name of its file for a repeat, whose folder's name is empty without repeats.
    package func file(_ repeated: String) -> String {
        repeated.isEmpty ? name : "\(name)@\(repeated)"
    }

    /// Its index among all draws; nil where it takes what is promoted.
    package var draw: Int? { layer.firstDraw.map { $0 + place } }
}

/// What draws by results are made from: a pure function of this and of the results.
package struct SearchModel: Sendable {
    package let seed: UInt64
    /// The first draws are those of a random search.
    package let startup: Int
    /// The members `space`, `defaults`, `implied`, `points` and `exclude` of the spec, as it has them.
    package let space: JSONValue

    package init(seed: UInt64, startup: Int, space: JSONValue) {
        (self.seed, self.startup, self.space) = (seed, startup, space)
    }
}

extension PlannedSearch {
    /// The graph of a search; nil for one that does not go by results.
    ///
    /// - Parameters:
    ///   - known: how many configurations are known before anything runs.
    ///   - space: the text that draws by results are made from.
    package init?(_ search: Search, known: Int, space: JSONValue?) {
        switch search {
        case .grid, .random, .sobol: return nil
        case .halving(let halving):
            self.init(halving, known: halving.draw == .tpe ? nil : known, space: space)
        case .tpe(let search): self.init(search, space: space)
        }
    }

    private init(_ halving: Halving, known: Int?, space: JSONValue?) {
        var layers: [Layer] = []
        var drawn = 0
        for (bracket, (first, planned)) in halving.brackets.enumerated() {
            // Of a space that is exhausted the last brackets have less.
            let left = known.map { $0 - drawn } ?? .max
            var count = min(planned ?? left, left)
            let start = drawn
            drawn += count
            var before: String?
            for rung in first..<halving.rungs.values.count where count > 0 {
                let name = "b\(bracket).r\(rung)"
                layers.append(
                    Layer(
                        name: name, count: count, after: before, rung: rung,
                        firstDraw: before == nil ? start : nil))
                before = name
                count = Halving.promoted(of: count, eta: halving.eta)
            }
        }
        self.init(
            method: halving.isHyperband ? "hyperband" : "halving",
            rungs: PlannedRepetition(name: halving.rungs.name, values: halving.rungs.values),
            eta: halving.eta, resumes: halving.resumes, layers: layers,
            model: halving.draw == .tpe
                ? SearchModel(
                    seed: halving.seed, startup: TPESearch.standardStartup, space: space ?? .null)
                : nil)
    }

    private init(_ search: TPESearch, space: JSONValue?) {
        let batch = search.batch ?? search.samples
        var layers: [Layer] = []
        for start in stride(from: 0, to: search.samples, by: batch) {
            layers.append(
                Layer(
                    name: search.batch == nil ? "draw" : "batch\(layers.count)",
                    count: min(batch, search.samples - start), after: layers.last?.name,
                    rung: nil, firstDraw: start))
        }
        self.init(
            method: "tpe", rungs: nil, eta: 0, resumes: false, layers: layers,
            model: SearchModel(seed: search.seed, startup: search.startup, space: space ?? .null))
    }
}

// MARK: JSON

extension PlannedSearch {
    package var json: JSONValue {
        var members: [(String, JSONValue)] = [("method", .string(method))]
        if let rungs {
            members.append(
                ("rungs", .object([(rungs.name, .array(rungs.values.map(\.jsonValue)))])))
            members.append(("eta", .number("\(eta)")))
            members.append(("resume", .bool(resumes)))
        }
        members.append(("layers", .array(layers.map(PlannedSearch.json))))
        if let model {
            members.append(
                (
                    "model",
                    .object([
                        ("seed", .number("\(model.seed)")), ("startup", .int(model.startup)),
                        ("space", model.space),
                    ])
                ))
        }
        return .object(members)
    }

    private static func json(_ layer: Layer) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(layer.name)), ("slots", .int(layer.count)),
        ]
        if let after = layer.after { members.append(("after", .string(after))) }
        if let rung = layer.rung { members.append(("rung", .int(rung))) }
        if let first = layer.firstDraw { members.append(("draw", .int(first))) }
        return .object(members)
    }

    /// nil where the JSON is not that of a search.
    package init?(json: JSONValue) {
        guard let method = json["method"]?.stringValue, let layers = json["layers"]?.items else {
            return nil
        }
        let rungs = json["rungs"]?.members?.first.map { name, values in
            PlannedRepetition(name: name, values: (values.items ?? []).map(Value.init))
        }
        self.init(
            method: method, rungs: rungs, eta: json["eta"]?.doubleValue ?? 3,
            resumes: json["resume"].map { if case .bool(let flag) = $0 { flag } else { true } }
                ?? true,
            layers: layers.compactMap { layer in
                guard let name = layer["name"]?.stringValue, let count = layer["slots"]?.intValue
                else { return nil }
                return Layer(
                    name: name, count: count, after: layer["after"]?.stringValue,
                    rung: layer["rung"]?.intValue, firstDraw: layer["draw"]?.intValue)
            },
            model: json["model"].flatMap { model in
                guard case .number(let seed)? = model["seed"], let seed = UInt64(seed),
                    let startup = model["startup"]?.intValue, let space = model["space"]
                else { return nil }
                return SearchModel(seed: seed, startup: startup, space: space)
            })
    }
}
