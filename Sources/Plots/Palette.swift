// The colours of figures, light and dark, and the style sheet that they go into.
// Knows nothing of what they stand for.

/// A colour as a variable of CSS, which a page may set, with its values where none does.
struct Colour: Sendable {
    let name: String
    let light: String
    let dark: String
}

enum Palette {
    static let paper = Colour(name: "paper", light: "#ffffff", dark: "#0d1117")
    static let ink = Colour(name: "ink", light: "#1f2328", dark: "#e6edf3")
    /// For small print and lines of axes.
    static let soft = Colour(name: "soft", light: "#57606a", dark: "#9198a1")
    /// For grid lines, which nothing depends on.
    static let grid = Colour(name: "grid", light: "#d8dee4", dark: "#2a3038")

    static func colour(_ tone: Tone) -> Colour {
        switch tone {
        case .run: Colour(name: "run", light: "#0550ae", dark: "#6cb2ff")
        case .best: Colour(name: "best", light: "#bc4c00", dark: "#f0883e")
        case .middle: Colour(name: "middle", light: "#1f2328", dark: "#e6edf3")
        case .band: Colour(name: "band", light: "#8c959f", dark: "#6e7681")
        case .rest: Colour(name: "rest", light: "#6e7781", dark: "#8b949e")
        case .done: Colour(name: "done", light: "#0550ae", dark: "#6cb2ff")
        case .failed: Colour(name: "failed", light: "#cf222e", dark: "#ff7b72")
        case .running: Colour(name: "running", light: "#1a7f37", dark: "#3fb950")
        }
    }

    /// How much of the colour of runs each level has over the paper. A gap in the middle, so that on
    /// each of them either ink or paper can be read.
    static let levels = [0.08, 0.2, 0.32, 0.44, 0.56, 0.84, 1]

    /// The first level on which writing has the colour of the paper.
    static let firstDarkLevel = 5

    /// The level of a share of 1.
    static func level(_ share: Double) -> Int {
        let level = share * Double(levels.count)
        return level >= 0 ? Int(min(Double(levels.count - 1), level)) : 0
    }

    private static let tones: [Tone] = [
        .run, .best, .middle, .band, .rest, .done, .failed, .running,
    ]
    private static var all: [Colour] { [paper, ink, soft, grid] + tones.map(colour) }

    /// A figure stands alone or in a page, follows the reader's scheme, and where a program knows no
    /// variables (many that make PDF of SVG) has the light colours.
    static let style: String = {
        func variables(_ value: (Colour) -> String) -> String {
            all.map { "--hpf-\($0.name):\(value($0));" }.joined()
        }
        let rules = all.map {
            ".hpf .\($0.name){color:\($0.light);color:var(--hpf-\($0.name))}"
        }
        return ":where(.hpf){\(variables { $0.light })}"
            + "@media (prefers-color-scheme:dark){:where(.hpf){\(variables { $0.dark })}}"
            + ".hpf{max-width:100%;height:auto;color:\(ink.light);color:var(--hpf-ink)}"
            + ".hpf text{font-family:system-ui,sans-serif}"
            + rules.joined()
    }()
}
