// Suggestions for misspelt names. Knows nothing of what the names stand for.

/// The candidate most like `name`, where one is close enough to be meant; for messages.
///
/// Distance is Damerau's (insertion, deletion, substitution, swap of neighbours), not counting
/// case; up to a third of the name's length, and at least 1, may differ.
package func nearMiss(_ name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
    let limit = max(1, wanted.count / 3)
    var best: (distance: Int, name: String)?
    // Past a thousand, a suggestion is not worth the time.
    for candidate in candidates.prefix(1000) {
        let letters = Array(candidate.lowercased().unicodeScalars.prefix(64))
        guard abs(letters.count - wanted.count) <= limit else { continue }
        let distance = editDistance(wanted, letters)
        if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    return best?.name
}

/// The candidate most like `name`; where none is close enough to be a slip, the shortest that begins like it,
/// is in it, or holds it: `val_accuracy` for `val_acc`, `loss` for `val_loss`.
package func nearestName(_ name: String, among candidates: some Sequence<String>) -> String? {
    if let near = nearMiss(name, among: candidates) { return near }
    let wanted = name.lowercased()
    return candidates.filter { candidate in
        let other = candidate.lowercased()
        return min(other.utf8.count, wanted.utf8.count) >= 2
            && (other.holds(wanted) || wanted.holds(other))
    }.min { $0.utf8.count < $1.utf8.count }
}

/// `; did you mean "x"?`, or nothing.
package func suggestion(for name: String, among candidates: some Sequence<String>) -> String {
    nearMiss(name, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
}

private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for i in 1...a.count {
        var row = [i]
        for j in 1...b.count {
            let cost = a[i - 1] == b[j - 1] ? 0 : 1
            var best = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + cost)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                best = min(best, beforePrevious[j - 2] + 1)
            }
            row.append(best)
        }
        (beforePrevious, previous) = (previous, row)
    }
    return previous[b.count]
}
