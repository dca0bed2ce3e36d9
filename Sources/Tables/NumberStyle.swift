// How numbers are written for people: five digits, and in a column as many behind the point in all rows.
// Knows nothing of tables.
import Spec
import Text

/// The form of the numbers of one column.
struct NumberStyle {
    /// Digits behind the point; nil where the numbers are too far apart for one count of them.
    let places: Int?

    private static let digits = 5
    /// More digits behind the point are worse to read than an exponent.
    private static let mostPlaces = 7
    /// Numbers from here on, such as losses of runs that diverged, do not take digits from the others.
    private static let ordinary = 1e7
    private static let manyDigits = 1e5

    /// - Parameters:
    ///   - numbers: those of the column.
    ///   - spreads: where they are means, their standard deviations. Two digits of these are worth
    ///     showing, and no more of the means.
    init(_ numbers: [Double], spreads: [Double] = []) {
        let sizes = numbers.filter(\.isFinite).map(abs)
        let known = sizes.filter { $0 > 0 && $0 < NumberStyle.ordinary }
        let deviations = spreads.filter { $0.isFinite && $0 > 0 }.sorted()
        guard let most = known.max(), let least = known.min() else {
            places = sizes.allSatisfy { $0 < NumberStyle.ordinary } ? 0 : nil
            return
        }
        if deviations.isEmpty, known.allSatisfy({ $0 == $0.rounded() }) {
            places = 0
            return
        }
        let full = max(0, NumberStyle.digits - 1 - decimalExponent(most))
        var count: Int
        if deviations.isEmpty {
            // The smallest keeps three digits, and no column ends in zeros only.
            let wanted = max(full, 2 - decimalExponent(least))
            let needed = known.lazy.map { number in
                significant(number, NumberStyle.digits).split(separator: ".").dropFirst().first?
                    .count ?? 0
            }.max()
            count = min(wanted, needed ?? wanted)
            if known.contains(where: { $0 < 1e-4 }) { count = wanted }
        } else {
            count = min(full, 1 - decimalExponent(deviations[deviations.count / 2]))
        }
        count = max(0, count)
        places = count <= NumberStyle.mostPlaces ? count : nil
    }

    func text(_ number: Double) -> String {
        guard let places, abs(number) < NumberStyle.ordinary else {
            return significant(number, NumberStyle.digits)
        }
        // A large whole number among small ones has all its digits already.
        let isWhole = number == number.rounded() && abs(number) >= NumberStyle.manyDigits
        return decimal(number, places: isWhole ? 0 : places)
            ?? significant(number, NumberStyle.digits)
    }

    func text(_ summary: Summary) -> String {
        guard let deviation = summary.deviation else { return text(summary.mean) }
        guard places != nil, abs(summary.mean) < NumberStyle.ordinary else {
            return "\(text(summary.mean)) ± \(significant(deviation, 2))"
        }
        return "\(text(summary.mean)) ± \(text(deviation))"
    }
}

extension Value {
    /// Whether it is a number that has to be rounded: not a whole one, nor one that was written with
    /// five digits at most.
    fileprivate var isLong: Bool {
        guard kind == .number, number?.isFinite == true else { return false }
        let digits = text.prefix { $0 != "e" && $0 != "E" }
        return !isWhole && digits.drop { "-0.".contains($0) }.count { $0 != "." } > 5
    }

    /// Whether it is written without point and exponent.
    fileprivate var isWhole: Bool { !text.utf8.contains { ".eE".utf8.contains($0) } }
}

extension DataTable {
    /// The cells of a column for people.
    package func texts(ofColumn column: Int) -> [String] {
        DataTable.texts(rows.map { $0[column] })
    }

    /// The same of some cells.
    package static func texts(_ cells: [Cell]) -> [String] {
        var (numbers, spreads): ([Double], [Double]) = ([], [])
        var hasLong = false
        for cell in cells {
            switch cell {
            case .number(let number): numbers.append(number)
            case .summary(let summary):
                numbers.append(summary.mean)
                if let deviation = summary.deviation { spreads.append(deviation) }
            case .value(let value):
                hasLong = hasLong || value.isLong
                if let number = value.number { numbers.append(number) }
            default: break
            }
        }
        let style = NumberStyle(numbers, spreads: spreads)
        return cells.map { cell in
            switch cell {
            case .number(let number): style.text(number)
            case .summary(let summary): style.text(summary)
            // What is written in few digits stays as it is written.
            case .value(let value) where hasLong && value.kind == .number && !value.isWhole:
                value.number.map(style.text) ?? text(cell)
            default: text(cell)
            }
        }
    }
}
