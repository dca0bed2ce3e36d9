// Where the program begins: picks the command and leaves with its exit code.
// Knows nothing of what the commands do.
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@main
struct Main {
    static func main() {
        // Or what is opened next would be taken for the standard output. Writing stays an error.
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
        // A reader that has enough, such as `head`, is no error of ours.
        signal(SIGPIPE, SIG_IGN)
        exit(CommandTable.run(Array(CommandLine.arguments.dropFirst())))
    }
}
