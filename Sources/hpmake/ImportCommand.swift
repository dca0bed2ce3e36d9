// `hpmake import`: a search space of another tool as a spec. Nothing but parsing and wiring.
import Exchange
import System
import Templates
import Text

let importCommand = Command(
    name: "import", arguments: ["FILE"],
    options: [
        Command.Option(
            name: "--from", value: "FORMAT", words: ImportFormat.all.map(\.name),
            help: "the format; without it the content tells"),
        Command.Option(
            name: "--output", short: "-o", value: "FILE", help: "write there, not to the output"),
    ],
    summary: "turn a search space of another tool into a spec",
    details: """
        Reads JSON, or YAML with the help of python3 and PyYAML, or words such as lr=0.1,0.01; - is the
        standard input. Formats: \(ImportFormat.all.map(\.name).joined(separator: ", ")).
        What hpmake cannot say exactly has a comment in the spec, and a warning that says what differs.
        """,
    run: { arguments in
        var format: ImportFormat?
        if let name = arguments["--from"] {
            format = ImportFormat.named(name)
            if format == nil {
                throw unknownFormat(name)
            }
        }
        return importSpace(arguments.positional[0], format, to: arguments["--output"] ?? "-")
    })

private func unknownFormat(_ name: String) -> Arguments.Failure {
    let known = ImportFormat.all.map(\.name)
    return Arguments.Failure(
        message: "--from takes \(known.joined(separator: ", ")), not \(quoted(name))"
            + suggestion(for: name, among: known))
}

private func importSpace(_ path: String, _ format: ImportFormat?, to output: String) -> Int32 {
    let name = path == "-" ? "standard input" : path
    do {
        let bytes = try readFile(path == "-" ? "/dev/stdin" : path)
        let content = try ImportedContent(bytes, path)
        var spec = try ImportFormat.read(content.json, as: format)
        for note in content.notes { spec.note(note) }
        for warning in spec.warnings { writeText("\(name): warning: \(warning)\n", to: 2) }
        try deliver(Array(spec.text.utf8), to: output)
        return ExitCode.success
    } catch let failure as ImportFailure {
        writeText("\(name): error: \(failure.message)\n", to: 2)
    } catch let failure as ImportedContent.SyntaxError {
        writeText(failure.text, to: 2)
    } catch {
        return complain("import", "\(error)")
    }
    return ExitCode.usage
}

/// A file as JSON, whatever it was written in.
private struct ImportedContent {
    let json: JSONValue
    /// What is not as it looks there.
    private(set) var notes: [String] = []

    /// Text that is no JSON, with its place.
    struct SyntaxError: Error {
        let text: String
    }

    /// Longer texts are not passed on to Python.
    private static let longestYAML = 100_000

    init(_ bytes: [UInt8], _ path: String) throws {
        if path.hasSuffix(".py") { throw ImportFailure(ImportedContent.pythonAdvice) }
        let syntaxError: JSONError
        do {
            json = try JSONValue.parse(bytes, allowsNonFinite: true)
            return
        } catch {
            syntaxError = error
        }
        if let lines = ImportedContent.lines(bytes) {
            json = .array(lines)
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if let words = overrides(text) {
            json = words
            return
        }
        guard !path.hasSuffix(".json"), !bytes.contains(0) else {
            var found = Diagnostics()
            let place = syntaxError.offset
            found.error(syntaxError.message, at: place..<place + 1)
            throw SyntaxError(text: found.rendered(in: SourceText(name: path, bytes: bytes)))
        }
        (json, notes) = try ImportedContent.yaml(text)
    }

    /// One JSON object a line.
    private static func lines(_ bytes: [UInt8]) -> [JSONValue]? {
        var values: [JSONValue] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let value = try? JSONValue.parse(Array(line), allowsNonFinite: true),
                value.members != nil
            else { return nil }
            values.append(value)
        }
        return values.isEmpty ? nil : values
    }

    private static func yaml(_ text: String) throws(ImportFailure) -> (JSONValue, [String]) {
        let script = String(decoding: Templates.yamlReader, as: UTF8.self)
        guard text.utf8.count <= longestYAML else {
            throw ImportFailure("it is too long for a search space")
        }
        guard let output = outputOfProgram(["python3", "-c", script, text]),
            let answer = try? JSONValue.parse(Array(output.utf8), allowsNonFinite: true)
        else {
            throw ImportFailure(
                "it is no JSON, and to read YAML it takes python3 with PyYAML, which is not here; "
                    + "where it is, this makes JSON of it:\n  python3 -c 'import json, sys, yaml; "
                    + "json.dump(yaml.safe_load(sys.stdin), sys.stdout)' < FILE > FILE.json")
        }
        if let error = answer["error"]?.stringValue { throw ImportFailure("no YAML: \(error)") }
        return (
            answer["value"] ?? .null, (answer["notes"]?.items ?? []).compactMap(\.stringValue)
        )
    }

    private static let pythonAdvice = """
        it is Python, which only Python can read: let it write JSON, for Ray Tune's space by
          json.dump(space, open("space.json", "w"), default=lambda o: {"class": type(o).__name__, **vars(o)})
        for Syne Tune's by config_space_to_json_dict, for Optuna's by distribution_to_json, for
        ConfigSpace's by to_json, for Keras Tuner's by get_config
        """
}
