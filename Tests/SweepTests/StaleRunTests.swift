// Names of folders that are told to be of runs.
import Testing

@testable import Sweep

@Suite struct StaleRunTests {
    @Test func namesOfRunsEndInAHash() {
        #expect(!endsInHash("my-notes") && !endsInHash("-0123456789ab"))
        #expect(endsInHash("x-0123456789ab") && !endsInHash("x-0123456789AB"))
    }
}
