// What the operating system refused, in words. Knows nothing of what was wanted with it.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A failed call of the operating system.
package struct SystemError: Error, CustomStringConvertible {
    /// What was tried, such as `cannot write dist/best`.
    package let action: String
    /// The `errno` of the call; 0 where no call was made, since it is known to be of no use.
    package let code: Int32

    package init(_ action: String, code: Int32 = errno) {
        self.action = action
        self.code = code
    }

    /// Whether it was for want of rights, or on a disk that can only be read.
    package var isDenied: Bool { [EACCES, EPERM, EROFS].contains(code) }

    package var description: String {
        code == 0 ? action : "\(action): \(String(cString: strerror(code)))"
    }
}
