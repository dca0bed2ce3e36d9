// What a command means where its folder or its spec is left out: what the files of hpmake in the working
// folder say. Knows nothing of what is done with either.
import Backends
import System

/// What hpmake wrote into the working folder.
struct Here {
    /// Makefiles in the order in which make looks for them.
    static let makefiles = ["GNUmakefile", "makefile", "Makefile"]
    static let scripts = ["submit.sh"]

    /// The name of the file.
    let path: String
    let file: OwnFile

    /// The first of some files that is of hpmake; nil where there is none.
    init?(_ names: [String] = makefiles) {
        for name in names {
            if let file = readFileIfAny(name).flatMap(OwnFile.init) {
                (path, self.file) = (name, file)
                return
            }
        }
        return nil
    }

    /// The output folder where none is named.
    static var dist: String { (Here() ?? Here(scripts))?.file.dist ?? "dist" }
}

/// Whether a folder holds a sweep.
func isSweep(_ path: String) -> Bool { fileStatus("\(path)/hparams.json") != nil }

/// A spec, and how many samples of it are asked for.
struct SpecChoice {
    let path: String
    let samples: Int?
    /// Whether it was named, and not found here.
    let isNamed: Bool

    /// - Parameters:
    ///   - path: as it was given; where it was not, the spec and the options of the file here count.
    ///   - samples: as they were given.
    init(_ path: String?, samples: Int?, from here: Here? = Here() ?? Here(Here.scripts)) {
        self.path = path ?? here?.file.spec ?? "space.json"
        self.samples = samples ?? (path == nil ? here?.file.samples : nil)
        isNamed = path != nil
    }
}

extension Command {
    /// Whether the first argument is an output folder that may be left out.
    var findsDist: Bool { arguments.first == "[DIST]" }
}

extension Arguments {
    /// Puts the output folder first where it was left out: an argument is one where it holds a sweep, or
    /// where there are too many arguments for it to be anything else.
    mutating func findDist(_ command: Command) {
        guard command.findsDist else { return }
        let others = command.arguments.dropFirst()
        let isTooMany = !command.isOpen && positional.count > others.count
        isDistNamed =
            positional.first.map { word in
                isTooMany || isSweep(word) || others.first == "TERM" && isNoTerm(positional)
            } ?? false
        if !isDistNamed { positional.insert(Here.dist, at: 0) }
    }
}

/// Whether the first of some words cannot be a term, and what follows it does not belong to it either, as in
/// `lr '<' 1`.
private func isNoTerm(_ words: [String]) -> Bool {
    func isSign(_ character: Character?) -> Bool { character.map { "=!<>~".contains($0) } ?? false }
    return words.count > 1 && !words[0].contains(where: isSign) && !isSign(words[1].first)
}
