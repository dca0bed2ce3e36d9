// Ids, paths and dates in less room than they take.
import Testing

@testable import Text

@Suite struct ShorteningTests {
    private let id = "hidden_64-lr_0.1-3f9c1a2b4d5e"

    @Test func theHashKeepsItsBeginning() {
        #expect(shortened(id, to: 29) == id)
        #expect(shortened(id, to: 20) == "hidden_64-lr..3f9c1a")
        #expect(shortened(id, to: 18) == "hidden_64-..3f9c1a")
        #expect(shortened(id + "/seed_3", to: 24) == "hidden_64..3f9c1a/seed_3")
        #expect(
            shortened("dist/trained/\(id)/train.log", to: 30) == "dist/trained..3f9c1a/train.log")
        #expect(shortened("x_1-3f9c1a2b4d5e", to: 14) == "x_1..3f9c1a2b4")
        for width in 5..<40 {
            #expect(shortened(id, to: width).count <= max(width, 5))
            #expect(shortened(id + "/seed_3", to: width).count <= width)
        }
    }

    @Test func datesAndOtherTexts() {
        #expect(shortened("2026-11-21T18:17:56Z", to: 16) == "2026-11-21T18:17")
        #expect(shortened("some long text of a cell", to: 16) == "some lo.. a cell")
    }

    @Test func pathsStayGoodForTheShell() {
        let path = "dist/trained/\(id)/seed_3/train.log"
        #expect(shortPath(path, to: 80) == path)
        #expect(shortPath(path, to: 50) == "dist/trained/*-3f9c1a2b4d5e/seed_3/train.log")
    }

    @Test func namesOfRunsEndInAHash() {
        #expect(!endsInHash("my-notes") && !endsInHash("-0123456789ab"))
        #expect(endsInHash("x-0123456789ab") && !endsInHash("x-0123456789AB"))
    }
}
