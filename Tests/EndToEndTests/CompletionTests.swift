// Completions in the shells themselves, and the manual page in its readers; those that are not
// installed are left out with a line that says so.
import Foundation
import TestSupport
import Testing

@Suite struct CompletionTests {
    private func project() throws -> Project {
        let project = try Project("{}")
        try project.write("dist/trained/lr_0.1-aaaaaaaaaaaa/x", "")
        try project.write("dist/trained/lr_0.2-bbbbbbbbbbbb/x", "")
        try project.write("my file", "")
        try project.write("other/trained/lr_7-cccccccccccc/x", "")
        for shell in ["bash", "zsh", "fish"] {
            let output = try project.hpmake("completions", shell)
            #expect(output.code == 0 && output.stderr == "")
            try project.write("completions.\(shell)", output.stdout)
        }
        return project
    }

    private func has(_ program: String, _ project: Project) throws -> Bool {
        let isThere = try project.run("/bin/sh", "-c", "command -v \(program)").code == 0
        if !isThere { print("skipped: no \(program)") }
        return isThere
    }

    /// Words before the cursor, and what they can become.
    private static let cases: [(words: [String], found: Set<String>)] = [
        (["co"], ["collate", "compare", "completions"]),
        (["collate", "--format", ""], ["table", "csv", "tsv", "json", "jsonl", "markdown"]),
        (["collate", "--format", "j"], ["json", "jsonl"]),
        (["collate", "--fo"], ["--format"]),
        (["collate", "--top", ""], []),
        (["collate", "d"], ["dist"]),
        (["gen", "m"], ["my file"]),
        (["gen", "-o", "s"], ["space.json"]),
        (["log", "dist", "lr_0.2"], ["lr_0.2-bbbbbbbbbbbb"]),
        (
            ["compare", "--format", "csv", "dist", "lr_0.1-aaaaaaaaaaaa", ""],
            ["lr_0.1-aaaaaaaaaaaa", "lr_0.2-bbbbbbbbbbbb"]
        ),
        (["init", ""], ["iris", "sklearn", "halving"]),
        (["completions", "z"], ["zsh"]),
        (["where", "dist", ""], []),
        // The output folder may be left out.
        (["log", "lr_0.2"], ["lr_0.2-bbbbbbbbbbbb"]),
        (["log", ""], ["dist", "other", "lr_0.1-aaaaaaaaaaaa", "lr_0.2-bbbbbbbbbbbb"]),
        (["compare", "lr_0.1-aaaaaaaaaaaa", "lr_0.2"], ["lr_0.2-bbbbbbbbbbbb"]),
        (["export", "opt"], ["optuna"]),
        (["export", "dist", "opt"], ["optuna"]),
        (["explain", "other", ""], ["lr_7-cccccccccccc"]),
        (["nonsense", ""], []),
    ]

    @Test func bash() throws {
        let project = try project()
        guard try has("bash", project) else { return }
        try project.write(
            "ask",
            #". ./completions.bash; COMP_WORDS=(hpmake "$@"); COMP_CWORD=$#; _hpmake; "#
                + #"for word in "${COMPREPLY[@]}"; do echo "$word"; done"#)
        for (words, found) in Self.cases {
            let output = try project.start(["bash", "ask"] + words).wait()
            #expect(Set(output.lines) == found && output.stderr == "", "\(words): \(output)")
        }
        let split = try project.run("bash", "ask", "collate", "--format", "=", "mark")
        #expect(split.stdout == "markdown\n")
    }

    @Test func fish() throws {
        let project = try project()
        guard try has("fish", project) else { return }
        for (words, found) in Self.cases where words[0] != "nonsense" {
            let line = (["hpmake"] + words).joined(separator: " ")
            let output = try project.run(
                "fish", "--no-config", "-c",
                "source completions.fish; complete -C '\(line)' | string replace -r '\\t.*' ''")
            let names = output.lines.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
            #expect(Set(names) == found, "\(words): \(output)")
        }
    }

    @Test func zsh() throws {
        let project = try project()
        guard try has("zsh", project) else { return }
        #expect(try project.run("zsh", "-n", "completions.zsh").code == 0)
        // What a person would see after the tabulator key.
        try project.write(
            "ask",
            """
            zmodload zsh/zpty
            zpty c zsh -f -i
            zpty -w c 'autoload -Uz compinit; compinit -u -D; PS1=; setopt nolistbeep'
            zpty -w c 'eval "$(cat completions.zsh)"; bindkey "^I" complete-word; print REA''DY'
            zpty -r -m c seen '*READY*'
            zpty -w -n c "$1"$'\\t'
            zpty -r -m c seen "*$2*" && print FOUND
            zpty -d c
            """)
        for (line, seen) in [
            ("hpmake coll", "ate"), ("hpmake log dist lr_0.2", "-bbbbbbbbbbbb"),
            ("hpmake compare dist lr_0.1", "-aaaaaaaaaaaa"), ("hpmake log lr_0.2", "-bbbbbbbbbbbb"),
            ("hpmake export opt", "una"), ("hpmake export dist opt", "una"),
        ] {
            let asking = try project.start(["zsh", "-f", "ask", line, seen])
            #expect(asking.wait(seconds: 10).stdout == "FOUND\n", "\(line)")
        }
    }

    @Test func manualPage() throws {
        let project = try Project()
        let page = try project.hpmake("man")
        #expect(page.code == 0)
        for text in [
            ".SH NAME\nhpmake \\- ", ".SS \"hpmake where [options] [DIST] TERM",
            "\\-\\-all\\-columns",
        ] {
            #expect(page.stdout.contains(text), "\(text)")
        }
        try project.write("hpmake.1", page.stdout)
        if try has("mandoc", project) {
            #expect(try project.run("mandoc", "-T", "lint", "-W", "error", "hpmake.1").code == 0)
        }
    }

    @Test func unknownShell() throws {
        let output = try Project().hpmake("completions", "zssh")
        #expect(output.code == 2 && output.stdout == "" && output.stderr.contains("zsh"))
    }
}
