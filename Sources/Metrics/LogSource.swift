// Numbers that patterns find in the lines of logs. Knows nothing of stages.
import Spec
import System
import Text

/// The word in a pattern that stands for a number as programs print them.
private let numberWord = "{number}"
private let numberPattern =
    "([-+]?[0-9.][-+0-9.,_eE]*|[-+]?[nN][aA][nN]|[-+]?[iI][nN][fF])"

extension LinePattern {
    /// A pattern of a spec, in which `{number}` may stand for a group around a number.
    package convenience init(ofMetric pattern: String) throws(Failure) {
        var (text, rest) = ("", pattern[...])
        while let character = rest.first {
            if rest.hasPrefix(numberWord) {
                text += numberPattern
                rest = rest.dropFirst(numberWord.count)
            } else {
                text.append(character)
                rest = rest.dropFirst()
            }
        }
        try self.init(text)
    }
}

/// Looks for one metric in a log.
struct LogSearch {
    let name: String
    private let pattern: LinePattern
    private let take: MetricExtractor.Take
    /// Where all matches are wanted; of the last one alone only the end of a block is looked at.
    private let needsAll: Bool
    /// The place of the metric in the collector.
    private let place: Int
    private var hasFirst = false
    /// What the group matched that is no number.
    private(set) var oddText: String?
    /// A number that its group cut off, such as `7.53e-05` or `1,234`, and at what.
    private(set) var cut: (text: String, place: String)?

    init?(
        _ name: String, pattern: String, take: MetricExtractor.Take, keepsPoints: Bool,
        _ collector: inout SeriesCollector
    ) {
        guard let pattern = try? LinePattern(ofMetric: pattern) else { return nil }
        (self.name, self.pattern, self.take) = (name, pattern, take)
        needsAll = keepsPoints || take != .last
        place = collector.place(of: name)
    }

    var isOver: Bool { take == .first && hasFirst && !needsAll }

    mutating func read(
        _ block: UnsafeBufferPointer<UInt8>, isFirst: Bool, into collector: inout SeriesCollector
    ) {
        if isFirst { pattern.adapt(to: block) }
        var rest = 0..<block.count
        while let line = pattern.takeLine(of: block, from: &rest, fromEnd: !needsAll) {
            var found: [Double] = []
            pattern.forEachMatch(inLine: line) { text in
                if let number = printedNumber(text) {
                    found.append(number)
                    noteCut(text, line)
                } else if oddText == nil {
                    oddText = String(decoding: text.prefix(60), as: UTF8.self)
                }
            }
            for number in found {
                hasFirst = true
                collector.add(number, step: nil, to: place)
            }
            if !needsAll, !found.isEmpty { return }
        }
    }

    /// `7.53` of `7.53e-05` is another number, and so is `1` of `1,234`.
    private mutating func noteCut(
        _ text: UnsafeBufferPointer<UInt8>, _ line: UnsafeBufferPointer<UInt8>
    ) {
        guard cut == nil, let begin = line.baseAddress, let start = text.baseAddress,
            let last = text.last, last &- 0x30 < 10 || last == UInt8(ascii: ".")
        else { return }
        let rest = line[(start - begin + text.count)...]
        let found =
            exponentEnd(rest).map { ($0, "exponent") }
            ?? groupsEnd(text, rest).map { ($0, "comma") }
        guard let (end, place) = found else { return }
        let whole = line[(start - begin)..<min(end, start - begin + 60)]
        cut = (String(decoding: whole, as: UTF8.self), place)
    }
}

private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// Where an exponent ends that some bytes begin with; nil where there is none.
private func exponentEnd(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    guard let sign = rest.first, sign | 0x20 == UInt8(ascii: "e") else { return nil }
    let digits = rest.dropFirst().drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard let digit = digits.first, isDigit(digit), rest.count - digits.count <= 2 else {
        return nil
    }
    return digits.prefix(while: isDigit).endIndex
}

/// Where groups of three digits behind commas end that go on with a number; nil where there are none, or
/// what follows them may be cells of a table.
private func groupsEnd(
    _ text: UnsafeBufferPointer<UInt8>, _ rest: Slice<UnsafeBufferPointer<UInt8>>
) -> Int? {
    guard text.reversed().prefix(while: isDigit).count <= 3,
        !text.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") })
    else { return nil }
    var left = rest
    while left.first == UInt8(ascii: ",") {
        let group = left.dropFirst().prefix(while: isDigit)
        guard group.count == 3 else { return nil }
        left = left[group.endIndex...]
    }
    return left.startIndex > rest.startIndex ? left.startIndex : nil
}

/// Reads metrics out of a log in one pass.
///
/// - Returns: what is worth telling of patterns: that one never matched, or matched no number, or cuts
///   numbers off.
package func readLog(
    _ path: String, called log: String, _ extractors: [MetricExtractor], keepsPoints: Bool = false,
    into collector: inout SeriesCollector
) -> [String] {
    var searches: [LogSearch] = []
    for extractor in extractors {
        guard case .log(_, let pattern) = extractor.source,
            let search = LogSearch(
                extractor.name, pattern: pattern, take: extractor.take, keepsPoints: keepsPoints,
                &collector)
        else { continue }
        searches.append(search)
    }
    var isBeginning = true
    try? forEachBlockOfLines(ofFile: path) { block in
        for index in searches.indices where !searches[index].isOver {
            searches[index].read(block, isFirst: isBeginning, into: &collector)
        }
        isBeginning = false
        return searches.contains { !$0.isOver }
    }
    return searches.compactMap { search in
        let name = quoted(search.name)
        if let (text, place) = search.cut {
            return
                "the pattern of \(name) cuts numbers off at their \(place), as in \(quoted(text)) of "
                + "\(log): write \(numberWord) in place of its group"
        }
        guard collector[search.name]?.count ?? 0 == 0 else { return nil }
        if let text = search.oddText {
            return "the pattern of \(name) matches \(quoted(text)) in \(log), which is no number"
        }
        return isBeginning ? nil : "the pattern of \(name) matches nothing in \(log)"
    }
}
