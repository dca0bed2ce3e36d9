// Columns of the page's data: small, and without loss.
import Plots
import Spec
import Testing
import Text

@testable import Report

private func text(_ column: Column) -> String {
    var output: [UInt8] = []
    column.write(to: &output)
    return String(decoding: output, as: UTF8.self)
}

/// The doubles of a column of numbers.
private func numbers(_ column: Column) throws -> [Double] {
    let json = try JSONValue.parse(Array(text(column).utf8))
    let encoded = try #require(json["f64"]?.stringValue)
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var (bits, count, bytes): (UInt32, Int, [UInt8]) = (0, 0, [])
    for letter in encoded.utf8 where letter != UInt8(ascii: "=") {
        bits = bits << 6 | UInt32(try #require(alphabet.firstIndex(of: letter)))
        count += 6
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
    }
    return bytes.withUnsafeBytes { raw in
        (0..<raw.count / 8).map {
            raw.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self)
        }
    }
}

@Test("Few different values are a table of texts with their kinds")
func tables() {
    let values: [Value?] = [
        .string("a</script>"), nil, .integer(1), .string("1"), Value(JSONValue.number("1e-4")),
        Value(.bool(true)), Value(.null), Value(.array([])), .string("a</script>"),
    ]
    #expect(
        text(Column("parameter", "p\"q", values))
            == #"{"role":"parameter","name":"p\"q","texts":["a</script>","1","1","1e-4","true","null","[]"],"kinds":"snsnbzc","at":[0,-1,1,2,3,4,5,6,0]}"#
    )
}

@Test("One value for all is one index")
func constants() {
    #expect(
        text(Column("state", texts: ["done", "done"]))
            == #"{"role":"field","name":"state","texts":["done"],"kinds":"s","at":0}"#)
    #expect(
        text(Column("stage", texts: [nil, nil]))
            == #"{"role":"field","name":"stage","texts":[],"kinds":"","at":-1}"#)
    #expect(
        text(Column("stage", texts: []))
            == #"{"role":"field","name":"stage","texts":[],"kinds":"","at":[]}"#)
}

@Test("Texts that Swift takes for equal stay apart")
func spellings() {
    #expect(
        text(Column("host", texts: ["\u{E9}", "e\u{301}"]))
            == "{\"role\":\"field\",\"name\":\"host\",\"texts\":[\"\u{E9}\",\"e\u{301}\"],\"kinds\":\"ss\",\"at\":[0,1]}"
    )
}

@Test("Numbers that are not finite, and none at all")
func strange() {
    #expect(
        text(Column("metric", "m", numbers: [.nan, nil, .infinity, -.infinity, 0.5, 0.5]))
            == #"{"role":"metric","name":"m","texts":["nan","inf","-inf","0.5"],"kinds":"nnnn","at":[0,-1,1,2,3,3]}"#
    )
}

@Test("The axis stands beside the values")
func axes() {
    var column = Column("metric", "m", numbers: [1, 2])
    column.axis = NumberAxis.metric([1, 2], maximize: true)
    #expect(
        text(column).hasPrefix(
            #"{"role":"metric","name":"m","axis":{"log":false,"low":0.95,"high":2.05,"ticks":[[1,"1"],[2,"2"]],"outside":0},"#
        ))
}

@Test("Many different numbers are their bits")
func many() throws {
    var wanted: [Double?] = (0..<3000).map { Double($0) / 7 }
    wanted[5] = nil
    wanted[6] = .nan
    wanted[7] = -.infinity
    let found = try numbers(Column("metric", "m", numbers: wanted))
    #expect(found.map(\.bitPattern) == wanted.map { ($0 ?? Column.absent).bitPattern })
    let values = wanted.map { $0.flatMap { $0.isFinite ? Value.double($0) : nil } }
    let parameters = try numbers(Column("parameter", "p", values))
    #expect(parameters[4] == 4.0 / 7)
    #expect(parameters[5].bitPattern == Column.absent.bitPattern)
}

@Test("Many numbers of which one is written in its own way keep their texts")
func written() throws {
    var values: [Value?] = (0..<3000).map { .double(Double($0) / 7) }
    values[2999] = Value(.number("1.50"))
    let json = try JSONValue.parse(Array(text(Column("parameter", "p", values)).utf8))
    #expect(json["texts"]?.items?.last?.stringValue == "1.50")
}
