// The order of numbers. Knows nothing of what has them.

/// The places of numbers in ascending order, equal ones as they stand. One function for all who sort something
/// by a number: each sort with a closure of its own is two kilobytes of code.
///
/// - Parameter numbers: none of them NaN, or the order is any.
package func ascending(_ numbers: [Double]) -> [Int] {
    numbers.indices.sorted { first, second in
        numbers[first] != numbers[second] ? numbers[first] < numbers[second] : first < second
    }
}

/// The same in descending order, equal ones as they stand.
package func descending(_ numbers: [Double]) -> [Int] { ascending(numbers.map(-)) }
