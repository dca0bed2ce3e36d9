// The starters where something that they need is missing.
import TestSupport
import Testing

@Suite struct StarterTests {
    /// busybox without mathematics, as Debian has it: the first thing that make says names what is missing.
    @Test func irisSaysWhatAnAwkLacks() throws {
        let project = try Project()
        try project.writeScript(
            "bin/awk",
            """
            #!/bin/sh
            case $* in *' ^ '*|*' ** '*) echo 'awk: Math support is not compiled in' >&2; exit 1 ;; esac
            PATH=${PATH#*:} exec awk "$@"
            """)
        project.environment["PATH"] = "\(project.path("bin")):\(project.environment["PATH"] ?? "")"
        #expect(try project.hpmake("init", "iris", ".").code == 0)
        #expect(try project.hpmake("gen").code == 0)
        let output = try project.make()
        #expect(output.code == 2, "\(output)")
        #expect(output.stdout.contains("this awk has no mathematics"), "\(output)")
        #expect(project.tree("dist/trained").isEmpty)
    }
}
