// What git says of the working folder: the commit, and what of the files is in none. Knows nothing of
// when it is asked.
import Commands
import Graph
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The state of a working folder in git.
package struct WorkTree: Sendable, Equatable {
    /// nil outside of git, and before the first commit.
    package var commit: String?
    /// Files of git that differ from the commit, by their paths from the top; at most `mostNames`.
    var changed: [String] = []
    /// A hash of how they differ.
    var difference: String?
    /// What git does not know, by its path from here; a folder ends with `/`, and all is "".
    var untracked: [String] = []

    private static let mostNames = 50

    init() {}

    /// Asks git, in one call where there are no changes.
    ///
    /// - Parameter plan: whose stages the unknown files are kept for.
    package static func ask(_ plan: Plan) -> WorkTree {
        var tree = WorkTree()
        guard
            let answer = outputOfProgram([
                "git", "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=normal",
            ])
        else { return tree }
        let prefix = pathFromTop()
        let entries = answer.split(separator: "\u{0}").map(String.init)
        var index = 0
        while index < entries.count {
            let entry = entries[index]
            index += 1
            switch entry.first {
            case "#" where entry.hasPrefix("# branch.oid "):
                let name = String(entry.dropFirst(13))
                tree.commit = name == "(initial)" ? nil : name
            case "1": tree.changed += last(entry, after: 8)
            case "2":
                tree.changed += last(entry, after: 9)
                // The path that it had before.
                index += 1
            case "u": tree.changed += last(entry, after: 10)
            case "?": tree.untracked += fromHere(String(entry.dropFirst(2)), prefix)
            default: break
            }
        }
        if !tree.changed.isEmpty, tree.commit != nil {
            tree.difference = outputOfProgram(["git", "diff", "--binary", "--no-ext-diff", "HEAD"])
                .map { String(SHA256.hex($0.utf8).prefix(16)) }
        }
        tree.changed = Array(tree.changed.prefix(mostNames))
        let dist = plan.dist.hasSuffix("/") ? plan.dist : plan.dist + "/"
        tree.untracked.removeAll { $0.hasPrefix(dist) || $0 == ".hpmake/" }
        let stages = (plan.preprocess.map { [$0] } ?? []) + plan.stages
        tree.untracked = tree.untracked.filter { path in
            stages.contains { !WorkTree.named([path], by: $0).isEmpty }
        }
        return tree
    }

    /// What of a stage is in no commit: files of git that differ, and others that its command or its
    /// inputs name.
    func dirty(_ stage: PlannedStage) -> [String] {
        commit == nil ? [] : changed + WorkTree.named(untracked, by: stage)
    }

    private static func named(_ untracked: [String], by stage: PlannedStage) -> [String] {
        let words = stage.inputs + words(stage.command)
        var found: [String] = []
        for path in untracked.prefix(10_000) {
            let isFolder = path.isEmpty || path.hasSuffix("/")
            for word in words where !found.contains(isFolder ? word : path) {
                if isFolder {
                    // Words that lie in a folder need not be files.
                    if word.hasPrefix(path), fileStatus(word) != nil { found.append(word) }
                } else if word == path || path.hasPrefix("\(word)/")
                    || word.contains("*") && fnmatch(word, path, 0) == 0
                {
                    found.append(path)
                }
            }
        }
        return found
    }

    /// The pieces of a command that may be paths.
    private static func words(_ command: CompiledCommand) -> [String] {
        var texts: [String] = []
        switch command.form {
        case .shell(let text): texts = [text]
        case .words(let words):
            texts = words.flatMap { word in
                word.compactMap { part in
                    if case .text(let text) = part { text } else { nil }
                }
            }
        }
        return texts.flatMap { text in
            text.unicodeScalars.split { !isOfPath($0) }.map { piece in
                var word = String(String.UnicodeScalarView(piece))
                while word.hasPrefix("./") { word.removeFirst(2) }
                return word
            }
        }.filter { !$0.isEmpty && !$0.hasPrefix("-") }
    }

    private static func isOfPath(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x7F || scalar.properties.isAlphabetic
            || (0x30...0x39).contains(scalar.value)
            || "._/+@-,".unicodeScalars.contains(scalar)
    }

    private static func last(_ entry: String, after count: Int) -> [String] {
        let parts = entry.split(separator: " ", maxSplits: count)
        return parts.count > count ? [String(parts[count])] : []
    }

    private static func fromHere(_ path: String, _ prefix: String) -> [String] {
        if path.hasPrefix(prefix) { return [String(path.dropFirst(prefix.count))] }
        // We are in a folder that git does not know.
        return prefix.hasPrefix(path) ? [""] : []
    }

    /// The path of the working folder from that which has `.git`, with a slash at its end; empty there.
    private static func pathFromTop() -> String {
        var (folder, rest) = (workingFolder(), "")
        while fileStatus("\(folder)/.git") == nil, let above = folderName(folder) {
            (rest, folder) = ("\(lastName(folder))/" + rest, above)
        }
        return rest
    }
}

extension WorkTree {
    /// As a line of a file.
    package var text: String {
        func list(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
        return JSONValue.object([
            ("commit", commit.map(JSONValue.string) ?? .null), ("changed", list(changed)),
            ("difference", difference.map(JSONValue.string) ?? .null),
            ("untracked", list(untracked)),
        ]).compact
    }

    /// Outside of git where the text is none of ours.
    package init(_ text: String) {
        guard let json = try? JSONValue.parse(Array(text.utf8)) else { return }
        func list(_ key: String) -> [String] {
            (json[key]?.items ?? []).compactMap(\.stringValue)
        }
        commit = json["commit"]?.stringValue
        difference = json["difference"]?.stringValue
        (changed, untracked) = (list("changed"), list("untracked"))
    }
}
