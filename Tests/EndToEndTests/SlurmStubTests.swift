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
        #expect(
            output.stdout
                == "preprocess: job 101\ntrain: job 102, 3 tasks\ncollate: job 103\n", "\(output)")
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
        for words in [["submit.sh"], ["submit.sh", "--cancel"]] {
            let output = try project.start(["sh"] + words).wait()
            #expect(
                output.code == 1 && output.stderr.contains("nothing was submitted"), "\(output)")
            #expect(output.stderr.contains("rror: "))
        }
        // What is only shown needs no answer, nor a cluster that is up.
        try project.writeScript("bin/scontrol", "#!/bin/sh\nexit 1\n")
        let output = try project.run("sh", "submit.sh", "--dry-run")
        #expect(output.code == 0 && output.stdout.contains("--array=0-2"), "\(output)")
        #expect(output.stderr.contains("as if nothing were"), "\(output)")
        #expect(!project.exists("calls") && !project.exists("cancelled"))
    }

    /// A stand-in for a queue in which each task of the array waits.
    private static let pending = "printf '102|%s|PENDING|Priority|%s\\n' 0 $PWD 1 $PWD 2 $PWD"

    /// What waits in the queue is queued for every command, until it is over.
    @Test func whatWaits() throws {
        let project = try project(
            sbatch: "echo $n", squeue: "[ -e over ] || \(SlurmStubTests.pending)")
        #expect(try project.run("sh", "submit.sh").code == 0)
        for command in ["status", "collate", "plan"] {
            let output = try project.hpmake(command)
            #expect((output.stdout + output.stderr).contains("3 queued"), "\(output)")
        }
        #expect(
            try project.hpmake("where", "state=queued").stdout.split(separator: "\n").count == 3)
        #expect(try project.hpmake("status", "--missing").code == 1)
        #expect(try project.hpmake("annotate").stdout.contains("queued"))
        // Once a command.
        let asked = project.read("asked").split(separator: "\n").count
        _ = try project.hpmake("status")
        #expect(project.read("asked").split(separator: "\n").count == asked + 1)
        try project.write("over", "")
        #expect(
            try project.hpmake("where", "state=missing").stdout.split(separator: "\n").count == 3)
    }

    /// Where squeue gives no answer, that is said, and nothing counts as queued.
    @Test func whatWaitsInADoubtfulQueue() throws {
        let project = try project(
            sbatch: "echo $n",
            squeue:
                "\(SlurmStubTests.pending); [ ! -e submitted ] || echo 'error: no contact' >&2")
        #expect(try project.run("sh", "submit.sh").code == 0)
        try project.write("submitted", "")
        let output = try project.hpmake("where", "state=missing")
        #expect(
            output.stdout.split(separator: "\n").count == 3 && output.stderr.contains("no contact"),
            "\(output)")
    }

    /// As an argument, and each run as a task of its own.
    @Test func only() throws {
        let project = try project(sbatch: "echo $n")
        project.environment["ONLY"] = "x=9"
        let dry = try project.run("sh", "submit.sh", "--dry-run", "ONLY=x>1")
        #expect(dry.code == 0 && dry.stdout.contains("--array=1,2"), "\(dry)")
        #expect(dry.stderr.contains("2 to submit, 1 left out by ONLY"), "\(dry)")
        let none = try project.run("sh", "submit.sh", "ONLY=x=9")
        #expect(none.code == 1 && none.stderr.contains("no run matches ONLY=x=9"), "\(none)")
        let wrong = try project.run("sh", "submit.sh", "ONLY=y=9")
        #expect(wrong.code == 2 && wrong.stderr.contains("ONLY: "), "\(wrong)")
        #expect(try project.run("sh", "submit.sh", "--cancel", "ONLY=x=1").code == 2)
        #expect(!project.exists("calls"))
        let output = try project.run("sh", "submit.sh", "ONLY=x=2")
        #expect(output.stdout == "preprocess: job 101\ntrain: job 102, 1 task\n", "\(output)")
        // The environment does not count.
        let all = try project.run("sh", "submit.sh")
        #expect(all.stdout.contains("train: job"), "\(all)")
    }

    /// All rungs at once, each after the one below it; runs that wait for different results share no task.
    @Test func searchesByResults() throws {
        let project = try project(sbatch: "echo $n")
        let spec = """
            {"space": {"x": {"uniform": [0, 1]}}, "objective": {"minimize": "loss"},
             "search": {"method": "halving", "samples": 9, "rungs": {"epochs": [1, 3]}},
             "stages": {"train": "echo {x} {epochs}"}, "slurm": {"pack": 1}}
            """
        try project.write("space.json", spec.replacingOccurrences(of: "1}}", with: "2}}"))
        let packed = try project.hpmake("gen", "--backend", "slurm", "space.json")
        #expect(packed.code == 2 && packed.stdout.isEmpty, "\(packed)")
        #expect(packed.stderr.hasPrefix("space.json:3:62: error: a search by results"), "\(packed)")
        try project.write("space.json", spec)
        #expect(
            try project.hpmake("gen", "--backend", "slurm", "space.json", "-o", "submit.sh").code
                == 0)
        let dry = try project.run("sh", "submit.sh", "--dry-run")
        #expect(dry.stdout.contains("--job-name=train.b0.r0 "), "\(dry)")
        #expect(dry.stdout.contains("--dependency=afterany:JOB1 --kill"), "\(dry)")
        #expect(dry.stderr == "12 runs: 0 done, 12 to submit\n", "\(dry)")
        let output = try project.run("sh", "submit.sh")
        #expect(
            output.stdout
                == "train of b0.r0: job 101, 9 tasks\ntrain of b0.r1: job 102, 3 tasks\n"
                + "collate: job 103\n", "\(output)")
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
