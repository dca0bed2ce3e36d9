// Which spec an output folder belongs to, as the folder itself remembers it, relative to itself, so that
// a project can be moved and copied. Knows nothing of what is in the spec.
import Graph
import System
import Text

/// The spec of a sweep and the folder of its Makefile, by way of the output folder.
package struct SweepOwner: Equatable, Sendable {
    /// The path of the spec, relative to the output folder, or absolute.
    package let spec: String
    /// The folder in which make is called, likewise.
    package let folder: String
    /// A hash of the spec's content when the sweep was compiled.
    package let content: String
    /// Specs that had the output folder before.
    package let earlier: [String]

    package init(spec: String, folder: String, content: String, earlier: [String] = []) {
        (self.spec, self.folder, self.content) = (spec, folder, content)
        self.earlier = earlier
    }

    /// That of a plan which is run in the current folder.
    package init(_ plan: Plan) {
        // The way back into a folder that a path leaves needs its name.
        let needsNames = plan.dist.hasPrefix("/") || plan.dist.hasPrefix("..")
        let here = needsNames ? realPath(".") ?? "." : "."
        let dist = joined(here, plan.dist)
        let isAbsolute = plan.spec.hasPrefix("/")
        spec = isAbsolute ? plan.spec : path(joined(here, plan.spec), relativeTo: dist)
        folder = path(here, relativeTo: dist)
        content = SweepOwner.hash(ofSpec: plan.spec)
        earlier = []
    }

    /// What an output folder remembers; nil where it is new, or of a version that did not.
    package static func read(_ layout: Layout) -> SweepOwner? {
        guard let bytes = readFileIfAny(layout.owner), let json = try? JSONValue.parse(bytes),
            let spec = json["spec"]?.stringValue, let folder = json["folder"]?.stringValue
        else { return nil }
        return SweepOwner(
            spec: spec, folder: folder, content: json["content"]?.stringValue ?? "",
            earlier: (json["earlier"]?.items ?? []).compactMap(\.stringValue))
    }

    package func write(_ layout: Layout) throws(SystemError) {
        let json = JSONValue.object([
            ("spec", .string(spec)), ("folder", .string(folder)), ("content", .string(content)),
            ("earlier", .array(earlier.map { .string($0) })),
        ])
        try makeFolder(layout.marks)
        try replaceFile(layout.owner, Array((json.compact + "\n").utf8))
    }

    /// Takes the output folder for the spec of a plan, which is run in the current folder.
    ///
    /// - Parameter isForced: whether it may be that of another spec until now.
    /// - Returns: why not; nil where it is taken.
    package static func take(
        _ plan: Plan, _ layout: Layout, isForced: Bool = false
    ) throws(SystemError) -> String? {
        let (old, new) = (read(layout), SweepOwner(plan))
        var earlier = old?.earlier ?? []
        if let old, old.spec != new.spec {
            guard isForced else { return old.refusal(plan, layout) }
            earlier = (earlier + [old.spec]).filter { $0 != new.spec }
        }
        let next = SweepOwner(
            spec: new.spec, folder: new.folder, content: new.content, earlier: earlier)
        if next != old { try next.write(layout) }
        return nil
    }

    /// Why another spec may not use the output folder; nil where this is its spec.
    package static func refusal(_ plan: Plan, _ layout: Layout) -> String? {
        guard let old = read(layout), old.spec != SweepOwner(plan).spec else { return nil }
        return old.refusal(plan, layout)
    }

    private func refusal(_ plan: Plan, _ layout: Layout) -> String {
        "\(layout.dist) belongs to \(joined(layout.dist, spec)), and not to \(plan.spec): give this one "
            + "another \"dist\", or, where the spec was renamed, say: hpmake gen --take \(plan.spec)"
    }

    /// Whether the spec has another content than when the sweep was compiled; false where it is gone.
    package func isSpecChanged(_ layout: Layout) -> Bool {
        let path = joined(layout.dist, spec)
        guard !content.isEmpty, fileStatus(path) != nil else { return false }
        return SweepOwner.hash(ofSpec: path) != content
    }

    private static func hash(ofSpec path: String) -> String {
        readFileIfAny(path).map { String(SHA256.hex($0).prefix(16)) } ?? ""
    }
}
