// A pseudo-terminal of a certain size, whose screen tests can read. Knows nothing of what is shown.
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A terminal in which a program can be started.
package final class Terminal {
    /// The device, to be used as a program's standard output.
    package let path: String
    private let descriptor: Int32
    /// Kept open, so that reading goes on when the program has ended.
    private let device: Int32
    private var bytes: [UInt8] = []

    package init(columns: UInt16, rows: UInt16) throws {
        var (main, device): (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&main, &device, nil, nil, &size) == 0, let name = ttyname(device) else {
            throw POSIXError(.ENOTTY)
        }
        path = String(cString: name)
        (descriptor, self.device) = (main, device)
        _ = fcntl(main, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(descriptor)
        close(device)
    }

    /// All that was written so far.
    package var text: String {
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = Int(read(descriptor, &piece, piece.count)), count > 0 {
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
