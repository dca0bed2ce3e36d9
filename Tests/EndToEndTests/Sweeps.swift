// The small sweep that most end-to-end tests change in one way or another.
// Its stages write what they are into `trace`, so that a test can tell what ran.
import Foundation
import TestSupport

/// The parts of a spec, each as JSON.
struct Sweep {
    var space = #"{"x": [1, 2, 3]}"#
    var preprocess: String? = #""echo pre >>trace; cat raw.txt >{preprocessed}/data""#
    var preprocessInputs: String? = nil
    var train = "echo train {id} >>trace; echo '{\"loss\": {x}}' >{out}/result.json"
    /// More members of the stage, such as `, "retries": 1`.
    var trainMore = #", "inputs": ["in.txt", "lib"]"#
    var test = "echo test {id} >>trace; cat {out}/result.json"
    var testMore = ""
    /// More members of the spec.
    var more = #", "objective": {"minimize": "loss"}"#

    var text: String {
        var text = "{\"space\": \(space)"
        if let preprocess { text += ", \"preprocess\": \(preprocess)" }
        text += ", \"stages\": {\"train\": {\"run\": \(quote(train))\(trainMore)}, "
        text += "\"test\": {\"run\": \(quote(test))\(testMore)}}"
        return text + more + "}\n"
    }

    private func quote(_ text: String) -> String {
        let data = try? JSONSerialization.data(withJSONObject: [text])
        return String(String(decoding: data ?? Data(), as: UTF8.self).dropFirst().dropLast())
    }
}

extension Project {
    /// A project of a sweep with its inputs.
    convenience init(_ sweep: Sweep) throws {
        try self.init(sweep.text)
        for name in ["in.txt", "lib/a.txt", "raw.txt"] {
            try write(name, "1\n")
            try date(name, -60)
        }
    }

    func change(_ sweep: Sweep) throws { try write("space.json", sweep.text) }

    /// What has run since the last call: `pre`, or stage and first part of the id, sorted.
    func ran() throws -> [String] {
        let lines = read("trace").split(separator: "\n").map(String.init).sorted()
        try? remove("trace")
        return lines.map { line in
            let words = line.split(separator: " ")
            return words.count < 2 ? line : "\(words[0]) \(words[1].dropLast(13))"
        }
    }

    /// The folder of the run whose id begins so.
    func folder(ofRun prefix: String) -> String {
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: path("dist/trained"))) ?? []
        return "dist/trained/" + (names.first { $0.hasPrefix(prefix + "-") } ?? prefix)
    }

    /// The lock of a run without repeats, which lies beside its folder.
    func lock(ofRun prefix: String) -> String {
        let folder = folder(ofRun: prefix)
        return folder.replacingOccurrences(of: "trained/", with: "trained/.") + ".lock"
    }

    /// The record in a file of a run.
    func record(_ run: String, _ name: String) -> [String: Any] {
        json("\(folder(ofRun: run))/\(name)")
    }
}
