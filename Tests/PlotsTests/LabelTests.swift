// Labels that have to be short, and are still those of different values.
import TestSupport
import Testing

@testable import Plots

struct LabelTests {
    @Test func differentTextsHaveDifferentLabels() {
        #expect(
            shortenedApart(["parameter_number_0", "parameter_number_10", "x"], to: 6)
                == ["0", "10", "x"])
        let long = ["parameter_number_0", "parameter_number_10"]
        #expect(shortenedApart(long, to: 8) == ["para.._0", "para..10"])
        #expect(
            shortenedApart(["resnet50_v2_large", "resnet101_v2_large"], to: 8)
                == ["..50..", "..101.."])
        #expect(shortenedApart(["adam", "adam", "sgd"], to: 4) == ["adam", "adam", "sgd"])
    }

    @Test func randomTextsHaveDifferentLabels() {
        var random = SeededRandom(seed: 4)
        for _ in 0..<500 {
            let texts = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                "res"
                    + (0..<20).map { _ in "ab1".randomElement(using: &random) ?? "a" }.map(
                        String.init
                    ).joined()
            }
            let labels = shortenedApart(texts, to: Int.random(in: 4...12, using: &random))
            #expect(Set(labels).count == Set(texts).count, "\(texts): \(labels)")
        }
    }

    @Test func numbersHaveAsManyDigitsAsTellThemApart() {
        #expect(numberLabels([1.0 / 9, 1.0 / 3, 2]) == ["0.1111", "0.3333", "2"])
        #expect(numberLabels([0.100001, 0.100002]) == ["0.100001", "0.100002"])
        #expect(numberLabels([1_234_567, 1_234_568]) == ["1234567", "1234568"])
        let thirds: [FigureData.Cell] = [.number(1.0 / 9), .text("none")]
        let axis = ParameterAxis(.init(name: "p", values: thirds)).axis
        #expect(axis.ticks.map(\.label) == ["0.1111", "none"])
    }

    @Test func wholeNumbersHaveWholeTicks() throws {
        let values = (0..<30).map { Double($0 % 10) / 3 }.map { $0.rounded() }
        #expect(Scale(.linear, 0.9, 3.1).ticks(6, of: values).map(\.label) == ["1", "2", "3"])
        var data = FigureData.sample()
        data.metrics[0].values = data.metrics[0].values.indices.map { Double($0 % 3) }
        let metric = try MetricAxis(data, nil)
        #expect(metric.axis.ticks.map(\.label) == ["0", "1", "2"])
    }

    @Test func longCategoriesOfASliceDiffer() throws {
        let words = (0..<8).map { "resnet\(10 + $0 * 13)_pretrained_on_images" }
        let data = FigureData.sample(words: words)
        for kind in [FigureKind.slice, .contour] {
            let options = FigureOptions(x: ["optimizer", "size"])
            let parsed = try #require(SVG(figure(kind, data, options)))
            for index in words.indices {
                let number = "\(10 + index * 13)"
                #expect(parsed.texts.contains { $0.hasSuffix("\(number)..") || $0 == number })
            }
        }
    }
}
