// Slots of resources, one lock file each: whoever holds the lock has the slot.
// Knows nothing of stages. A slot is free again when its holder and the children that inherited the
// lock are gone, in whatever way.
import Spec
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The slots that a stage holds.
package final class HeldSlots {
    private let locks: [FileLock]
    /// Values of the slots, by resource.
    package let values: [(resource: String, values: [String])]

    fileprivate init(_ locks: [FileLock], _ values: [(resource: String, values: [String])]) {
        self.locks = locks
        self.values = values
    }

    /// Lets go, also for children that were left behind.
    package func release() {
        for lock in locks { lock.unlock() }
    }
}

/// Finds free slots, or waits for them.
package struct SlotPool {
    private let folder: String
    private let resources: [Resource]

    /// All makes of this machine share one folder, since they share its GPUs.
    package init(_ resources: [Resource]) {
        self.resources = resources
        folder = environmentVariable("HPMAKE_SLOTS") ?? "/tmp/hpmake-slots"
    }

    /// Takes as many slots of each resource as `needs` says.
    ///
    /// Resources are taken in the order of their names, and of each resource one stage at a time
    /// collects: so nobody waits in a circle, and who needs two slots is not overtaken for ever by
    /// those who need one.
    package func acquire(
        _ needs: [(resource: String, count: Int)]
    ) throws(SystemError) -> HeldSlots {
        guard !needs.isEmpty else { return HeldSlots([], []) }
        try makeFolder(folder)
        // For everyone on this machine; fails, harmlessly, for all but the first.
        chmod(folder, 0o1777)
        var turns: [FileLock] = []
        defer { for turn in turns { turn.unlock() } }
        var (locks, values): ([FileLock], [(resource: String, values: [String])]) = ([], [])
        for (name, count) in needs.sorted(by: { $0.resource < $1.resource }) {
            guard let resource = resources.first(where: { $0.name == name }) else { continue }
            let turn = try open("\(name).turn")
            if !turn.tryLock() { _ = withSignalsAtWork { turn.lock() } }
            turns.append(turn)
            var slots: [FileLock] = []
            for index in resource.slots.indices { slots.append(try open(file(resource, index))) }
            let taken = take(count, of: slots)
            locks += taken.map { slots[$0] }
            values.append((name, taken.map { resource.slots[$0].text }))
        }
        let order = needs.map(\.resource)
        values.sort {
            order.firstIndex(of: $0.resource) ?? 0 < order.firstIndex(of: $1.resource) ?? 0
        }
        return HeldSlots(locks, values)
    }

    private func open(_ name: String) throws(SystemError) -> FileLock {
        let lock = try FileLock(opening: "\(folder)/\(name)")
        fchmod(lock.descriptor, 0o666)
        return lock
    }

    /// The file of a slot: after its value, and which one of that value it is, so that lists in another
    /// order or of another length mean the same devices.
    private func file(_ resource: Resource, _ index: Int) -> String {
        let value = resource.slots[index]
        let copy = resource.slots[..<index].filter { $0 == value }.count
        var name: [UInt8] = []
        for byte in value.text.utf8.prefix(60) {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
                || ".-".utf8.contains(byte)
            name += isPlain ? [byte] : Array("_\(byte)".utf8)
        }
        return "\(resource.name)@\(String(decoding: name, as: UTF8.self))@\(copy)"
    }

    /// Indices of `count` slots that are locked now, in order; waits for those that are not free.
    private func take(_ count: Int, of slots: [FileLock]) -> [Int] {
        var taken: [Int] = []
        for index in slots.indices where taken.count < count && slots[index].tryLock() {
            taken.append(index)
        }
        while taken.count < count {
            let rest = slots.indices.filter { !taken.contains($0) }
            taken.append(waitForAny(of: rest.map { ($0, slots[$0]) }))
        }
        return taken.sorted()
    }

    /// Waits in the kernel for whichever lock comes free first, a thread for each.
    private func waitForAny(of slots: [(index: Int, lock: FileLock)]) -> Int {
        if slots.count == 1, let only = slots.first {
            while !withSignalsAtWork({ only.lock.lock() }) {}
            return only.index
        }
        let wait = AnyWait(slots.map { ($0.index, $0.lock.descriptor) })
        return wait.first()
    }
}
