// Warns of inputs that were forgotten, and of those that change with the spec itself. Looks at the disk, and
// only says something: what is compiled does not depend on it.
import Commands
import Running
import Spec
import System
import Text

/// What is to be said about the inputs of an experiment's stages.
struct InputWarnings {
    /// The folder that paths of the spec begin in: the Makefile's.
    private let folder: String
    private let root: String
    private let dist: String
    private(set) var diagnostics = Diagnostics()

    /// - Parameter folder: with a slash at its end, or empty.
    init(_ experiment: Experiment, folder: String) {
        self.folder = folder
        root = realPath(folder.isEmpty ? "." : folder) ?? ""
        dist = InputWarnings.plain(experiment.dist)
        guard !root.isEmpty else { return }
        // What is an input of an earlier stage makes the later ones run, too.
        var known: [String] = []
        for stage in (experiment.preprocess.map { [$0] } ?? []) + experiment.stages {
            for input in stage.inputs { look(at: input) }
            known += stage.inputs.map(\.path)
            look(at: stage, known)
        }
    }

    private mutating func look(at input: Input) {
        guard InputPattern(input.path) == nil, let path = realPath(located(input.path)),
            root == path || path == "/" || root.hasPrefix(path + "/")
        else { return }
        diagnostics.warning(
            "the folder \(quoted(input.path)) holds the Makefile, so that all runs again when the spec "
                + "changes: name the files that are meant", at: input.range)
    }

    private mutating func look(at stage: Stage, _ inputs: [String]) {
        var told: Set<String> = []
        for word in stage.command.plainWords {
            guard let path = pathInProject(word), told.insert(path).inserted,
                !inputs.contains(where: { covers($0, path) })
            else { continue }
            diagnostics.warning(
                "the command of \(stage.name) names \(path), which is no input of it: when that changes, "
                    + "it does not run again", at: word.range)
        }
    }

    /// The path of what a word names below the project's folder; nil where there is no such file or folder,
    /// or it is none of the project's own.
    private func pathInProject(_ word: CommandWord) -> String? {
        let hasSlash = word.text.utf8.contains(UInt8(ascii: "/"))
        if word.isProgram, !hasSlash { return nil }
        guard word.text.utf8.count < 4096, let target = realPath(located(word.text)),
            target.hasPrefix(root + "/")
        else { return nil }
        let isAbsolute = word.text.hasPrefix("/")
        let path =
            isAbsolute
            ? String(target.dropFirst(root.utf8.count + 1)) : InputWarnings.plain(word.text)
        let names = path.split(separator: "/")
        let isOutput = path == dist || path.hasPrefix(dist + "/")
        if isOutput || names.isEmpty || names.contains(where: isIgnoredInput) { return nil }
        return path
    }

    /// Whether an input is a path, holds it, or is in it.
    private func covers(_ input: String, _ path: String) -> Bool {
        if let pattern = InputPattern(input) {
            let fixed = input.split(separator: "/").prefix {
                !$0.utf8.contains(UInt8(ascii: "*")) && !$0.utf8.contains(UInt8(ascii: "?"))
            }
            return pattern.matches(path) || isBelow(fixed.joined(separator: "/"), path)
        }
        guard let there = realPath(located(input)), let here = realPath(located(path)) else {
            return false
        }
        return isBelow(here, there) || isBelow(there, here)
    }

    private func isBelow(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder == "/" ? folder : folder + "/")
    }

    private func located(_ path: String) -> String {
        path.hasPrefix("/") ? path : folder + path
    }

    /// A path without dots for its own folder.
    private static func plain(_ path: String) -> String {
        (path.hasPrefix("/") ? "/" : "")
            + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
