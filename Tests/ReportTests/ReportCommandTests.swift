// `hpmake report` on real sweeps, as far as that can be seen without a browser.
import Foundation
import TestSupport
import Testing

struct ReportCommandTests {
    private let spec = #"""
        {"space": {"x": [1, 2, "</script><script>alert(1)</script>"]},
         "stages": {"train": "test {x} != 2; echo '{\"y\": 1}' >{out}/result.json"},
         "objective": {"maximize": "y"}}
        """#

    private func page(_ project: Project, _ name: String) throws -> String {
        let content = try #require(FileManager.default.contents(atPath: project.path(name)))
        return String(decoding: content, as: UTF8.self)
    }

    @Test("make report writes the page after failures, too, and clean removes it")
    func makes() throws {
        let project = try Project(spec)
        #expect(try project.make().code != 0)
        #expect(try project.make("report").code == 0)
        let page = try page(project, "dist/report.html")
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
        #expect(page.contains("1 failed run") && page.contains("exit 1"))
        #expect(!page.contains("</script><script>alert"))
        // The data and the one script.
        #expect(page.components(separatedBy: "</script").count == 3)
        #expect(try project.make("clean").code == 0)
        #expect(!FileManager.default.fileExists(atPath: project.path("dist/report.html")))
    }

    @Test("A pipe in place of a log is not waited at, and records are told")
    func pipes() throws {
        let project = try Project(spec)
        _ = try project.make()
        #expect(
            try project.sh("cd dist/trained/x_2-* && rm train.log && mkfifo train.log").code == 0)
        #expect(try project.hpmake("report", "dist").code == 0)
        let page = try page(project, "dist/report.html")
        #expect(page.contains("(the log is empty)"))
        #expect(page.contains("\"max_rss_kib\":") && page.contains("\"exit\":1"))
    }

    @Test("Of several objectives the best of each")
    func objectives() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2, 3]},
             "stages": {"train": "echo '{\"a\": {x}, \"b\": {x}}' >{out}/result.json"},
             "objective": [{"maximize": "a"}, {"minimize": "b"}]}
            """#)
        _ = try project.make()
        #expect(try project.hpmake("report", "dist").code == 0)
        let page = try page(project, "dist/report.html")
        #expect(page.contains("3 configurations on the Pareto front</h2>"))
        #expect(page.contains("<strong>3</strong> to 1 a</span> <span><strong>1</strong> to 3 b"))
        #expect(page.contains("best a: <a href=\"trained/x_3-"))
    }

    @Test("Another file, and links that lead from it to the runs")
    func elsewhere() throws {
        let project = try Project(spec)
        _ = try project.make()
        let output = try project.hpmake("report", "dist/", "-o", "page.html")
        #expect(output.code == 0 && output.stdout == "page.html\n" && output.stderr.isEmpty)
        #expect(try page(project, "page.html").contains("href=\"./dist/trained/"))
    }

    @Test("A page of a sweep that is over does not load itself again, also with --watch")
    func watches() throws {
        let project = try Project(spec)
        _ = try project.make()
        #expect(try project.hpmake("report", "dist", "--watch").code == 1)
        #expect(try page(project, "dist/report.html").contains("\"reload\":null"))
    }

    @Test("What is no sweep is said, and nothing is written")
    func wrong() throws {
        let project = try Project(spec)
        for arguments in [["none"], ["."], [], ["a", "b"]] {
            let output = try project.start(["hpmake", "report"] + arguments).wait()
            #expect(output.code == 2 && output.stdout.isEmpty && !output.stderr.isEmpty)
        }
        _ = try project.make()
        let output = try project.hpmake("report", "dist", "-o", "space.json/no.html")
        #expect(output.code == 1 && output.stderr.contains("space.json"))
        for arguments in [["-o", ""], ["-o", "-", "--watch"]] {
            let output = try project.start(["hpmake", "report", "dist"] + arguments).wait()
            #expect(output.code == 2 && output.stdout.isEmpty && !output.stderr.isEmpty)
        }
    }

    @Test("As of figures: folders are made, and - is standard output")
    func output() throws {
        let project = try Project(spec)
        _ = try project.make()
        #expect(try project.hpmake("report", "dist", "-o", "new/folder/page.html").code == 0)
        #expect(try page(project, "new/folder/page.html").hasSuffix("</html>\n"))
        let output = try project.hpmake("report", "dist", "-o", "-")
        #expect(output.code == 0 && output.stdout.hasPrefix("<!DOCTYPE html>"))
        #expect(output.stdout.hasSuffix("</html>\n") && !project.exists("-"))
    }
}
