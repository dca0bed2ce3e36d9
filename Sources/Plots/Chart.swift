// A figure before it is drawn: panels with axes, and layers in the units of these axes.
// Knows nothing of SVG, terminals, pixels and of what is shown.

/// What every kind of figure is made into, and what both renderers draw.
struct Chart: Sendable {
    var title: String
    /// Lines of small print.
    var notes: [String] = []
    var legend: [LegendEntry] = []
    /// Texts at the low and the high end of the ramp of levels; nil where no levels are shown.
    var ramp: (low: String, high: String)?
    var panels: [Panel] = []
    /// Why there is nothing to see.
    var problem: String?

    init(title: String) { self.title = title }

    /// A chart that says why there is none.
    init(title: String, problem: String) {
        self.title = title
        self.problem = problem
    }
}

/// The part that something plays, which decides its colour.
enum Tone: String, Sendable {
    case run, best, middle, band, rest, done, failed, running
}

struct LegendEntry: Sendable {
    var tone: Tone
    var text: String
}

struct Point: Sendable, Equatable {
    var x: Double
    var y: Double
}

/// A rectangle in the units of the axes, filled with a tone or a level.
struct Box: Sendable {
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>
    var tone: Tone = .run
    /// 0 to 6; nil for the plain tone.
    var level: Int?
    /// Written into it where there is room.
    var label: String?
    var title: String?
    /// Has a frame around it, which hides nothing.
    var isBest = false
}

enum Layer: Sendable {
    /// Any number of points; renderers draw those on one place once.
    case points([Point], Tone)
    /// Lines through points.
    case lines([[Point]], Tone)
    /// Lines coloured by level, 0 to 6.
    case levelLines([[Point]], level: Int)
    /// Points coloured by level, 0 to 6, the last ones above the others.
    case levelPoints([(point: Point, level: Int, title: String?)])
    /// Between two lines.
    case band([(x: Double, low: Double, high: Double)], Tone)
    /// A few points that stand out, each with a title.
    case marks([(point: Point, title: String)], Tone)
    case boxes([Box])
}

struct Axis: Sendable {
    var label = ""
    var scale: Scale
    var ticks: [Tick]
    /// Whether the ticks are names of rows or columns, which have no grid lines.
    var isCategorical = false
}

struct Panel: Sendable {
    var x: Axis
    var y: Axis
    /// In place of the y axis, one at each of the x axis's ticks; their scales map to 0...1.
    var rails: [Axis] = []
    var layers: [Layer] = []
    /// Pixels; nil for the height that the options say.
    var height: Double?
}
