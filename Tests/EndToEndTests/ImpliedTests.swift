// A sweep gains a parameter: what was done before it is done, and what was made with other values is not.
import TestSupport
import Testing

@Suite struct ImpliedTests {
    private func sweep(_ space: String, _ options: String, implied: String? = nil) -> Sweep {
        Sweep(
            space: space, preprocess: nil,
            train:
                "echo train {id} >>trace; echo \(options); echo '{\"loss\": {lr}}' >{out}/result.json",
            trainMore: "",
            more: #", "objective": {"minimize": "loss"}"#
                + (implied.map { #", "implied": \#($0)"# } ?? ""))
    }

    /// Two runs of the time before the parameter.
    private func done(_ options: String) throws -> Project {
        let project = try Project(sweep(#"{"lr": [1, 2]}"#, options))
        let output = try project.make()
        try #require(output.code == 0, "\(output)")
        #expect(try project.ran() == ["test lr_1", "test lr_2", "train lr_1", "train lr_2"])
        return project
    }

    @Test(arguments: [("{args}", "{args}"), ("{--lr}", "{--lr} {--m}")])
    func aNewParameter(_ before: String, _ after: String) throws {
        let project = try done(before)
        let space = #"{"lr": [1, 2], "m": [0, 0.5]}"#
        try project.change(sweep(space, after, implied: #"{"m": 0}"#))
        #expect(try project.make().code == 0)
        let new = ["test lr_1-m_0.5", "test lr_2-m_0.5", "train lr_1-m_0.5", "train lr_2-m_0.5"]
        #expect(try project.ran() == new)
        #expect(try project.make("-q").code == 0)
        #expect(project.json("dist/collated.json")["missing"] as? [String] == [])
        // What runs is told its real value, and the record holds it.
        try project.remove("\(project.folder(ofRun: "lr_1"))/.train")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == ["test lr_1", "train lr_1"])
        #expect(project.read("\(project.folder(ofRun: "lr_1"))/train.log") == "--lr 1 --m 0\n")
        let origin = project.record("lr_1", ".train")["made_from"] as? [String: Any]
        #expect((origin?["implied"] as? [String: Int]) == ["m": 0])
        // One made with another value does not fit; older ones have none.
        try project.change(sweep(#"{"lr": [1, 2], "m": [1]}"#, after, implied: #"{"m": 1}"#))
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        #expect(try project.ran() == ["test lr_1", "train lr_1"])
    }

    /// An option that was forgotten at first is new to those that do not have the implied value.
    @Test func anOptionLater() throws {
        let project = try done("{--lr}")
        let space = #"{"lr": [1], "m": [0, 0.5]}"#
        try project.change(sweep(space, "{--lr}", implied: #"{"m": 0}"#))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == ["test lr_1-m_0.5", "train lr_1-m_0.5"])
        try project.change(sweep(space, "{--lr} {--m}", implied: #"{"m": 0}"#))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == ["test lr_1-m_0.5", "train lr_1-m_0.5"])
    }

    @Test func changedIDsAreTold() throws {
        let space = #"{"lr": [1, 2], "m": [0]}"#
        let project = try Project(sweep(space, "{args}"))
        #expect(try project.make().code == 0)
        let old = project.folder(ofRun: "lr_1-m_0").split(separator: "/").last ?? ""
        try project.change(sweep(space, "{args}", implied: #"{"m": 0}"#))
        let output = try project.hpmake("gen", "space.json", "-o", "Makefile")
        #expect(output.code == 0)
        #expect(output.stderr.contains("\(old) is lr_1-"), "\(output)")
        #expect(try project.make().code == 0)
        #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").stderr == "")
    }
}
