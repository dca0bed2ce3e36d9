// Waits for the first of several file locks without using any CPU.
// Knows nothing of what the locks stand for.
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Waits for the first of several locks. The threads that lose are woken by a signal and let go
/// what they may have got meanwhile.
final class AnyWait: @unchecked Sendable {
    private let slots: [(index: Int, descriptor: Int32)]
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var winner: Int?
    private var finished = 0

    init(_ slots: [(index: Int, descriptor: Int32)]) {
        self.slots = slots
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    func first() -> Int {
        // Without SA_RESTART the signal ends a wait for a lock.
        var action = sigaction()
        #if canImport(Glibc)
            action.__sigaction_handler.sa_handler = { _ in }
        #else
            action.__sigaction_u.__sa_handler = { _ in }
        #endif
        sigaction(SIGUSR2, &action, nil)
        let threads = slots.map { slot in startThread { self.wait(slot) } }
        let index = withSignalsAtWork { () -> Int in
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            while winner == nil { pthread_cond_wait(changed, mutex) }
            return winner ?? 0
        }
        // A thread may be between its look at `winner` and its wait: the signal is sent until all
        // have ended.
        pthread_mutex_lock(mutex)
        while finished < slots.count {
            for thread in threads { pthread_kill(thread, SIGUSR2) }
            pthread_mutex_unlock(mutex)
            usleep(200)
            pthread_mutex_lock(mutex)
        }
        pthread_mutex_unlock(mutex)
        for thread in threads { pthread_join(thread, nil) }
        return index
    }

    private func wait(_ slot: (index: Int, descriptor: Int32)) {
        while true {
            pthread_mutex_lock(mutex)
            let isOver = winner != nil
            pthread_mutex_unlock(mutex)
            if isOver { break }
            guard flock(slot.descriptor, LOCK_EX) == 0 else {
                // Where the file system has no locks left, do not spin.
                if errno != EINTR { usleep(10_000) }
                continue
            }
            pthread_mutex_lock(mutex)
            let isFirst = winner == nil
            if isFirst {
                winner = slot.index
            } else {
                flock(slot.descriptor, LOCK_UN)
            }
            pthread_cond_signal(changed)
            pthread_mutex_unlock(mutex)
            break
        }
        pthread_mutex_lock(mutex)
        finished += 1
        pthread_mutex_unlock(mutex)
    }
}
