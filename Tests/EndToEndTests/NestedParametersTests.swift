// The file of `{params}` as nested objects: what a trainer gets, whatever the layout, and what is read back.
import Foundation
import TestSupport
import Testing

@Suite struct NestedParametersTests {
    private func spec(_ cases: String, form: String = "nested", more: String = "") -> String {
        #"""
        {"space": {"l": {"cases": {\#(cases)}}}, "repeat": {"r.s": [7]}, "params": "\#(form)",
         "objective": {"maximize": "acc"}\#(more),
         "stages": {"train": "echo >>trace; cat {params} >>seen; echo '{\"acc\": 1}' >{out}/result.json"}}
        """#
    }

    private let cases = #""e": {}, "c": {"l.size": [1, 2]}"#
    private let seen = [
        #"{"l":{"_name":"c","size":1},"r":{"s":7}}"#, #"{"l":{"_name":"c","size":2},"r":{"s":7}}"#,
        #"{"l":{"_name":"e"},"r":{"s":7}}"#,
    ]

    private func lines(_ project: Project) -> [String] {
        project.read("seen").split(separator: "\n").map(String.init).sorted()
    }

    @Test(arguments: ["", #", "layout": {"packed": 2}"#])
    func theFileIsNested(_ more: String) throws {
        let project = try Project(spec(cases, more: more))
        let output = try project.make()
        #expect(output.code == 0 && lines(project) == seen, "\(output)")
        let table = try project.hpmake("where", "dist", "l.size=2").stdout
        #expect(table.split(separator: "\n").count == 1)
        try project.remove("trace")
        #expect(try project.make().code == 0 && !project.exists("trace"))
        // Of the form a trainer sees nothing but the file.
        try project.write("space.json", spec(cases, form: "flat", more: more))
        #expect(try project.hpmake("plan").stdout.contains("3 outdated"))
        // Runs that the spec does not have any more are read from their files.
        try project.write("space.json", spec(#""e": {}"#, more: more))
        #expect(try project.make().code == 0)
        let all = try project.hpmake(
            "collate", "dist", "--all", "--format", "csv", "--columns", "l,l.size")
        #expect(all.stdout.contains("c,2") && all.stdout.contains("c,1"), "\(all)")
    }
}
