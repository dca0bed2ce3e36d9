// What a file that hpmake wrote, a Makefile or a script, says of itself.
// Knows the marks that both backends leave in it, and nothing else of either.
import Graph
import Text

/// The spec, the options and the output folder of a file that `hpmake gen` wrote.
package struct OwnFile: Equatable, Sendable {
    /// The path of the spec, from the folder of the file.
    package let spec: String
    /// The output folder, from the folder of the file.
    package let dist: String
    /// The number of samples that it was compiled with, where that was asked for.
    package let samples: Int?

    /// nil where the text is of somebody else.
    package init?(_ bytes: [UInt8]) {
        guard OwnFile.isOwn(bytes) else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 2000)
        guard let json = lines.lazy.compactMap(OwnFile.plan).first,
            let spec = json["spec"]?.stringValue, let dist = json["dist"]?.stringValue
        else { return nil }
        (self.spec, self.dist) = (spec, dist)
        samples = lines.lazy.compactMap(OwnFile.samples).first
    }

    /// The plan in a file of hpmake; nil where it has none.
    package static func plan(in bytes: [UInt8]) -> Plan? {
        bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 2000).lazy
            .compactMap(OwnFile.plan).first.flatMap(Plan.init)
    }

    /// Whether hpmake wrote a text, of which the beginning is enough.
    package static func isOwn(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(4096).split(separator: UInt8(ascii: "\n")).prefix(3).contains { line in
            line.first == UInt8(ascii: "#")
                && String(decoding: line, as: UTF8.self).holds(", written by hpmake ")
        }
    }

    /// The plan, which either holds on one line.
    private static func plan(_ line: ArraySlice<UInt8>) -> JSONValue? {
        guard let brace = line.prefix(64).firstIndex(of: UInt8(ascii: "{")),
            line[brace...].starts(with: "{\"hpmake\":".utf8)
        else { return nil }
        return try? JSONValue.parse(Array(line[brace...]))
    }

    /// The option among the arguments with which the file is made anew.
    private static func samples(_ line: ArraySlice<UInt8>) -> Int? {
        let isCall = line.starts(with: "remake() ".utf8)
        let name = line.prefix { $0 != UInt8(ascii: " ") }
        guard isCall || name.reversed().starts(with: "GEN".utf8.reversed()) else { return nil }
        let words = line.split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let place = words.firstIndex(of: "--samples"), place + 1 < words.count else {
            return nil
        }
        return Int(words[place + 1])
    }
}
