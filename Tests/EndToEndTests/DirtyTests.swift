// What of a run is in no commit.
import Foundation
import TestSupport
import Testing

@Suite struct DirtyTests {
    @Test func filesThatGitDoesNotKnow() throws {
        let project = try Project(
            """
            {"space": {"x": [1]}, "stages": {
              "a": {"run": "sh ./train.sh {x} # conf/new.json", "inputs": ["lib"]},
              "b": ["sh", "-c", "cat \\"$1\\"; : {x}", "sh", "other data.txt"]}}
            """)
        for name in ["train.sh", "conf/new.json", "lib/a", "free.txt", "other data.txt"] {
            try project.write(name, ":\n")
        }
        let git = try project.sh(
            """
            git init -q . && printf '.slots\\n' >.git/info/exclude && git add train.sh lib space.json \
            'other data.txt' && git -c user.name=a -c user.email=a@b commit -qm x
            """)
        guard git.code == 0 else { return print("no git here: not tested") }
        func changes(_ stage: String) -> (dirty: Bool?, files: [String]?, hash: String?) {
            let record = project.record("x_1", ".\(stage)")
            let changes = record["changes"] as? [String: Any]
            return (
                record["dirty"] as? Bool, changes?["files"] as? [String],
                changes?["diff"] as? String
            )
        }
        #expect(try project.make().code == 0)
        // A file that the command names; the other stage names none.
        #expect(changes("a").dirty == true && changes("a").files == ["conf/new.json"])
        #expect(changes("a").hash == nil && changes("b").dirty == false)
        // In an input folder, and a changed file of git with its difference.
        try project.sh("git add conf && git -c user.name=a -c user.email=a@b commit -qm y")
        try project.write("lib/b", "new\n")
        try project.write("train.sh", ": changed\n")
        try project.sh("rm -r dist")
        #expect(try project.make().code == 0)
        #expect(changes("a").files == ["train.sh", "lib/b"])
        #expect(changes("b").files == ["train.sh"])
        let hash = changes("a").hash
        #expect(hash?.count == 16)
        try project.write("train.sh", ": changed again\n")
        try project.sh("rm -r dist")
        #expect(try project.make().code == 0)
        #expect(changes("a").hash != nil && changes("a").hash != hash)
        #expect(try project.hpmake("where", "dist", "dirty=true").lines.count == 1)
    }
}
