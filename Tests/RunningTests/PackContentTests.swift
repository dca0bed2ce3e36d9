// Lines of packs: what is whole counts, whatever stands around it.
import Graph
import Running
import Testing
import Text

private let pack = Pack(index: 0, count: 1)

private func line(_ id: String, _ number: Int, _ text: String = "{\\\"loss\\\": 1}\\n") -> [UInt8] {
    PackedRun.whole(
        Array(
            (",\"id\":\"\(id)\",\"n\":\(number),\"state\":\"done\",\"whole\":true,\"params\":{\"x\": 1},"
                + "\"stages\":{\"train\":{\"stage\":\"train\"}},\"attempts\":{},"
                + "\"files\":{\"result.json\":{\"date\":5,\"text\":\"\(text)\"},"
                + "\"train.log\":{\"date\":7,\"log\":40,\"bytes\":3}}}\n").utf8))
}

private func content(_ bytes: [UInt8]) -> (PackContent, end: Int) {
    var content = PackContent()
    let end = content.add(pack, bytes)
    return (content, end)
}

@Suite struct PackContentTests {
    private let a = "x_1-0123456789ab"
    private let b = "x_2-fedcba987654"

    @Test func aLineSaysWhatTheFolderHeld() throws {
        let (content, end) = content(line(a, 1) + line(b, 1))
        #expect(content.count == 2 && end == line(a, 1).count + line(b, 1).count)
        let run = try #require(content[a])
        #expect(run.isDone && run.isWhole && run.number == 1)
        #expect(run.parameters.elementsEqual("{\"x\": 1}".utf8))
        #expect(
            run.stamp("train").map { String(decoding: $0, as: UTF8.self) }
                == "{\"stage\":\"train\"}")
        #expect(run.stamp("test") == nil && run.attempt("train") == nil)
        #expect(run.files.map(\.name) == ["result.json", "train.log"])
        #expect(run.files.map(\.date) == [5, 7])
    }

    @Test func theNewestLineCounts() {
        let (content, _) = content(line(a, 2) + line(a, 1) + line(b, 1))
        #expect(content[a]?.number == 2)
        #expect(content.count == 2)
        // Whatever stands before the hash.
        #expect(content["x_1.0-0123456789ab"]?.number == 2)
        #expect(content["x_1-0123456789ab/seed_1"] == nil)
    }

    @Test func whatWasTornOffIsNotThere() {
        let bytes = line(a, 1) + line(b, 1)
        for count in 0..<bytes.count {
            let (content, end) = content(Array(bytes[..<count]))
            #expect(content.count == (count < line(a, 1).count ? 0 : 1))
            #expect(end == (count < line(a, 1).count ? 0 : line(a, 1).count))
        }
        // Somebody has gone on behind it.
        let (found, _) = content(Array(line(a, 1).dropLast(20)) + [10] + line(b, 1))
        #expect(found[a] == nil && found[b]?.number == 1)
    }

    @Test func anyBytesAreRead() {
        var random = SystemRandomNumberGenerator()
        let bytes = line(a, 1) + line(b, 3)
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: damaged.indices, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            let (content, _) = content(damaged)
            for run in content.all {
                _ = run.files
                _ = run.stamp("train")
                _ = run.signature
            }
        }
    }

    @Test func packsOfOtherNumbersOverlap() {
        let half = Pack(index: 1, count: 2)
        #expect(half.overlaps(Pack(index: 0, count: 1)))
        #expect((0..<8).filter { half.overlaps(Pack(index: $0, count: 8)) } == [4, 5, 6, 7])
        #expect((0..<8).filter { Pack(index: $0, count: 8).overlaps(half) } == [4, 5, 6, 7])
        #expect(half.holds(b) && !half.holds(a))
        #expect(Pack(name: "3of8") == Pack(index: 3, count: 8))
        for name in ["3of7", "8of8", "-1of8", "03of8", "3of", "3", "of8", "3of8x", "+3of8"] {
            #expect(Pack(name: name) == nil)
        }
    }
}
