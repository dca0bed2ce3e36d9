// Figures as SVG: goldens, hostile names and values, sizes, contrast.
import Foundation
import TestSupport
import Testing

@testable import Plots

struct SVGTests {
    @Test(arguments: FigureKind.allCases)
    func figuresAreAsRecorded(_ kind: FigureKind) throws {
        var data = FigureData.sample()
        if kind == .front {
            data.objectives.append(.init(metric: "seconds", maximize: false))
        }
        data.states[3] = .failed
        data.states[5] = .running
        let folder = testFolder("Fixtures").appendingPathComponent("figures")
        let svg = figure(kind, data)
        #expect(
            difference(svg, from: folder.appendingPathComponent("\(kind.rawValue).svg")) == nil)
        let text = textFigure(kind, data, columns: 80, rows: 24)
        #expect(
            difference(
                Array(text.utf8), from: folder.appendingPathComponent("\(kind.rawValue).txt"))
                == nil)
        let parsed = try #require(SVG(svg))
        #expect(parsed.titles.first?.isEmpty == false)
        #expect(svg.starts(with: "<svg ".utf8))
        #expect(String(decoding: svg.prefix(300), as: UTF8.self).contains("role=\"img\""))
    }

    /// What figures consist of; anything else has come out of a value.
    private static let elements: Set<String> = [
        "svg", "title", "style", "rect", "text", "g", "path", "circle",
    ]

    @Test(arguments: FigureKind.allCases)
    func hostileNamesAndValuesAreText(_ kind: FigureKind) throws {
        let values = hostileTexts + ["</text><script>alert(1)</script>", "]]>", "<!--", "&amp;"]
        let texts = values + ["\u{0}\u{1}\u{8}", "\u{202E}abc", "\u{FFFE}", "' onload='x"]
        for part in stride(from: 0, to: texts.count, by: 8) {
            let words = Array(texts[part..<min(texts.count, part + 8)])
            var data = FigureData.sample(runs: 40, words: words)
            for index in data.parameters.indices {
                data.parameters[index].name = words[index % words.count] + "\(index)"
            }
            data.beliefs?.parameters[1].column.name = words[0]
            data.metrics[0].name = words[0]
            data.objectives = [.init(metric: words[0], maximize: true)]
            if kind == .front {
                data.objectives.append(.init(metric: "seconds", maximize: false))
            }
            data.ids = data.ids.indices.map { words[$0 % words.count] }
            data.curveMetric = words[0]
            for index in data.spans.indices {
                data.spans[index].host = words[index % words.count]
                data.spans[index].slots = index % 2 == 0 ? words[0] : ""
            }
            data.shares?.main = words.map { ($0, 0.1) }
            let made = Figure(kind, data, FigureOptions(caption: words[0]))
            let parsed = try #require(SVG(made.svg), "\(kind): \(words)")
            #expect(parsed.elements.keys.allSatisfy(SVGTests.elements.contains))
            #expect(parsed.attributes.allSatisfy { !$0.hasPrefix("on") })
            #expect(!made.svg.contains(0))
            let text = made.text(columns: 60, rows: 20)
            let controls = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" }
            #expect(controls.isEmpty)
        }
    }

    @Test func valuesAreThereInFull() throws {
        let value = "<b>&\"'\n\u{1B}[31m</b>"
        let data = FigureData.sample(words: ["sgd", value])
        let parsed = try #require(
            SVG(figure(.slice, data, FigureOptions(x: ["optimizer"]))))
        #expect(parsed.texts.contains("<b>&\"'\u{240A}\u{241B}[31m</b>"))
    }

    @Test(arguments: FigureKind.allCases)
    func sizesDoNotGrowWithTheNumberOfRuns(_ kind: FigureKind) throws {
        var random = SeededRandom(seed: 9)
        var data = FigureData.sample(runs: 20_000)
        data.metrics[0].values = data.metrics[0].values.map { _ in
            Double.random(in: 0...1, using: &random)
        }
        for index in 0..<6 {
            let values = (0..<20_000).map { _ in Double.random(in: 0...1, using: &random) }
            data.parameters.append(
                .init(name: "p\(index)", values: values.map(FigureData.Cell.number)))
        }
        data.objectives.append(.init(metric: "seconds", maximize: false))
        data.curves = Array(data.curves.prefix(400))
        for index in data.spans.indices {
            data.spans[index].slots = ""
            data.spans[index].start += Double.random(in: 0...5000, using: &random)
            data.spans[index].end = data.spans[index].start + 10
        }
        let svg = figure(kind, data)
        #expect(svg.count < 120_000)
        #expect(SVG(svg) != nil)
    }

    @Test func coloursHaveContrast() {
        for isDark in [false, true] {
            func value(_ colour: Colour) -> [Double] { rgb(isDark ? colour.dark : colour.light) }
            let paper = value(Palette.paper)
            for text in [Palette.ink, Palette.soft] {
                #expect(contrast(value(text), paper) >= 4.5)
            }
            for tone in [Tone.run, .best, .middle, .rest, .done, .failed, .running] {
                #expect(contrast(value(Palette.colour(tone)), paper) >= 3, "\(tone)")
            }
            let run = value(Palette.colour(.run))
            // The faintest points.
            #expect(contrast(mixed(run, paper, 0.62), paper) >= 3)
            for (level, share) in Palette.levels.enumerated() {
                let writing = level >= Palette.firstDarkLevel ? Palette.paper : Palette.ink
                #expect(
                    contrast(value(writing), mixed(run, paper, share)) >= 4.5, "\(isDark) \(level)")
            }
        }
    }

    private func rgb(_ text: String) -> [Double] {
        let number = Int(text.dropFirst(), radix: 16) ?? 0
        return [16, 8, 0].map { Double(number >> $0 & 0xFF) / 255 }
    }

    private func mixed(_ colour: [Double], _ paper: [Double], _ share: Double) -> [Double] {
        zip(colour, paper).map { $0 * share + $1 * (1 - share) }
    }

    /// By WCAG 2.
    private func contrast(_ a: [Double], _ b: [Double]) -> Double {
        func luminance(_ colour: [Double]) -> Double {
            zip(colour, [0.2126, 0.7152, 0.0722]).reduce(0) { sum, part in
                let linear =
                    part.0 <= 0.04045 ? part.0 / 12.92 : pow((part.0 + 0.055) / 1.055, 2.4)
                return sum + linear * part.1
            }
        }
        let (x, y) = (luminance(a), luminance(b))
        return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }
}
