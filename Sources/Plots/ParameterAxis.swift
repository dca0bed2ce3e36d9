// A parameter as an axis: numbers on a scale, anything else as categories, which numbers are too where
// other values stand among them. Knows nothing of what is shown against it.
import Numerics

/// The places of a parameter's values on an axis.
struct ParameterAxis: Sendable {
    let name: String
    let axis: Axis
    /// By run; nil where the parameter is absent and that is no category.
    let places: [Double?]
    /// How many different values there are, absence counting as one.
    let distinct: Int

    var isVarying: Bool { distinct > 1 }

    /// More categories cannot be told apart in a figure: the rarest are one.
    static let mostCategories = 24

    /// - Parameters:
    ///   - ticks: about how many, on a scale of numbers; of hardly more values each has its own.
    ///   - margin: room at both ends of a scale of numbers, as a share of its extent.
    init(_ parameter: FigureData.Parameter, ticks: Int = 6, margin: Double = 0) {
        name = parameter.name
        distinct = Set(parameter.values).count
        var numbers: [Double?] = []
        numbers.reserveCapacity(parameter.values.count)
        for value in parameter.values {
            switch value {
            case .absent: numbers.append(nil)
            case .number(let number) where number.isFinite: numbers.append(number)
            default: break
            }
        }
        if numbers.count == parameter.values.count,
            let (scale, ticks) = ParameterAxis.numbers(
                numbers.compactMap { $0 }, isLog: parameter.isLog, ticks: ticks, margin: margin)
        {
            places = numbers
            axis = Axis(label: name, scale: scale, ticks: ticks)
        } else {
            (places, axis) = ParameterAxis.categories(parameter)
        }
    }

    /// The same values as categories in their order: for a matrix of few numbers.
    init(categoriesOf parameter: FigureData.Parameter, sorted: Bool) {
        name = parameter.name
        distinct = Set(parameter.values).count
        (places, axis) = ParameterAxis.categories(parameter, sorted: sorted)
    }

    private static func categories(
        _ parameter: FigureData.Parameter, sorted: Bool = false
    ) -> ([Double?], Axis) {
        var (order, counts): ([FigureData.Cell], [FigureData.Cell: Int]) = ([], [:])
        for value in parameter.values {
            if counts[value] == nil { order.append(value) }
            counts[value, default: 0] += 1
        }
        if sorted {
            order = ascending(order.map { $0.number ?? .infinity }).map { order[$0] }
        }
        var labels = labels(of: order)
        if order.count > mostCategories {
            let kept = Set(
                descending(order.map { Double(counts[$0] ?? 0) }).prefix(mostCategories - 1))
            labels = order.indices.filter(kept.contains).map { labels[$0] }
            labels.append("\(order.count - kept.count) others")
            order = order.indices.filter(kept.contains).map { order[$0] }
        }
        let indices = Dictionary(
            order.enumerated().map { ($0.element, Double($0.offset)) }, uniquingKeysWith: { $1 })
        let other = Double(labels.count - 1)
        let axis = Axis(
            label: parameter.name, scale: Scale(categories: labels.count),
            ticks: labels.enumerated().map { Tick(value: Double($0.offset), label: $0.element) },
            isCategorical: true)
        return (parameter.values.map { indices[$0] ?? other }, axis)
    }

    /// Texts in full, and numbers in as many digits as tell them apart.
    private static func labels(of cells: [FigureData.Cell]) -> [String] {
        let numbers = cells.compactMap(\.number)
        let labels = Dictionary(
            zip(numbers, numberLabels(numbers)), uniquingKeysWith: { first, _ in first })
        return cells.map { cell in cell.number.flatMap { labels[$0] } ?? cell.label }
    }
}

extension FigureData.Cell {
    var number: Double? { if case .number(let number) = self { number } else { nil } }

    /// What figures call it.
    var label: String {
        switch self {
        case .absent: "absent"
        case .number(let number): numberLabel(number)
        case .text(let text): text.isEmpty ? "\"\"" : text
        }
    }
}
