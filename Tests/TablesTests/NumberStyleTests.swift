// Numbers in columns: five digits, one number of decimals, nothing untrue.
import Spec
import Testing
import Text

@testable import Tables

@Suite struct NumberStyleTests {
    private func numbers(_ values: [Double]) -> [String] {
        DataTable.texts(values.map { .number($0) })
    }

    @Test func oneNumberOfDecimals() {
        #expect(numbers([0.98, 0.1234567, 0.5]) == ["0.98000", "0.12346", "0.50000"])
        #expect(numbers([0.5, 0.25]) == ["0.50", "0.25"])
        #expect(numbers([12.34567, 0.0312345]) == ["12.3457", "0.0312"])
        #expect(numbers([1234.5678, 2]) == ["1234.6", "2.0"])
        #expect(numbers([]) == [] && numbers([0, 0]) == ["0", "0"])
    }

    /// Too far apart, each has digits of its own.
    @Test func valuesFarApart() {
        #expect(
            numbers([0.043123456, 3.868273830166538e-05, 1e-9]) == [
                "0.043123", "3.8683e-05", "1e-09",
            ])
        #expect(numbers([0.123456, 1.23456789e30]) == ["0.12346", "1.2346e+30"])
        #expect(numbers([.nan, .infinity, 0.5]) == ["nan", "inf", "0.5"])
        #expect(
            numbers([-0.00001, 1.5]).last == "1.5000000" || numbers([-0.00001, 1.5]).last == "1.5")
    }

    @Test func wholeNumbersAreNotRounded() {
        #expect(numbers([110_104_891, 7]) == ["110104891", "7"])
        #expect(numbers([110_104_891, 0.5]) == ["110104891", "0.5"])
        #expect(numbers([1_234_561, 0.12345]) == ["1234561", "0.123"])
        #expect(significant(110_104_891, 5) == "110104891" && significant(12345.678, 3) == "12346")
    }

    /// Two digits of the spread, and no more of the mean.
    @Test func meansAndSpreads() throws {
        let groups = [[0.9812, 0.9743, 0.9844], [0.9771, 0.9762, 0.9735], [0.9, 0.9, 0.9]]
        let cells = try groups.map { DataTable.Cell.summary(try #require(Summary($0))) }
        #expect(
            DataTable.texts(cells) == ["0.9800 ± 0.0052", "0.9756 ± 0.0019", "0.9000 ± 0.0000"])
        let large = try #require(Summary([1e30, 3e30]))
        #expect(DataTable.texts([.summary(large)]) == ["2e+30 ± 1.4e+30"])
    }

    /// What was written in few digits stays as it was written.
    @Test func valuesOfParameters() {
        func texts(_ numbers: [String]) -> [String] {
            DataTable.texts(numbers.map { .value(Value(.number($0))) })
        }
        #expect(texts(["1e-4", "0.10", "64"]) == ["1e-4", "0.10", "64"])
        #expect(texts(["0.6321987654", "0.25"]) == ["0.6322", "0.2500"])
        #expect(texts(["12345678901234567890"]) == ["12345678901234567890"])
    }
}
