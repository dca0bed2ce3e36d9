// The mark by which make sees whether anything about the inputs may have changed: it holds a hash of
// their names and dates, since these alone do not tell make of a file that was removed, or of one that
// does not count. Knows nothing of what is in the inputs.
import System
import Text

/// Names and dates of some inputs.
package struct InputMark {
    private let inputs: [String]
    private let scan: InputScan

    package init(_ inputs: [String], dist: String) {
        self.inputs = inputs
        scan = InputScan(dist: dist)
    }

    /// Whether a mark was made when all was as it is now. One that is missing, or cannot be read, changes
    /// until it is there.
    package func isCurrent(_ path: String) -> Bool {
        guard let text = readFileIfAny(path), !text.isEmpty else { return false }
        do throws(InputScan.Failure) {
            var trees: [InputTree] = []
            for input in inputs { trees.append(try scan.tree(input)) }
            return text == InputMark.text(trees)
        } catch {
            return false
        }
    }

    /// What to write into the mark: nothing where it must not count as current the next time.
    package var text: [UInt8] {
        guard let trees = try? scan.settled(inputs) else { return [] }
        return InputMark.text(trees)
    }

    private static func text(_ trees: [InputTree]) -> [UInt8] {
        var digest = SHA256()
        for tree in trees { digest.update(Array((tree.signature + "\n").utf8)) }
        return Array((digest.hexDigest() + "\n").utf8)
    }
}
