// How evenly points fill a cube. Knows nothing of where they come from.

/// The squared centred L2 discrepancy of F. J. Hickernell (1998), SciPy's `method="CD"`, of points
/// in eight dimensions. Plain loops over memory, since this runs without optimisation.
package func centredDiscrepancy(_ points: [[Double]]) -> Double {
    let n = points.count
    var single = 0.0
    var pairs = 0.0
    points.flatMap { $0.map { $0 - 0.5 } }.withUnsafeBufferPointer { buffer in
        guard let x = buffer.baseAddress else { return }
        var i = 0
        while i < n * 8 {
            var (one, same) = (1.0, 1.0)
            for k in i..<i + 8 {
                let distance = abs(x[k])
                one *= 1 + 0.5 * distance - 0.5 * distance * distance
                same *= 1 + distance
            }
            single += one
            pairs += same
            var j = 0
            while j < i {
                var product = 1.0
                var k = 0
                while k < 8 {
                    // 1 + (|a| + |b| - |a - b|) / 2: the smaller of two on one side, else 1.
                    let (a, b) = (x[i + k], x[j + k])
                    if a > 0 {
                        if b > 0 { product *= 1 + (a < b ? a : b) }
                    } else if b < 0 {
                        product *= 1 - (a > b ? a : b)
                    }
                    k += 1
                }
                pairs += 2 * product
                j += 8
            }
            i += 8
        }
    }
    let constant = (0..<8).reduce(1.0) { product, _ in product * 13 / 12 }
    return constant - 2 / Double(n) * single + pairs / Double(n * n)
}
