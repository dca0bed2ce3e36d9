// exp, log, pow and the normal quantile against references of arbitrary precision, at their edges, and
// bit for bit.

import Testing

@testable import Numerics

@Suite struct FunctionTests {
    @Test func expIsWithinItsStatedError() throws {
        #expect(try worstError("exp.txt") { Numerics.exp($0[0]) } < 1.02)
        let references = try fixture("exp.txt").map(Reference.init)
        let worst = references.filter { $0.nearest.isNormal }
            .map { $0.error(of: Numerics.exp($0.arguments[0])) }.max()
        #expect(try #require(worst) < 0.52)
    }

    @Test func logIsWithinItsStatedError() throws {
        #expect(try worstError("log.txt") { Numerics.log($0[0]) } < 0.9)
    }

    @Test func powIsCorrectlyRounded() throws {
        #expect(try worstError("pow.txt") { Numerics.pow($0[0], $0[1]) } < 0.501)
    }

    @Test func quantileIsWithinItsStatedError() throws {
        let references = try fixture("quantile.txt").map(Reference.init)
        for reference in references {
            let error = reference.error(of: normalQuantile(reference.arguments[0]))
            #expect(error * reference.nearest.ulp < 1e-15 * abs(reference.nearest))
        }
    }

    @Test func shareIsWithinItsStatedError() throws {
        for reference in try fixture("share.txt").map(Reference.init) {
            let error = reference.error(of: normalShare(below: reference.arguments[0]))
            #expect(error * reference.nearest.ulp < 5e-13 * abs(reference.nearest))
        }
        #expect(normalShare(below: .infinity) == 1)
        #expect(normalShare(below: -.infinity) == 0)
        #expect(normalShare(below: .nan).isNaN)
    }

    @Test func truncatedSharesStayWithinTheirEnds() {
        for (low, high) in [(-1.0, 2.0), (9, 10), (-40, -39), (39, 50), (-.infinity, 0)] {
            let share = TruncatedShare(from: low, to: high)
            var last = low
            for u in [0x1p-60, 0.25, 0.5, 1 - 0x1p-53] {
                let z = share.quantile(u)
                #expect(z >= last && z <= high, "\(low) \(high) \(u): \(z)")
                last = z
            }
        }
    }

    @Test func expAtItsEdges() {
        #expect(Numerics.exp(0) == 1)
        #expect(Numerics.exp(-0.0) == 1)
        #expect(Numerics.exp(.infinity) == .infinity)
        #expect(Numerics.exp(-.infinity) == 0)
        #expect(Numerics.exp(.nan).isNaN)
        #expect(Numerics.exp(709.782712893384) < .infinity)
        #expect(Numerics.exp(709.782712893384.nextUp) == .infinity)
        #expect(Numerics.exp(-745.13) == 0x1p-1074)
        #expect(Numerics.exp(-745.14) == 0)
        #expect(Numerics.exp(-.greatestFiniteMagnitude) == 0)
        #expect(Numerics.exp(0x1p-1074) == 1)
    }

    @Test func logAtItsEdges() {
        #expect(Numerics.log(1) == 0)
        #expect(Numerics.log(0) == -.infinity)
        #expect(Numerics.log(-0.0) == -.infinity)
        #expect(Numerics.log(-1).isNaN)
        #expect(Numerics.log(.nan).isNaN)
        #expect(Numerics.log(.infinity) == .infinity)
        #expect(Numerics.log(0x1p-1074) == -744.4400719213812)
        #expect(Numerics.log(.greatestFiniteMagnitude) == 709.782712893384)
        #expect(Numerics.log(1.0.nextUp) == 0x1p-52.nextDown)
    }

    @Test func powAtItsEdges() {
        #expect(Numerics.pow(2, 10) == 1024)
        #expect(Numerics.pow(10, -3) == 1e-3)
        #expect(Numerics.pow(9, 0.5) == 3)
        #expect(Numerics.pow(.nan, 0) == 1)
        #expect(Numerics.pow(1, .nan) == 1)
        #expect(Numerics.pow(1, .infinity) == 1)
        #expect(Numerics.pow(2, .nan).isNaN)
        #expect(Numerics.pow(.nan, 1).isNaN)
        #expect(Numerics.pow(-2, 2).isNaN)
        #expect(Numerics.pow(0, 2) == 0)
        #expect(Numerics.pow(0, -2) == .infinity)
        #expect(Numerics.pow(.infinity, 2) == .infinity)
        #expect(Numerics.pow(.infinity, -2) == 0)
        #expect(Numerics.pow(0.5, .infinity) == 0)
        #expect(Numerics.pow(0.5, -.infinity) == .infinity)
        #expect(Numerics.pow(2, .infinity) == .infinity)
        #expect(Numerics.pow(2, 1024) == .infinity)
        #expect(Numerics.pow(2, 1023.5) < .infinity)
        #expect(Numerics.pow(2, -1074) == 0x1p-1074)
        #expect(Numerics.pow(2, -1080) == 0)
        #expect(Numerics.pow(2, 1e308) == .infinity)
        #expect(Numerics.pow(1.5, -1e308) == 0)
    }

    @Test func quantileAtItsEdges() {
        #expect(normalQuantile(0.5) == 0)
        for u in [0, 1, -1, 2, .infinity, .nan] { #expect(normalQuantile(u).isNaN) }
        #expect(abs(normalQuantile(0.975) - 1.959963984540054) < 1e-15)
        #expect(normalQuantile(0x1p-1074) < -38)
        #expect(normalQuantile(1.0.nextDown) > 8.2)
        for k in 1..<1000 {
            let u = openUnitInterval(UInt64(k) &* 0x9E37_79B9_7F4A_7C15)
            #expect(normalQuantile(u) == -normalQuantile(1 - u))
        }
    }

    /// Whatever the machine, its C library and its instructions: the very same bits. A change here
    /// changes users' samples, and must not happen.
    @Test func resultsAreTheSameBitForBit() {
        let uniforms = (0..<5000).map { openUnitInterval(mixed(UInt64($0))) }
        func bits(_ function: (Double) -> Double) -> UInt64 {
            fingerprint(uniforms.map { function($0).bitPattern })
        }
        #expect(bits { Numerics.exp(1500 * ($0 - 0.5)) } == 0x0B7F_D8D5_75D3_5BB1)
        #expect(bits { Numerics.exp(-3 * $0) } == 0x78D1_4DFD_F104_CD59)
        #expect(bits { Numerics.log($0) } == 0xF6E4_93FA_3BEB_566B)
        #expect(bits { Numerics.log($0 * $0 * 1e300) } == 0xDAD3_1F2C_1FCE_84FE)
        #expect(bits { normalQuantile($0) } == 0x2849_97AB_F7F2_492F)
        #expect(bits { normalQuantile(0.1 * $0 * $0 * $0 * $0) } == 0x74C3_558F_8434_97EA)
        let fewer = uniforms.prefix(500)
        let powers = fewer.map { Numerics.pow(100 * $0, 9 * $0 - 4).bitPattern }
        #expect(fingerprint(powers) == 0xE1A0_D0FE_E6DA_2A0C)
    }
}
