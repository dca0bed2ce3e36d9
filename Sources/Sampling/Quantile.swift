// The inverse distribution of every domain: from a uniform number to a value, by basic IEEE operations
// alone. Knows nothing of where the numbers come from.
import Numerics
import Spec

/// A uniform number in two forms.
struct Uniform: Sendable {
    /// A binary fraction of 64 bits, for drawing among many integers.
    let bits: UInt64
    /// In (0, 1); at the beginning of a plain Sobol sequence also 0.
    let value: Double

    /// The middle of one of 2^52 equal parts of (0, 1).
    @inline(__always)
    init(random bits: UInt64) {
        self.bits = bits
        value = openUnitInterval(bits)
    }

    /// A number from (0, 1), held there.
    init(_ value: Double) {
        self.value = max(0x1p-64, min(1 - 0x1p-53, value))
        bits = UInt64(self.value * 0x1p64)
    }

    /// The lower end of one of 2^53 equal parts of [0, 1), as SciPy has it.
    init(plain bits: UInt64) {
        self.bits = bits
        value = Double(bits >> 11) * 0x1p-53
    }
}

/// The quantile function of a domain: monotone where its points are ordered, so that even numbers
/// give values that are spread evenly.
struct Quantile: Sendable {
    private enum Form: Sendable {
        case constant(Value)
        /// All points with the same weight.
        case even
        /// Sums of the weights up to each point.
        case weighted([Double])
        /// Rounded down, from the lowest number of a multiple on.
        case logIntegers(low: Double, logLow: Double, logRange: Double, step: Double)
        /// Multiples of a quantum, of which the first is so many; held at the ends.
        case multiples(Continuous, of: Double, first: Int)
        /// Multiples of a quantum without ends.
        case endless(Continuous, ArithmeticPoints, of: Double, NumberType)
        case continuous(Continuous)
    }

    /// What can be drawn; nil where that is without end.
    let points: DomainPoints?
    private let form: Form

    init(_ domain: Domain) {
        points = DomainPoints(drawnFrom: domain)
        switch domain {
        case .continuous(let distribution):
            let continuous = Continuous(distribution)
            if let quantum = distribution.quantum {
                form =
                    distribution.multiples.map {
                        .multiples(continuous, of: quantum, first: $0.lowerBound)
                    }
                    ?? .endless(
                        continuous, ArithmeticPoints(from: 0, to: 0, step: quantum), of: quantum,
                        distribution.type)
            } else {
                form = .continuous(continuous)
            }
        case .logIntegers(let low, let high, let step):
            let (logLow, logHigh) = (log(Double(low)), log(Double(high)))
            form = .logIntegers(
                low: Double(low), logLow: logLow, logRange: logHigh - logLow, step: Double(step))
        default:
            if let points, points.count == 1 {
                form = .constant(points[0])
            } else if case .choice(_, let weights?) = domain {
                var sum = 0.0
                form = .weighted(
                    weights.filter { $0 > 0 }.map {
                        sum += $0
                        return sum
                    })
            } else {
                form = .even
            }
        }
    }

    /// The one value of a constant.
    var constant: Value? { if case .constant(let value) = form { value } else { nil } }

    /// Whether 0 has a finite value, and so has 1: whether a plain Sobol sequence can be taken.
    static func isBounded(_ domain: Domain) -> Bool {
        guard case .continuous(let distribution) = domain else { return true }
        return distribution.bounds != nil
    }

    /// The value below which the share `uniform` of the distribution lies.
    func value(_ uniform: Uniform) -> Value {
        switch form {
        case .constant(let value): return value
        case .continuous(let continuous): return .float(continuous.value(uniform.value))
        case .endless(let continuous, let points, let quantum, let type):
            let x = continuous.value(uniform.value)
            let multiple = (x / quantum).rounded()
            return type.value(abs(multiple) < 0x1p53 ? bounded(points[Int(multiple)]) : x)
        default:
            guard let points else { return .double(0) }
            return points[index(uniform, points.count)]
        }
    }

    /// Which of the values in order it leads to; nil where they cannot be counted.
    func place(_ uniform: Uniform) -> Int64? {
        switch form {
        case .constant: return 0
        case .continuous: return nil
        case .endless(let continuous, _, let quantum, _):
            let multiple = (continuous.value(uniform.value) / quantum).rounded()
            return abs(multiple) < 0x1p53 ? Int64(multiple) : nil
        default:
            guard let points else { return nil }
            return Int64(index(uniform, points.count))
        }
    }

    /// The part of the distribution that is drawn as `number`, or as the point next to it: one point of
    /// (0, 1) where the domain is continuous. nil for lists.
    func cell(of number: Double, _ domain: Domain) -> (low: Double, high: Double)? {
        switch form {
        case .constant: return (0, 1)
        case .weighted: return nil
        case .continuous(let continuous):
            let share = continuous.share(below: number)
            return (share, share)
        case .endless(let continuous, _, let quantum, _):
            let multiple = (number / quantum).rounded()
            return (
                continuous.share(below: (multiple - 0.5) * quantum),
                continuous.share(below: (multiple + 0.5) * quantum)
            )
        case .multiples(let continuous, let quantum, let first):
            guard let count = points?.count else { return nil }
            let place = max(0, min(Double(count - 1), (number / quantum).rounded() - Double(first)))
            let low = (place + Double(first) - 0.5) * quantum
            return (
                place == 0 ? 0 : continuous.share(below: low),
                place == Double(count - 1) ? 1 : continuous.share(below: low + quantum)
            )
        case .logIntegers(let low, let logLow, let logRange, let step):
            let place = max(low, (number / step).rounded())
            return (
                min(1, (log(place) - logLow) / logRange),
                min(1, (log(place + 1) - logLow) / logRange)
            )
        case .even:
            guard let points, let position = domain.position(of: number) else { return nil }
            let count = Double(points.count)
            let place = max(0, min(count - 1, position.rounded()))
            return (place / count, (place + 1) / count)
        }
    }

    /// The index of a point, held where rounding would lead out of bounds.
    private func index(_ uniform: Uniform, _ count: Int) -> Int {
        max(0, min(count - 1, unheldIndex(uniform, count)))
    }

    private func unheldIndex(_ uniform: Uniform, _ count: Int) -> Int {
        switch form {
        case .weighted(let sums):
            let goal = uniform.value * (sums.last ?? 0)
            var (low, high) = (0, sums.count)
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] > goal { high = middle } else { low = middle + 1 }
            }
            return low
        case .logIntegers(let low, let logLow, let logRange, _):
            return Int((exp(logLow + logRange * uniform.value) - low).rounded(.down))
        case .multiples(let continuous, let quantum, let first):
            return Int((continuous.value(uniform.value) / quantum).rounded()) - first
        default:
            return Int(uniform.bits.multipliedFullWidth(by: UInt64(count)).high)
        }
    }
}

/// The quantile function of a continuous distribution; its values are finite, and within its bounds.
private enum Continuous: Sendable {
    case uniform(low: Double, high: Double)
    case loguniform(low: Double, high: Double, logLow: Double, logRange: Double)
    case normal(mean: Double, deviation: Double)
    case lognormal(mu: Double, sigma: Double)
    case exponential(scale: Double)
    case reverseLoguniform(low: Double, high: Double, logHigh: Double, logRange: Double)
    /// Of a normal or lognormal distribution the part between two bounds.
    indirect case truncated(Continuous, TruncatedShare, low: Double, high: Double)

    init(_ distribution: Distribution) {
        self.init(distribution.shape)
        guard let (low, high) = distribution.truncation else { return }
        let ends: (Double, Double)
        switch distribution.shape {
        case .normal(let mean, let deviation):
            ends = ((low - mean) / deviation, (high - mean) / deviation)
        case .lognormal(let mu, let sigma):
            ends = ((log(low) - mu) / sigma, (log(high) - mu) / sigma)
        default: return
        }
        self = .truncated(self, TruncatedShare(from: ends.0, to: ends.1), low: low, high: high)
    }

    private init(_ shape: Distribution.Shape) {
        switch shape {
        case .uniform(let low, let high): self = .uniform(low: low, high: high)
        case .loguniform(let low, let high):
            let (logLow, logHigh) = (log(low), log(high))
            self = .loguniform(low: low, high: high, logLow: logLow, logRange: logHigh - logLow)
        case .normal(let mean, let deviation): self = .normal(mean: mean, deviation: deviation)
        case .lognormal(let mu, let sigma): self = .lognormal(mu: mu, sigma: sigma)
        case .exponential(let scale): self = .exponential(scale: scale)
        case .reverseLoguniform(let low, let high):
            let (logHigh, logLow) = (log(1 - low), log(1 - high))
            self = .reverseLoguniform(
                low: low, high: high, logHigh: logHigh, logRange: logLow - logHigh)
        }
    }

    func value(_ u: Double) -> Double {
        switch self {
        case .uniform(let low, let high): return max(low, min(high, low + (high - low) * u))
        case .loguniform(let low, let high, let logLow, let logRange):
            return max(low, min(high, exp(logLow + logRange * u)))
        case .exponential(let scale): return bounded(-scale * log(1 - u))
        case .reverseLoguniform(let low, let high, let logHigh, let logRange):
            return max(low, min(high, 1 - exp(logHigh + logRange * u)))
        case .truncated(let whole, let share, let low, let high):
            return max(low, min(high, whole.value(z: share.quantile(u))))
        case .normal, .lognormal: return value(z: normalQuantile(u))
        }
    }

    /// The share of the distribution below `x`: the inverse of `value`, from 0 to 1.
    func share(below x: Double) -> Double {
        let share =
            switch self {
            case .uniform(let low, let high): (x - low) / (high - low)
            case .loguniform(_, _, let logLow, let logRange):
                x > 0 ? (log(x) - logLow) / logRange : 0
            case .exponential(let scale): 1 - exp(-x / scale)
            case .reverseLoguniform(_, _, let logHigh, let logRange):
                x < 1 ? (log(1 - x) - logHigh) / logRange : 1
            case .normal(let mean, let deviation): normalShare(below: (x - mean) / deviation)
            case .lognormal(let mu, let sigma):
                x > 0 ? normalShare(below: (log(x) - mu) / sigma) : 0
            case .truncated(let whole, let share, _, _): share.share(below: whole.z(of: x))
            }
        // Not a number where a range overflows.
        return share >= 0 ? min(1, share) : 0
    }

    /// How many standard deviations `x` lies above the middle of a normal or lognormal distribution.
    private func z(of x: Double) -> Double {
        switch self {
        case .normal(let mean, let deviation): (x - mean) / deviation
        case .lognormal(let mu, let sigma): (log(max(.leastNonzeroMagnitude, x)) - mu) / sigma
        default: x
        }
    }

    /// The value where the standard normal distribution has `z`.
    private func value(z: Double) -> Double {
        switch self {
        case .normal(let mean, let deviation): bounded(mean + deviation * z)
        case .lognormal(let mu, let sigma):
            max(.leastNormalMagnitude, bounded(exp(mu + sigma * z)))
        default: z
        }
    }
}

/// `x`, held within the finite doubles.
private func bounded(_ x: Double) -> Double {
    max(-.greatestFiniteMagnitude, min(.greatestFiniteMagnitude, x))
}
