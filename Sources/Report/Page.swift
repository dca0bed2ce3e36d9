// The page: its head, its sections in order, its data and scripts. What is inside of the sections is in
// files of their own. Knows nothing of files.
import Graph
import Plots
import Templates
import Text

/// The text of the page, complete and in need of nothing else.
package func pageText(_ source: PageSource) -> [UInt8] {
    var page = Markup()
    let script = Templates.reportScript
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    // Nothing is loaded, and no script runs but the one with this hash. Figures bring styles along.
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
    page.raw("style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; ")
    page.raw("script-src 'sha256-")
    page.text(scriptHash(script))
    page.raw("'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
    page.raw("<link rel=\"icon\" href=\"data:,\">\n")
    page.element("title", "\(source.project) – hpmake report")
    page.raw("\n<style>\n")
    page.raw(made: Templates.reportStyle)
    page.raw("</style>\n</head>\n<body>\n")
    page.addHeader(source)
    page.raw("<main id=\"main\">\n")
    page.addOverview(source)
    page.addControls()
    page.addRuns(source)
    page.addFigures(source)
    page.addFailures(source)
    page.addRunning(source)
    page.addOrigin(source)
    page.raw("</main>\n<div id=\"tip\" role=\"status\" hidden></div>\n")
    page.raw("<dialog id=\"details\" aria-labelledby=\"details-title\"></dialog>\n")
    page.raw("<script type=\"application/json\" id=\"data\">")
    page.raw(made: escapedForScript(source.data))
    page.raw("</script>\n<script>")
    page.raw(made: script)
    page.raw("</script>\n</body>\n</html>\n")
    return page.bytes
}

private func scriptHash(_ script: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(script)
    return base64(
        hash.digest().flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) }
        })
}

extension PageSource {
    /// What is wanted of the sweep; empty without an objective.
    var aim: String {
        plan.objectives.map { "\($0.maximize ? "maximise" : "minimise") \($0.metric)" }
            .joined(separator: ", ")
    }
}

extension Markup {
    fileprivate mutating func addHeader(_ source: PageSource) {
        raw(
            "<a class=\"skip\" href=\"#main\">Skip to the results</a>\n<header>\n<p class=\"kind\">"
        )
        text("hpmake report · \(source.sweep.layout.dist)")
        raw("</p>\n")
        element("h1", source.project)
        if !source.aim.isEmpty { element("p", class: "aim", source.aim) }
        raw("\n</header>\n")
    }

    /// What is empty here is filled by the scripts; without them the rest of the page is whole.
    fileprivate mutating func addControls() {
        raw("<div id=\"controls\" class=\"controls\" hidden></div>\n")
    }

    /// Begins a section; `endSection` ends it.
    mutating func beginSection(_ id: StaticString, _ title: String, hint: String = "") {
        raw("<section id=\"")
        raw(id)
        raw("\" aria-labelledby=\"")
        raw(id)
        raw("-title\">\n<h2 id=\"")
        raw(id)
        raw("-title\">")
        text(title)
        raw("</h2>\n")
        if !hint.isEmpty {
            element("p", class: "hint", hint)
            raw("\n")
        }
    }

    mutating func endSection() { raw("</section>\n") }
}
