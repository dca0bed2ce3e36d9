// `hpmake sample`: prints the configurations without compiling. Nothing but parsing and wiring.
import Graph
import Sampling
import Spec
import System
import Tables
import Text

let sampleCommand = Command(
    name: "sample", arguments: ["[SPEC]"],
    options: [
        Command.Option(
            name: "--samples", value: "N", help: "draw N samples, whatever the spec says"),
        Command.Option(
            name: "--format", value: "FORMAT", words: SampleFormat.allCases.map(\.rawValue),
            help: "jsonl (one object a line), csv or json"),
    ],
    summary: "print the configurations without compiling",
    details: "For a look, a plot or another tool: {\"id\": .., \"params\": {..}} on each line.",
    run: { arguments in
        let samples = try arguments.integer("--samples", in: 1...100_000_000)
        let format = try arguments.word("--format", SampleFormat.self) ?? .jsonl
        let choice = SpecChoice(arguments.positional.first, samples: samples)
        return sample(choice.path, samples: choice.samples, format)
    })

private enum SampleFormat: String, CaseIterable {
    case jsonl, csv, json
}

private func sample(_ path: String, samples: Int?, _ format: SampleFormat) -> Int32 {
    guard var spec = LoadedSpec(path, samples: samples, command: "sample") else {
        return ExitCode.usage
    }
    let identifier = Identifier(spec.experiment)
    var sampler = Sampler(spec.experiment, identifier)
    var printer = SamplePrinter(format, identifier, parameters: spec.experiment.parameterNames)
    var found = Diagnostics()
    sampler.forEach(&found) { configuration, identity in
        printer.print(configuration, identity)
        return printer.isOpen
    }
    if !found.hasErrors { printer.end() }
    spec.add(found)
    let search = PlannedSearch(spec.experiment.search, known: printer.count, space: nil)
    if let search, !found.hasErrors {
        let open = search.slotCount - printer.count
        writeText(
            "these \(printer.count) are known; which configurations \(open) further "
                + (open == 1 ? "run has" : "runs have") + " depends on results\n", to: 2)
    }
    spec.report()
    if found.hasErrors { return ExitCode.usage }
    return ExitCode.success
}

/// Prints configurations as they are drawn, in large pieces.
private struct SamplePrinter {
    /// Whether there is still a reader.
    private(set) var isOpen = true
    private let format: SampleFormat
    private let identifier: Identifier
    private let parameters: [String]
    private let line: ConfigurationLine
    private var id: [UInt8] = []
    private var buffer: [UInt8] = []
    private var csv = CSVWriter()
    private(set) var count = 0

    private static let pieceBytes = 1 << 18

    init(_ format: SampleFormat, _ identifier: Identifier, parameters: [String]) {
        self.format = format
        self.identifier = identifier
        self.parameters = parameters
        line = ConfigurationLine(parameters: parameters)
    }

    mutating func print(_ configuration: Configuration, _ identity: Identifier.Identity) {
        id.removeAll(keepingCapacity: true)
        identifier.writeID(of: configuration, identity, to: &id)
        switch format {
        case .jsonl:
            line.write(id: id, configuration.values, to: &buffer)
            buffer.append(UInt8(ascii: "\n"))
        case .json:
            buffer += (count == 0 ? "[\n" : ",\n").utf8
            line.write(id: id, configuration.values, to: &buffer)
        case .csv:
            if count == 0 {
                for name in ["id"] + parameters { csv.add(name) }
                csv.endLine()
            }
            csv.add(plain: String(decoding: id, as: UTF8.self))
            for value in configuration.values { csv.add(value) }
            csv.endLine()
        }
        count += 1
        if buffer.count + csv.bytes.count > SamplePrinter.pieceBytes { flush() }
    }

    mutating func end() {
        if format == .json { buffer += "\n]\n".utf8 }
        flush()
    }

    private mutating func flush() {
        isOpen = isOpen && printBytes(buffer) && printBytes(csv.bytes)
        buffer.removeAll(keepingCapacity: true)
        csv.removeAll()
    }
}
