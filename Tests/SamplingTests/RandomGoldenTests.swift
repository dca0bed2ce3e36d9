// The first samples of several spaces, which must never change between versions, machines and faster
// paths of the C library. A case is a folder with `space.json` and `samples.jsonl`.
import Foundation
import TestSupport
import Testing

@testable import Sampling

@Suite struct RandomGoldenTests {
    static let folder = testFolder("Fixtures").appendingPathComponent("samples")
    static let cases = fixtureCases(folder)

    @Test func thereAreCases() { #expect(Self.cases.count >= 6) }

    @Test(arguments: cases) func samplesNeverChange(_ name: String) throws {
        let files = Self.folder.appendingPathComponent(name)
        let spec = try Data(contentsOf: files.appendingPathComponent("space.json"))
        let drawn = try Drawn(spec: Array(spec))
        #expect(!drawn.diagnostics.hasErrors)
        let line = ConfigurationLine(parameters: drawn.names)
        var text: [UInt8] = []
        for (id, configuration) in zip(drawn.ids, drawn.configurations) {
            line.write(id: id.utf8, configuration.values, to: &text)
            text.append(UInt8(ascii: "\n"))
        }
        let problem = difference(text, from: files.appendingPathComponent("samples.jsonl"))
        #expect(problem == nil, Comment(rawValue: problem ?? ""))
    }

    /// The program prints the same, also without the instructions that the C library's `exp` and `log`
    /// prefer where there are any.
    @Test(arguments: cases) func theProgramPrintsThem(_ name: String) throws {
        let files = Self.folder.appendingPathComponent(name)
        let expected = try Data(contentsOf: files.appendingPathComponent("samples.jsonl"))
        let slow = ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-AVX512F,-FMA4"]
        for environment in [[:], slow] {
            let outcome = try runProcess(
                [Project.hpmake, "sample", files.appendingPathComponent("space.json").path],
                environment: environment)
            #expect(outcome.code == 0)
            #expect(Array(outcome.stdout.utf8) == Array(expected))
        }
    }
}
