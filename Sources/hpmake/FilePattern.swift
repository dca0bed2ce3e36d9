// File names with placeholders for the values of a group: `plots/{model}-bs{batch}.svg`.
// Knows nothing of what goes into the files.
import Spec
import Text

/// The pattern of `--output`.
struct FilePattern {
    private enum Piece {
        case text(String)
        /// Index of a parameter among those of `--by`.
        case value(Int)
    }

    /// As it was given.
    let text: String
    private var pieces: [Piece] = []

    /// - Parameters:
    ///   - by: the parameters whose values make the groups; empty where there is one file.
    ///   - isText: whether all goes to a terminal, so that no file name is needed.
    init(_ text: String, by: [String], isText: Bool) throws(Arguments.Failure) {
        self.text = text
        if isText { return }
        guard !by.isEmpty || text != "" else {
            throw Arguments.Failure(message: "--output needs the name of a file")
        }
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let inner = rest[rest.index(after: open)...].prefix { $0 != "{" && $0 != "}" }
            guard inner.endIndex < rest.endIndex, rest[inner.endIndex] == "}", !inner.isEmpty else {
                pieces.append(.text(String(rest[..<inner.endIndex])))
                rest = rest[inner.endIndex...]
                continue
            }
            guard let index = by.firstIndex(of: String(inner)) else {
                let help =
                    by.isEmpty ? "; say --by \(inner)" : suggestion(for: String(inner), among: by)
                throw Arguments.Failure(
                    message: "no {\(inner)} for --output: --by has no such parameter\(help)")
            }
            pieces += [.text(String(rest[..<open])), .value(index)]
            rest = rest[inner.endIndex...].dropFirst()
        }
        pieces.append(.text(String(rest)))
        let used = pieces.compactMap { if case .value(let index) = $0 { index } else { nil } }
        if let lacking = by.indices.first(where: { !used.contains($0) }) {
            let names = by.map { "{\($0)}" }.joined(separator: "-")
            throw Arguments.Failure(
                message:
                    "--by \(by.joined(separator: ",")) makes several files, and --output has no "
                    + "{\(by[lacking])}: write for instance -o 'plots/\(names).svg'")
        }
    }

    /// The file of a group, told apart from those of other groups whose values look alike in a name.
    func path(_ values: [Value?], taken: inout Set<String>) -> String {
        let path = pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .value(let index): FilePattern.safe(values[index])
            }
        }.joined()
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let dot = path[slash...].lastIndex(of: ".") ?? path.endIndex
        var (unique, number) = (path, 1)
        // Some file systems fold case.
        while !taken.insert(unique.lowercased()).inserted {
            number += 1
            unique = "\(path[..<dot])-\(number)\(path[dot...])"
        }
        return unique
    }

    /// A value as part of a file name: no folder, no hidden file, no option.
    private static func safe(_ value: Value?) -> String {
        guard let value else { return "absent" }
        var name: [UInt8] = []
        for byte in value.text.utf8.prefix(80) {
            let isKept =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
                || "+-".utf8.contains(byte) || byte == UInt8(ascii: ".") && !name.isEmpty
            name.append(isKept ? byte : UInt8(ascii: "_"))
        }
        return name.isEmpty ? "empty" : String(decoding: name, as: UTF8.self)
    }
}
