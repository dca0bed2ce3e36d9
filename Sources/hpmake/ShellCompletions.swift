// The completions of each shell, from descriptions of commands. Knows nothing of single commands.

/// Prints the output folder of the Makefile here, for sh: as `Here` finds it.
private let distHere =
    #"sed -n "s/^hpmake\.DIST := //p; s/^DIST='\(.*\)'$/\1/p" GNUmakefile makefile Makefile submit.sh "#
    + "2>/dev/null | head -n 1 | grep . || echo dist"

// MARK: bash

/// For bash 3.2 and later, with or without its package bash-completion.
func bashCompletions(_ commands: [Command]) -> String {
    var kinds = ""
    var options = ""
    for command in commands {
        for option in command.options {
            guard let completion = option.completion else { continue }
            let places = option.names.map { "'\(command.name) \($0)'" }.joined(separator: "|")
            kinds += "    \(places)) kind=\(bash(completion)) ;;\n"
        }
        let last = command.completions.count - 1
        for (index, completion) in command.completions.enumerated() {
            let place =
                command.isOpen && index == last
                ? "'\(command.name) '*" : "'\(command.name) \(index)'"
            kinds += "    \(place)) kind=\(bash(completion)) ;;\n"
        }
        let names = command.allOptions.map(\.name).joined(separator: " ")
        options += "    \(command.name)) options='\(names)' ;;\n"
    }
    return """
        # Completions of hpmake for bash: eval "$(hpmake completions bash)"

        # What stands behind an option, or at the place of an argument.
        _hpmake_kind() {
            kind=
            case $1 in
        \(kinds)    esac
        }

        _hpmake() {
            local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}
            local index=2 count=0 dist='' kind='' pending='' options='' word folders=()
            COMPREPLY=()
            if [ "$COMP_CWORD" -le 1 ]; then
                COMPREPLY=($(compgen -W '\(commands.map(\.name).joined(separator: " ")) --help --version' -- "$current"))
                return
            fi
            while [ "$index" -lt "$COMP_CWORD" ]; do
                word=${COMP_WORDS[index]}
                index=$((index + 1))
                if [ -n "$pending" ]; then
                    [ "$word" = = ] || pending=
                    continue
                fi
                case $word in
                -*)
                    _hpmake_kind "$command $word"
                    pending=$kind
                    ;;
                *)
                    [ "$count" -gt 0 ] || dist=$word
                    count=$((count + 1))
                    ;;
                esac
            done
            if [ -n "$pending" ]; then
                kind=$pending
                [ "$current" != = ] || current=
            elif [ "${current#-}" != "$current" ]; then
                case $command in
        \(options.split(separator: "\n").map { "    \($0)\n" }.joined())        esac
                kind="words $options"
            else
                _hpmake_kind "$command $count"
            fi
            # Each match is a line, so that names may have spaces.
            local IFS=$'\\n'
            case $kind in
            'dist '*)
                folders=($(compgen -d -- "$current"))
                kind=${kind#dist }
                ;;
            esac
            [ -d "$dist/trained" ] || dist=$(\(distHere))
            case $kind in
            'words '*) COMPREPLY=($(IFS=' '; compgen -W "${kind#words }" -- "$current")) ;;
            files) COMPREPLY=($(compgen -f -- "$current")) ;;
            folders) COMPREPLY=($(compgen -d -- "$current")) ;;
            runs) COMPREPLY=($(cd "$dist/trained" 2>/dev/null && compgen -d -- "$current")) ;;
            esac
            COMPREPLY+=("${folders[@]}")
            case $kind in
            files|folders) compopt -o filenames 2>/dev/null ;;
            esac
            return 0
        }

        complete -F _hpmake hpmake

        """
}

private func bash(_ completion: Completion) -> String {
    switch completion {
    case .words(let words): "'words \(words.joined(separator: " "))'"
    case .files: "files"
    case .folders: "folders"
    case .runs: "runs"
    case .dist(.words(let words)): "'dist words \(words.joined(separator: " "))'"
    case .dist(let other): "'dist \(bash(other))'"
    case .nothing: "nothing"
    }
}

// MARK: zsh

/// For a file of `$fpath` as well as for `eval`.
func zshCompletions(_ commands: [Command]) -> String {
    let names = commands.map {
        "        \(singleQuoted("\($0.name):\($0.summary)"))\n"
    }
    let cases = commands.map { command in
        var specs = command.allOptions.map(zsh)
        for (index, name) in command.arguments.enumerated() {
            let isLast = command.isOpen && index == command.arguments.count - 1
            specs.append(
                singleQuoted(
                    "\(isLast ? "*" : "\(index + 1)"):\(zshText(name)):"
                        + zsh(command.completions[index])))
        }
        return
            "        \(command.name)) _arguments -s \(specs.joined(separator: " \\\n            ")) ;;\n"
    }
    return """
        #compdef hpmake
        # Completions of hpmake for zsh: a file _hpmake in a folder of $fpath, or
        # eval "$(hpmake completions zsh)"

        # The output folder is the first argument, or that of the Makefile here.
        _hpmake_runs() {
            local -a runs
            local dist=${(Q)line[1]}
            [[ -d $dist/trained ]] || dist=$(\(distHere))
            runs=($dist/trained/*(N:t))
            compadd -a runs
        }

        _hpmake_dist() {
            _files -/
            case $1 in
            runs) _hpmake_runs ;;
            words) compadd -- ${@[2,-1]} ;;
            esac
        }

        _hpmake() {
            local curcontext=$curcontext state line
            typeset -A opt_args
            local -a commands
            commands=(
        \(names.joined())    )
            _arguments -C '(- *)'{-h,--help}'[show help]' '(- *)--version[show the version]' \\
                '1:command:->command' '*::argument:->argument'
            case $state in
            command) _describe command commands ;;
            argument)
                case $words[1] in
        \(cases.joined())        esac
                ;;
            esac
        }

        if [ "$funcstack[1]" = _hpmake ]; then
            _hpmake "$@"
        else
            compdef _hpmake hpmake
        fi

        """
}

private func zsh(_ option: Command.Option) -> String {
    let value = option.completion.map { ":\(zshText(option.value ?? "")):\(zsh($0))" } ?? ""
    let text = singleQuoted("[\(zshText(option.help))]\(value)")
    let long = option.value == nil ? option.name : option.name + "="
    guard let short = option.short else { return singleQuoted(long) + text }
    return "'(\(short) \(option.name))'{\(short),\(long)}\(text)"
}

private func zsh(_ completion: Completion) -> String {
    switch completion {
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .files: "_files"
    case .folders: "_files -/"
    case .runs: "_hpmake_runs"
    case .dist(.runs): " _hpmake_dist runs"
    case .dist(.words(let words)): " _hpmake_dist words \(words.joined(separator: " "))"
    case .dist: "_files -/"
    case .nothing: " "
    }
}

/// Text within a specification of `_arguments`.
private func zshText(_ text: String) -> String {
    text.map { "[]:\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
}

// MARK: fish

func fishCompletions(_ commands: [Command]) -> String {
    var text = """
        # Completions of hpmake for fish: ~/.config/fish/completions/hpmake.fish

        # The arguments before the cursor, without options and their values.
        function __hpmake_arguments
            set -l skip 0
            for word in (commandline -opc)[3..-1]
                if test $skip = 1
                    set skip 0
                else
                    switch $word
                        case \(valued(commands))
                            set skip 1
                        case '-*'
                        case '*'
                            echo $word
                    end
                end
            end
        end

        function __hpmake_at -a command count open
            set -l words (commandline -opc)
            test "$words[2]" = $command; or return 1
            set -l found (count (__hpmake_arguments))
            test $found = $count; or begin
                test -n "$open"; and test $found -gt $count
            end
        end

        function __hpmake_runs
            set -l dist (__hpmake_arguments)[1]
            test -n "$dist" -a -d "$dist/trained"; or set dist (sh -c \(fishQuoted(distHere)))
            command ls $dist/trained 2>/dev/null
        end

        complete -c hpmake -f
        complete -c hpmake -n __fish_use_subcommand -s h -l help -d 'show help'
        complete -c hpmake -n __fish_use_subcommand -l version -d 'show the version'

        """
    for command in commands {
        text += "complete -c hpmake -n __fish_use_subcommand -a \(command.name) "
        text += "-d \(fishQuoted(command.summary))\n"
        let seen = "complete -c hpmake -n '__fish_seen_subcommand_from \(command.name)'"
        for option in command.allOptions {
            text += seen + (option.short.map { " -s \($0.dropFirst())" } ?? "")
            text += " -l \(option.name.dropFirst(2)) -d \(fishQuoted(option.help))"
            text += option.completion.map { $0.isFiles ? " -r -F" : " -x\(fish($0))" } ?? ""
            text += "\n"
        }
        let last = command.arguments.count - 1
        for (index, completion) in command.completions.enumerated() {
            let open = command.isOpen && index == last ? " open" : ""
            text += "complete -c hpmake -n '__hpmake_at \(command.name) \(index)\(open)'"
            text += (completion.isFiles ? " -F" : fish(completion)) + "\n"
        }
    }
    return text
}

private func valued(_ commands: [Command]) -> String {
    let names = commands.flatMap(\.options).filter { $0.value != nil }.flatMap(\.names)
    return Set(names).sorted().joined(separator: " ")
}

extension Completion {
    fileprivate var isFiles: Bool {
        if case .files = self { true } else { false }
    }
}

private func fish(_ completion: Completion) -> String {
    switch completion {
    case .words(let words): " -a \(fishQuoted(words.joined(separator: " ")))"
    case .folders: " -a '(__fish_complete_directories)'"
    case .runs: " -a '(__hpmake_runs)'"
    case .dist(.runs): " -a '(__fish_complete_directories) (__hpmake_runs)'"
    case .dist(.words(let words)):
        " -a \(fishQuoted("(__fish_complete_directories) \(words.joined(separator: " "))"))"
    case .dist: " -a '(__fish_complete_directories)'"
    case .files, .nothing: ""
    }
}

/// fish takes a backslash and a quote after one literally, within single quotes.
private func fishQuoted(_ text: String) -> String {
    "'" + text.map { "\\'".contains($0) ? "\\\($0)" : "\($0)" }.joined() + "'"
}
