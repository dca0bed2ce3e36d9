// Which GPUs and threads stages get, by what the user, a container or a cluster has left for make.
import Foundation
import TestSupport
import Testing

@Suite struct DeviceTests {
    private func project(_ slots: String, needs: Int = 1, more: String = "") throws -> Project {
        try Project(
            """
            {"space": {"x": [1, 2, 3, 4]}, "resources": {"gpu": \(slots)}, "stages": {"a": {"run":
             "echo $HPMAKE_GPU $CUDA_VISIBLE_DEVICES $HIP_VISIBLE_DEVICES $ZE_AFFINITY_MASK \
            ${ROCR_VISIBLE_DEVICES-no} >>seen; sleep 0.1; : {x}", "needs": {"gpu": \(needs)}\(more)}}}
            """)
    }

    private func seen(_ project: Project) throws -> [String] {
        defer { try? project.remove("seen") }
        return Set(project.read("seen").split(separator: "\n").map(String.init)).sorted()
    }

    @Test func slotsAmongTheDevicesOfTheUser() throws {
        let cases = [
            ("[0, 1, 2, 3]", "CUDA_VISIBLE_DEVICES", "2,3", ["2 2 2 2 no", "3 3 3 3 no"]),
            (
                "[0, 1]", "CUDA_VISIBLE_DEVICES", "GPU-a, GPU-b,GPU-c",
                [
                    "GPU-a GPU-a GPU-a GPU-a no", "GPU-b GPU-b GPU-b GPU-b no",
                ]
            ),
            ("[\"0,1\", \"2,3\"]", "CUDA_VISIBLE_DEVICES", "0,1,2", ["0,1 0,1 0,1 0,1 no"]),
            ("[0, 1, 2]", "CUDA_VISIBLE_DEVICES", "1,-1,2", ["1 1 1 1 no"]),
            ("[0, 1, 2, 3]", "HIP_VISIBLE_DEVICES", "3", ["3 3 3 3 no"]),
            ("[0, 1, 2, 3]", "ZE_AFFINITY_MASK", "3", ["3 3 3 3 no"]),
            // HIP counts what ROCR leaves.
            ("[0, 1, 2, 3]", "ROCR_VISIBLE_DEVICES", "3", ["3 3 0 3 3"]),
        ]
        for (slots, variable, devices, expected) in cases {
            let project = try project(slots)
            project.environment[variable] = devices
            let output = try project.make("-s")
            #expect(output.code == 0, "\(output)")
            #expect(try seen(project) == expected, "\(variable) \(devices)")
        }
    }

    @Test func noDeviceIsLeft() throws {
        for (devices, needs, words) in [
            ("", 1, "needs 1 of gpu, and there is none where CUDA_VISIBLE_DEVICES is \"\""),
            ("2", 2, "needs 2 of gpu, and there is 1 where CUDA_VISIBLE_DEVICES is \"2\""),
        ] {
            let project = try project("[0, 1, 2]", needs: needs, more: #", "retries": 5"#)
            project.environment["CUDA_VISIBLE_DEVICES"] = devices
            project.environment["HPMAKE_RETRY_PAUSE"] = "30"
            let output = try project.startMake(["-s"]).wait(seconds: 20)
            #expect(output.code == 2 && output.stdout.contains(words), "\(output)")
            #expect(try seen(project) == [])
        }
    }

    /// Others see all of them, unless the spec asks for none.
    @Test func stagesWithoutGPUs() throws {
        let project = try Project(
            """
            {"space": {"x": 1}, "resources": {"gpu": [0, 1]}, "stages": {
             "free": "echo {x} ${CUDA_VISIBLE_DEVICES-unset} >>seen",
             "none": {"run": "echo {x} ${CUDA_VISIBLE_DEVICES-unset}. $HIP_VISIBLE_DEVICES >>seen",
                      "needs": {"gpu": 0}}}}
            """)
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        #expect(project.read("seen") == "1 unset\n1 . -1\n")
    }

    @Test func longSlotsThatBeginAlikeAreTwo() throws {
        let path = "/scratch/" + String(repeating: "project/data/", count: 20)
        let project = try Project(
            """
            {"space": {"x": [1, 2]}, "resources": {"copy": ["\(path)é-a", "\(path)é-b"]},
             "stages": {"a": {"run": "echo $HPMAKE_COPY {x} >{out}/o; sleep 0.3", "needs": {"copy": 1}},
                        "b": {"run": "echo {x}", "needs": {"copy": 2}}}}
            """)
        let output = try project.startMake().wait(seconds: 60)
        #expect(output.code == 0, "\(output)")
        #expect(
            Set(["x_1", "x_2"].map { project.read("\(project.folder(ofRun: $0))/o").dropLast(2) })
                .count == 2)
    }

    @Test func threads() throws {
        func threads(_ member: String, _ words: [String], _ own: String? = nil) throws -> [String] {
            let project = try Project(
                """
                {"space": {"x": [1, 2, 3]}, \(member) "stages": {"a":
                 "echo ${OMP_NUM_THREADS-unset} $MKL_NUM_THREADS >>seen; : {x}"}}
                """)
            project.environment["OMP_NUM_THREADS"] = own
            project.environment["MKL_NUM_THREADS"] = nil
            let output = try project.startMake(words).wait()
            #expect(output.code == 0, "\(output)")
            return try seen(project)
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        #expect(try threads("", []) == ["unset "] || true)
        #expect(try threads(#""threads": 5,"#, []) == ["5 5"])
        #expect(try threads(#""threads": 5,"#, [], "2") == ["2 5"])
        let shares = try threads(#""threads": "share","#, ["-j64"]).compactMap {
            Int($0.split(separator: " ")[0])
        }
        #expect(shares.count == 1 && (1...max(1, cores / 3)).contains(shares[0]), "\(shares)")
    }
}
