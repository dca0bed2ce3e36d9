// Files that tests compare with, and how they are written anew. Knows nothing of what is in them.
import Foundation

/// A folder below `Tests`, found by the path of this file.
package func testFolder(_ name: String, here: String = #filePath) -> URL {
    URL(fileURLWithPath: here).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(name)
}

/// The cases of a folder with one folder a case, in order of their names.
package func fixtureCases(_ folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
}

/// Compares `actual` with a file; nil where they are the same, else what to say.
///
/// With `HPMAKE_RECORD=1` the file is written anew, and the test fails all the same, so that nobody
/// takes a recording for a test.
package func difference(_ actual: [UInt8], from file: URL) -> String? {
    let expected = (try? Data(contentsOf: file)).map(Array.init)
    if expected == actual { return nil }
    if ProcessInfo.processInfo.environment["HPMAKE_RECORD"] == "1" {
        do {
            try Data(actual).write(to: file)
            return "recorded \(file.path)"
        } catch {
            return "cannot record \(file.path): \(error)"
        }
    }
    let shown = String(decoding: actual, as: UTF8.self)
    guard let expected else { return "there is no \(file.path); it would be:\n\(shown)" }
    return
        "expected in \(file.path):\n\(String(decoding: expected, as: UTF8.self))\nactual:\n\(shown)"
}
