// What a model learns from where runs get more and more of a resource. Knows nothing of promotions.

extension TPE {
    /// Results at a rung that are enough to learn from it.
    private static let enough = 8

    /// Whether a draw is at random whatever is known, as every third one is with rungs, in case that little of
    /// the resource misleads (S. Falkner, A. Klein and F. Hutter, "BOHB", 2018, section 4).
    package static func isAtRandom(_ draw: Int) -> Bool { draw % 3 == 2 }

    /// What is learnt from: the highest rung with enough results, or else the one with most, and of other
    /// rungs what failed or is running there, since it is not to be drawn near again.
    ///
    /// - Parameter rungs: observations by rung, the lowest rung first.
    package static func observations(byRung rungs: [[Observation]]) -> [Observation] {
        let results = rungs.map { rung in rung.count { $0.values != nil } }
        let best =
            results.lastIndex { $0 >= enough } ?? results.indices.max { results[$0] < results[$1] }
        guard let best else { return [] }
        var observations = rungs[best]
        var known = Set(observations.map(\.slot))
        for (index, rung) in rungs.enumerated().reversed() where index != best {
            for observation in rung
            where observation.values == nil && known.insert(observation.slot).inserted {
                observations.append(observation)
            }
        }
        return observations.sorted { $0.slot < $1.slot }
    }
}
