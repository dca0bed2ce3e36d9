// Numbers as `4,5,9-12`, which is how sbatch takes the indices of an array.
// Knows nothing of what the numbers are of.

/// Ascending numbers, three or more in a row as a range.
package func rangeList(_ numbers: [Int]) -> String {
    var parts: [String] = []
    var index = 0
    while index < numbers.count {
        var last = index
        while last + 1 < numbers.count, numbers[last + 1] == numbers[last] + 1 { last += 1 }
        if last - index >= 2 {
            parts.append("\(numbers[index])-\(numbers[last])")
        } else {
            parts += numbers[index...last].map(String.init)
        }
        index = last + 1
    }
    return parts.joined(separator: ",")
}
