// One run in a pack: a line of JSON that says what its folder held, and back. Knows nothing of files and of
// other runs.
import Graph
import Numerics
import System
import Text

/// What a pack tells of a run that is done, or whose last attempt has failed:
///
///     {"bytes":812,"id":"lr=0.1-5f3a90c1d2e4","n":1,"state":"done","whole":true,"params":{"lr": 0.1},
///      "stages":{"train":{..}},"attempts":{},"files":{"result.json":{"date":..,"text":"{..}\n"},
///      "train.log":{"date":..,"log":4711,"bytes":120}}}
///
/// `bytes` counts the whole line with its end, so that one that was torn off is seen; of several lines of a
/// run the largest `n` counts. A record stands as it stood in its stamp.
package struct PackedRun: Sendable {
    /// The content of a file of the run's folder.
    package enum Content: Sendable {
        case text(Range<Int>)
        /// Bytes of another file of the pack.
        case part(PackPart, offset: Int, count: Int)
    }

    package struct File: Sendable {
        /// Its path from the run's folder.
        package let name: String
        /// When it was written, in nanoseconds since 1970.
        package let date: Int64
        let content: Content
    }

    package let id: String
    /// In whose files it is.
    let pack: Pack
    package let number: Int
    package let isDone: Bool
    /// Whether nothing that was in the folder is missing here, so that a later stage can run alone.
    package let isWhole: Bool
    /// The line.
    let line: ArraySlice<UInt8>
    /// Where its parameters begin, and behind them its records and files.
    private let rest: Int

    /// nil where the line is none of a pack. What is behind the state is read when somebody asks for it.
    package init?(line: ArraySlice<UInt8>, pack: Pack) {
        guard let head = PackHead(line) else { return nil }
        var (isDone, isWhole, rest) = (false, false, 0)
        let isRead: Void? = JSONLexer.scan(line) { lexer throws(JSONError) in
            try lexer.expect(UInt8(ascii: "{"), "'{'")
            repeat {
                _ = lexer.peek()
                rest = lexer.offset
                switch try lexer.key() {
                case "state": isDone = try lexer.stringIfAny() == "done"
                case "whole":
                    isWhole = lexer.peek() == UInt8(ascii: "t")
                    try lexer.skipValue()
                case "params", "stages": return
                default: try lexer.skipValue()
                }
            } while lexer.take(UInt8(ascii: ","))
        }
        guard isRead != nil else { return nil }
        (id, self.pack, number, self.line) = (head.id, pack, head.number, line)
        (self.isDone, self.isWhole, self.rest) = (isDone, isWhole, rest)
    }

    /// Reads the value of one of the members behind the state; nil where there is none.
    private func member<T>(
        _ name: StaticString, _ body: (inout JSONLexer) throws(JSONError) -> T?
    ) -> T? {
        JSONLexer.scan(line) { lexer throws(JSONError) -> T? in
            lexer.offset = rest
            repeat {
                if name ~= (try lexer.key()) { return try body(&lexer) }
                try lexer.skipValue()
            } while lexer.take(UInt8(ascii: ","))
            return nil
        }
    }

    /// Reads the record of a stage that stands in a member.
    private func readRecord(
        _ stage: String, in member: StaticString,
        _ body: (inout JSONLexer) throws(JSONError) -> Void
    ) {
        self.member(member) { lexer throws(JSONError) -> Void? in
            try lexer.members { (lexer, name) throws(JSONError) in
                if name == stage { try body(&lexer) } else { try lexer.skipValue() }
            }
        }
    }

    private func text(_ stage: String, in member: StaticString) -> ArraySlice<UInt8>? {
        var found: Range<Int>?
        readRecord(stage, in: member) { lexer throws(JSONError) in found = try lexer.range() }
        return found.map(bytes)
    }

    private func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
        line[line.startIndex + range.lowerBound..<line.startIndex + range.upperBound]
    }

    /// The parameters as one JSON object, without the end of a line.
    package var parameters: ArraySlice<UInt8> {
        bytes(member("params") { lexer throws(JSONError) in try lexer.range() } ?? 0..<0)
    }

    /// Bytes in all files of the pack.
    package var byteCount: Int {
        files.reduce(line.count) { sum, file in
            if case .part(_, _, let count) = file.content { sum + count } else { sum }
        }
    }

    /// The text of the record of a stage that is done.
    package func stamp(_ stage: String) -> ArraySlice<UInt8>? { text(stage, in: "stages") }

    /// The record of a stage that is done.
    package func record(_ stage: String) -> StageRecord? {
        var found: StageRecord?
        readRecord(stage, in: "stages") { lexer throws(JSONError) in
            found = try StageRecord(&lexer)
        }
        return found
    }

    /// The text of the record of a stage's last attempt, where that failed.
    package func attempt(_ stage: String) -> ArraySlice<UInt8>? { text(stage, in: "attempts") }

    /// Differs, in all likelihood, for any other state of the run; never 0.
    package var signature: UInt64 {
        max(1, line.withUnsafeBytes { foldedHash($0, seed: UInt64(number)) })
    }

    /// The files besides parameters and records.
    package var files: [File] {
        var files: [File] = []
        member("files") { lexer throws(JSONError) -> Void? in
            try lexer.members { (lexer, name) throws(JSONError) in
                if let file = try PackedRun.file(name.text, &lexer) { files.append(file) }
            }
        }
        return files
    }

    private static func file(
        _ name: String, _ lexer: inout JSONLexer
    ) throws(JSONError) -> File? {
        var (date, content, place, count): (Int64, Content?, (PackPart, Int)?, Int?)
        (date, content, place, count) = (0, nil, nil, nil)
        try lexer.members { (lexer, key) throws(JSONError) in
            switch key {
            case "date": date = Int64(try lexer.integer() ?? 0)
            case "bytes": count = try lexer.integer()
            case "text": content = .text(try lexer.range())
            default:
                guard let part = PackPart(rawValue: key.text) else { return try lexer.skipValue() }
                place = try lexer.integer().map { (part, $0) }
            }
        }
        if let place, let count { content = .part(place.0, offset: place.1, count: count) }
        return content.map { File(name: name, date: date, content: $0) }
    }

    /// The same line with contents at other places of the pack's files, by the names of the files.
    func line(withPlaces places: [String: Int]) -> [UInt8] {
        let start = member("files") { lexer throws(JSONError) in
            _ = lexer.peek()
            return lexer.offset
        }
        guard let start, let comma = line.firstIndex(of: UInt8(ascii: ",")) else {
            return Array(line)
        }
        var output = Array(line[comma..<line.startIndex + start])
        output.append(UInt8(ascii: "{"))
        for (index, file) in files.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            writeJSONString(file.name, to: &output)
            output += ":{\"date\":\(file.date),".utf8
            switch file.content {
            case .text(let range):
                output += "\"text\":".utf8
                output += bytes(range)
            case .part(let part, let offset, let count):
                output +=
                    "\"\(part.rawValue)\":\(places[file.name] ?? offset),\"bytes\":\(count)".utf8
            }
            output.append(UInt8(ascii: "}"))
        }
        return PackedRun.whole(output + "}}\n".utf8)
    }

    /// A line from what follows the number of its bytes.
    package static func whole(_ rest: [UInt8]) -> [UInt8] {
        let start = Array("{\"bytes\":".utf8)
        var count = 0
        for digits in 1...15 {
            count = start.count + digits + rest.count
            if String(count).utf8.count == digits { break }
        }
        return start + String(count).utf8 + rest
    }

    /// The text of a content that is in the line.
    func text(_ range: Range<Int>) -> [UInt8] {
        line.withUnsafeBufferPointer { buffer in
            var lexer = JSONLexer(buffer)
            lexer.offset = range.lowerBound
            return (try? lexer.string()).map { Array($0.utf8) } ?? []
        }
    }
}

/// The beginning of a line, which tells whether it is whole and whose it is.
struct PackHead {
    let id: String
    let number: Int

    init?(_ line: ArraySlice<UInt8>) {
        let found = line.withUnsafeBufferPointer { bytes -> (String, Int)? in
            var at = 0
            func take(_ text: StaticString) -> Bool {
                let end = at + text.utf8CodeUnitCount
                guard end <= bytes.count,
                    text.withUTF8Buffer({ $0.elementsEqual(bytes[at..<end]) })
                else { return false }
                at = end
                return true
            }
            func number() -> Int? {
                let start = at
                var value = 0
                while at < bytes.count, at - start < 15, (48...57).contains(bytes[at]) {
                    value = value * 10 + Int(bytes[at]) - 48
                    at += 1
                }
                return at > start ? value : nil
            }
            guard take("{\"bytes\":"), let count = number(), count == bytes.count,
                bytes[count - 1] == UInt8(ascii: "\n"), bytes[count - 2] == UInt8(ascii: "}"),
                take(",\"id\":\"")
            else { return nil }
            let start = at
            guard let quote = bytes.place(of: UInt8(ascii: "\""), from: start) else { return nil }
            at = quote
            guard take("\",\"n\":"), let number = number() else { return nil }
            return (String(decoding: bytes[start..<quote], as: UTF8.self), number)
        }
        guard let found else { return nil }
        (id, number) = found
    }
}

/// The files of a pack besides the one with its lines.
package enum PackPart: String, Sendable, CaseIterable {
    /// Logs, each behind a line that says whose it is.
    case log
    /// Whatever else is large, or no text.
    case files
}

extension JSONLexer {
    /// Consumes any value and returns where it stands.
    fileprivate mutating func range() throws(JSONError) -> Range<Int> {
        _ = peek()
        let start = offset
        try skipValue()
        return start..<offset
    }
}
