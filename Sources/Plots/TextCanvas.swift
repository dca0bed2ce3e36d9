// A grid of characters for a terminal, each of which can also be two by four dots (braille).
// Knows nothing of axes and data.

struct TextCanvas {
    let columns: Int
    let rows: Int
    private var dots: [UInt8]
    private var characters: [Character?]

    init(columns: Int, rows: Int) {
        self.columns = max(1, columns)
        self.rows = max(1, rows)
        dots = Array(repeating: 0, count: self.columns * self.rows)
        characters = Array(repeating: nil, count: dots.count)
    }

    /// The column of a place between 0 and 1; nil outside.
    func column(_ x: Double) -> Int? { TextCanvas.index(x, columns) }

    /// The row of a place between 0 (below) and 1.
    func row(_ y: Double) -> Int? { TextCanvas.index(1 - y, rows) }

    private static func index(_ place: Double, _ count: Int) -> Int? {
        // A little more, since places at the ends may have been rounded outwards.
        guard place >= -1e-9, place <= 1 + 1e-9 else { return nil }
        return min(count - 1, max(0, Int(place * Double(count))))
    }

    /// Sets the dot at a place; places outside are left out.
    mutating func dot(_ x: Double, _ y: Double) {
        guard let column = TextCanvas.index(x, columns * 2),
            let row = TextCanvas.index(1 - y, rows * 4)
        else { return }
        // Braille numbers the first three rows down the left, then the right, then the fourth row.
        let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
        dots[row / 4 * columns + column / 2] |= bits[row % 4 * 2 + column % 2]
    }

    /// Calls `body` with places along a line, close enough to leave no gap between dots.
    func along(
        _ from: (x: Double, y: Double), _ to: (x: Double, y: Double),
        _ body: (Double, Double) -> Void
    ) {
        let extent = max(
            abs(to.x - from.x) * Double(columns) * 2, abs(to.y - from.y) * Double(rows) * 4)
        guard extent.isFinite, extent < 1e5 else { return }
        let steps = max(1, Int(extent.rounded(.up)))
        for step in 0...steps {
            let share = Double(step) / Double(steps)
            body(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)
        }
    }

    /// Puts a character over whatever is there; outside, nothing.
    mutating func put(_ character: Character, column: Int, row: Int) {
        guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
        characters[row * columns + column] = character
    }

    /// Puts a text, of which only what is inside is seen.
    mutating func write(_ text: String, column: Int, row: Int) {
        for (offset, character) in text.enumerated() {
            put(character, column: column + offset, row: row)
        }
    }

    /// The rows, without spaces at their ends.
    var lines: [String] {
        (0..<rows).map { row in
            var line = String()
            var blanks = 0
            for column in 0..<columns {
                let index = row * columns + column
                let braille = Unicode.Scalar(0x2800 + UInt32(dots[index])).map { Character($0) }
                let character = characters[index] ?? (dots[index] == 0 ? " " : braille ?? " ")
                if character == " " {
                    blanks += 1
                    continue
                }
                line += String(repeating: " ", count: blanks)
                blanks = 0
                line.append(character)
            }
            return line
        }
    }
}
