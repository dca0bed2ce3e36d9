// What is submitted, from how far the runs are and what is queued; and what squeue's lines mean.
import Slurm
import Testing
import Text

@Suite struct SubmissionTests {
    /// Without the number of tasks, or, where there are layers, without their names.
    private func lines(_ submission: Submission) -> [String] {
        submission.jobs().map { $0.line.split(separator: " ").dropLast().joined(separator: " ") }
    }

    /// The others are left out, and the collation with them where they are not done.
    @Test func selections() {
        var submission = Submission(
            done: [0, 2, 0, 1, 0], groups: [0..<1, 1..<2], pack: 1, limit: 1001)
        submission.needsCollation = true
        submission.selection = [0, 1, 3]
        #expect(
            submission.jobs().map(\.line) == [
                "array_1 0 0 - 1\n", "array_2 0 0 aftercorr:@1 1\n", "array_2 0 3 - 1\n",
            ])
        submission.done = [0, 2, 2, 1, 2]
        #expect(submission.jobs().last?.line == "collate 0 - - 1\n")
        submission.selection = nil
        submission.done = [0, 0, 0, 0, 0]
        #expect(submission.jobs().map(\.tasks) == [5, 5, 1])
    }

    @Test func aWholeSweep() {
        var submission = Submission(
            done: [0, 0, 0, 0, 0], groups: [0..<2, 2..<3], pack: 1, limit: 1001)
        submission.needsPreprocess = true
        #expect(
            lines(submission) == [
                "preprocess 0 - -", "array_1 0 0-4 afterok:@1", "array_2 0 0-4 aftercorr:@2",
                "collate 0 - -",
            ])
        submission.queuedPreprocess = "7"
        #expect(lines(submission).first == "array_1 0 0-4 afterok:7")
    }

    /// The limit is that of the index, and each slice follows its own.
    @Test func slices() {
        let submission = Submission(
            done: [Int](repeating: 0, count: 25), groups: [0..<1, 1..<2], pack: 1, limit: 10)
        #expect(
            lines(submission) == [
                "array_1 0 0-9 -", "array_1 10 0-9 -", "array_1 20 0-4 -",
                "array_2 0 0-9 aftercorr:@1", "array_2 10 0-9 aftercorr:@2",
                "array_2 20 0-4 aftercorr:@3", "collate 0 - -",
            ])
    }

    @Test func onlyWhatIsMissing() {
        var submission = Submission(
            done: [2, 0, 1, 2, 0, 1], groups: [0..<1, 1..<2], pack: 1, limit: 1001)
        #expect(
            lines(submission) == [
                "array_1 0 1,4 -", "array_2 0 1,4 aftercorr:@1", "array_2 0 2,5 -",
                "collate 0 - -",
            ])
        submission.busy = [4, 5]
        #expect(
            lines(submission) == [
                "array_1 0 1 -", "array_2 0 1 aftercorr:@1", "array_2 0 2 -", "collate 0 - -",
            ])
    }

    @Test func nothing() {
        var submission = Submission(done: [1, 1], groups: [0..<1], pack: 1, limit: 10)
        #expect(submission.jobs().isEmpty)
        submission.needsCollation = true
        submission.openJobs = ["3", "4"]
        #expect(lines(submission) == ["collate 0 - :3:4"])
    }

    @Test func whatIsQueuedStaysThere() {
        var submission = Submission(
            done: [0, 0, 0], groups: [0..<1, 1..<2], pack: 1, limit: 1001)
        let place = Submission.Place(job: "8", isAlike: true, offset: 0)
        submission.queued[0] = [0: place, 1: place]
        submission.queued[1] = [0: Submission.Place(job: "9", isAlike: true, offset: 0)]
        submission.openJobs = ["8", "9"]
        #expect(
            lines(submission) == [
                "array_1 0 2 -", "array_2 0 1 aftercorr:8", "array_2 0 2 aftercorr:@1",
                "collate 0 - :8:9",
            ])
        // Whoever waits for what is not queued any more will be cancelled: it counts as not queued.
        submission.queued[0] = [:]
        #expect(lines(submission)[1] == "array_2 0 0-2 aftercorr:@1")
        // Tasks with other runs in them: wait for the whole job.
        submission.queued[0] = [1: Submission.Place(job: "8", isAlike: false, offset: 0)]
        #expect(lines(submission).contains("array_2 0 1 afterany:8"))
    }

    /// What comes after a task that runs is submitted; not so where somebody else is at the run, or where
    /// the task is about to end.
    @Test func laterStagesOfWhatRuns() {
        var submission = Submission(
            done: [0, 0, 1, 0], groups: [0..<1, 1..<2, 2..<3], pack: 1, limit: 1001)
        let place = Submission.Place(job: "8", isAlike: true, offset: 0)
        submission.busy = [0, 1, 2, 3]
        submission.queued[0] = [0: place, 2: place, 3: place]
        submission.ending = [3]
        #expect(
            lines(submission) == [
                "array_2 0 0 aftercorr:8", "array_3 0 0 aftercorr:@1", "collate 0 - -",
            ])
        #expect(submission.isQueued(0) && submission.isWanted(0))
        #expect(!submission.isQueued(2) && !submission.isWanted(2) && !submission.isWanted(3))
    }

    /// Rungs of nine, three and one, and a second bracket of three and one.
    private func search(done: [Int], groups: [Range<Int>] = [0..<1]) -> Submission {
        var submission = Submission(done: done, groups: groups, pack: 1, limit: 1001)
        var start = 0
        let layers = [
            ("b0.r0", 9, nil), ("b0.r1", 3, 0), ("b0.r2", 1, 1), ("b1.r1", 3, nil), ("b1.r2", 1, 3),
        ]
        submission.layers = layers.map { name, count, after in
            defer { start += count }
            return Submission.Layer(name: name, runs: start..<start + count, after: after)
        }
        return submission
    }

    /// Each waits for the end of the one before it, whatever that is, and brackets for none but their own.
    @Test func layersOfSlots() {
        var submission = search(done: [Int](repeating: 0, count: 17))
        #expect(
            submission.jobs().map(\.line) == [
                "array_1 0 0-8 - 9 b0.r0\n", "array_1 0 9-11 afterany:@1 3 b0.r1\n",
                "array_1 0 12 afterany:@2 1 b0.r2\n", "array_1 0 13-15 - 3 b1.r1\n",
                "array_1 0 16 afterany:@4 1 b1.r2\n", "collate 0 - - 1\n",
            ])
        submission.needsPreprocess = true
        #expect(
            submission.jobs().map(\.after).prefix(4) == [
                nil, "afterok:@1", "afterok:@1,afterany:@2", "afterok:@1,afterany:@3",
            ])
    }

    /// Later stages of a run follow its own, and the next rung waits for the arrays of all stages.
    @Test func layersOfSeveralArrays() {
        let submission = search(done: [Int](repeating: 0, count: 17), groups: [0..<1, 1..<2])
        #expect(
            lines(submission).prefix(4) == [
                "array_1 0 0-8 - 9", "array_2 0 0-8 aftercorr:@1 9",
                "array_1 0 9-11 afterany:@1:@2 3", "array_2 0 9-11 aftercorr:@3 3",
            ])
    }

    /// A rung that is done is not waited for, and what is queued is waited for where it is.
    @Test func layersThatAreDoneOrQueued() {
        var submission = search(
            done: [Int](repeating: 1, count: 9) + [1, 0, 1, 0] + [1, 1, 1, 1])
        #expect(
            lines(submission) == [
                "array_1 0 10 - 1", "array_1 0 12 afterany:@1 1", "collate 0 - -",
            ])
        submission.queued[0][10] = Submission.Place(job: "8", isAlike: true, offset: 0)
        #expect(lines(submission) == ["array_1 0 12 afterany:8 1", "collate 0 - -"])
        // Beside what is queued, what is new.
        submission.done[9] = 0
        #expect(
            lines(submission) == [
                "array_1 0 9 - 1", "array_1 0 12 afterany:8:@1 1", "collate 0 - -",
            ])
        // What waits for a layer with nothing to do waits for the one before that.
        var batches = search(done: [0] + [Int](repeating: 1, count: 11) + [0, 1, 1, 1, 1])
        #expect(lines(batches)[1] == "array_1 0 12 afterany:@1 1")
        batches.selection = [12]
        #expect(lines(batches) == ["array_1 0 12 - 1"])
    }

    /// A rung would find those below it running, and could not tell what they come to.
    @Test func whatIsBelowAQueuedRungIsHeldBack() {
        var submission = search(
            done: [0] + [Int](repeating: 1, count: 8) + [0, 0, 0, 0, 0, 1, 1, 1])
        let place = Submission.Place(job: "8", isAlike: true, offset: 0)
        for run in 9...11 { submission.queued[0][run] = place }
        submission.holdBack()
        #expect(submission.held.contains(0) && !submission.isWanted(0))
        #expect(
            lines(submission) == [
                "array_1 0 12 afterany:8 1", "array_1 0 13 - 1", "collate 0 - -",
            ])
        // What is queued itself is not.
        submission.queued[0][0] = place
        submission.holdBack()
        #expect(!submission.held.contains(0))
    }

    /// An argument has 128 KiB, and each part follows its own.
    @Test func longLists() {
        let submission = Submission(
            done: (0..<60_000).map { $0 % 2 * 2 }, groups: [0..<1, 1..<2], pack: 1, limit: 100_000)
        let jobs = submission.jobs()
        #expect(jobs.allSatisfy { ($0.array ?? "").utf8.count <= 100 << 10 })
        #expect(jobs.map(\.after).prefix(4) == [nil, nil, "aftercorr:@1", "aftercorr:@2"])
        let first = jobs.prefix(2).compactMap(\.array).joined(separator: ",")
        #expect(first == rangeList(Array(stride(from: 0, to: 60_000, by: 2))))
    }

    @Test func packs() {
        let submission = Submission(
            done: [0, 1, 1, 1, 1, 1, 0], groups: [0..<1], pack: 3, limit: 2)
        #expect(lines(submission) == ["array_1 0 0 -", "array_1 2 0 -", "collate 0 - -"])
    }
}

@Suite struct QueueTests {
    @Test func linesOfSqueue() {
        let entries = QueueEntry.read(
            "12|3|RUNNING|None|/a b|c\n13|N/A|PENDING|Dependency|/a b|c\nrubbish\n")
        #expect(entries.map(\.job) == ["12", "13"])
        #expect(entries.map(\.task) == [3, nil])
        #expect(entries.allSatisfy { !$0.isOver && $0.folder == "/a b|c" })
        #expect(QueueEntry.read("1|2|TIMEOUT|TimeLimit|/")[0].isOver)
        let ending = QueueEntry.read("1|2|COMPLETING|None|/")[0]
        #expect(!ending.isOver && ending.isEnding)
    }

    @Test func linesOfSacct() {
        let entries = QueueEntry.readAccounts(
            "12_3|CANCELLED by 0|/home\n12_[4-9]|PENDING|/home\nx\n13|FAILED|/home\n")
        #expect(
            entries == [
                QueueEntry(
                    job: "12", task: 3, state: "CANCELLED", reason: "", folder: "/home"),
                QueueEntry(job: "13", task: nil, state: "FAILED", reason: "", folder: "/home"),
            ])
    }

    /// Neither a job of a copied folder nor one whose id was given anew.
    @Test func onlyOurs() {
        let job = SubmittedJob(id: "12", sweep: "s", stages: ["train"], offset: 20, pack: 5)
        let entries = QueueEntry.read(
            "12|3|RUNNING|None|/here\n12|3|RUNNING|None|/there\n12|N/A|RUNNING|None|/here\n"
                + "13|3|RUNNING|None|/here\n")
        let found = ours(entries, [job], isHere: { $0 == "/here" })
        #expect(found.count == 1 && found[0].entry.task == 3)
        #expect(job.runs(ofTask: 3) == 115..<120)
    }
}
