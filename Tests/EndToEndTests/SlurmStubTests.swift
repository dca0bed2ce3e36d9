// submit.sh with stand-ins for Slurm's programs that answer as some clusters do.
import Foundation
import TestSupport
import Testing

@Suite struct SlurmStubTests {
    private func project(sbatch: String, squeue: String = "") throws -> Project {
        let project = try Project(
            """
            {"space": {"x": [1, 2, 3]}, "preprocess": "true", "stages": {"train": "echo {x}"}}
            """)
        let stubs = [
            "sbatch":
                "echo \"$*\" | tr '\\n' ' ' >>calls; echo >>calls; n=$((100 + $(wc -l <calls)))\n\(sbatch)",
            "squeue": "echo \"$*\" >>asked\n\(squeue)",
            "scontrol": "echo 'MaxArraySize = 1001'",
            "scancel": "echo \"$*\" >>cancelled",
        ]
        for (name, script) in stubs {
            try project.writeScript("bin/\(name)", "#!/bin/sh\n\(script)\n")
        }
        project.environment["PATH"] = "\(project.path("bin")):\(project.environment["PATH"] ?? "")"
        #expect(
            try project.hpmake("gen", "--backend", "slurm", "space.json", "-o", "submit.sh").code
                == 0)
        return project
    }

    /// Banners of wrappers are no ids.
    @Test(arguments: [
        "echo -----; echo '  Welcome to 7 clusters'; echo '--> Verifying 3 hosts...OK'; echo $n",
        "echo \"$n;cluster\"; echo 'bye 12'", "echo \"Submitted batch job $n on cluster x\"",
    ])
    func theIdAmongOtherLines(_ sbatch: String) throws {
        let project = try project(sbatch: sbatch)
        let output = try project.run("sh", "submit.sh")
        #expect(output.code == 0, "\(output)")
        #expect(output.stdout.contains("submitted 101 102 103"), "\(output)")
        let jobs = project.read("dist/.hpmake/slurm/jobs").split(separator: "\n")
        #expect(jobs.map { $0.split(separator: " ").first ?? "" } == ["101", "102", "103"])
        #expect(project.read("calls").contains("--dependency=afterok:101 "))
    }

    @Test func withoutAnId() throws {
        let project = try project(sbatch: "[ $n -eq 101 ] && echo 101 || echo 'thank you'")
        let output = try project.run("sh", "submit.sh")
        #expect(output.code == 1 && output.stderr.contains("sbatch names no job"), "\(output)")
        #expect(output.stderr.contains("thank you"))
        #expect(project.read("cancelled") == "101\n")
    }

    /// An error with the exit code of success and an empty list is no answer.
    @Test(arguments: [
        "echo 'error: Invalid user: nobody' >&2", "echo 'slurm_load_jobs error: x' >&2; exit 1",
    ])
    func doubtfulQueues(_ squeue: String) throws {
        let project = try project(sbatch: "echo $n", squeue: squeue)
        for words in [["submit.sh"], ["submit.sh", "--cancel"], ["submit.sh", "--dry-run"]] {
            let output = try project.start(["sh"] + words).wait()
            #expect(
                output.code == 1 && output.stderr.contains("nothing was submitted"), "\(output)")
            #expect(output.stderr.contains("rror: "))
        }
        #expect(!project.exists("calls") && !project.exists("cancelled"))
    }

    /// A warning is none, and users are asked for by their number.
    @Test func warnings() throws {
        let project = try project(
            sbatch: "echo $n", squeue: "echo 'squeue: warning: old configuration' >&2")
        #expect(try project.run("sh", "submit.sh").code == 0)
        let id = try project.sh("id -u").stdout.trimmingCharacters(in: .newlines)
        #expect(project.read("asked").contains("-u \(id) "), "\(project.read("asked"))")
    }
}
