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
    /// What the stage's process has to be given.
    let locks: [FileLock]
    /// Values of the slots, by resource.
    package let values: [(resource: String, values: [String])]

    fileprivate init(_ locks: [FileLock], _ values: [(resource: String, values: [String])]) {
        self.locks = locks
        self.values = values
    }

    /// As many of each resource as are needed, of those that nobody else has.
    init(granted: [Resource], _ needs: [(resource: String, count: Int)]) {
        locks = []
        values = needs.compactMap { need in
            granted.first { $0.name == need.resource }.map { resource in
                (resource.name, resource.slots.prefix(need.count).map(\.text))
            }
        }
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
        // For everyone on this machine.
        if try makeFolder(folder) { chmod(folder, 0o1777) }
        var (locks, values): ([FileLock], [(resource: String, values: [String])]) = ([], [])
        for (name, count) in needs.sorted(by: { $0.resource < $1.resource }) {
            guard let resource = resources.first(where: { $0.name == name }),
                resource.distinctCount >= count
            else { throw SystemError("cannot have \(count) of \(name)", code: EINVAL) }
            let turn = try open("\(name).turn")
            while !turn.tryLock(), !withSignalsAtWork({ turn.lock() }) {
                guard errno == EINTR else { throw SystemError("cannot lock \(turn.path)") }
            }
            defer { turn.unlock() }
            let taken = try take(count, of: resource)
            locks += taken.map(\.lock)
            values.append((name, taken.map { resource.slots[$0.index].text }))
        }
        let order = needs.map(\.resource)
        values.sort {
            order.firstIndex(of: $0.resource) ?? 0 < order.firstIndex(of: $1.resource) ?? 0
        }
        return HeldSlots(locks, values)
    }

    private func open(_ name: String) throws(SystemError) -> FileLock {
        try FileLock(opening: "\(folder)/\(name)", isForAll: true)
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

    private typealias Slot = (index: Int, lock: FileLock)

    /// `count` slots of different values that are locked now, in order; waits for those that are not
    /// free. The second slot of a value is for another stage: one has nothing of the same device twice.
    private func take(_ count: Int, of resource: Resource) throws(SystemError) -> [Slot] {
        var (taken, busy): ([Slot], [Slot]) = ([], [])
        func isTaken(_ index: Int) -> Bool {
            taken.contains { resource.slots[$0.index] == resource.slots[index] }
        }
        for index in resource.slots.indices where taken.count < count && !isTaken(index) {
            let slot = (index, try open(file(resource, index)))
            if slot.1.tryLock() { taken.append(slot) } else { busy.append(slot) }
        }
        while taken.count < count {
            busy.removeAll { isTaken($0.index) }
            let index = waitForAny(of: busy)
            taken += busy.filter { $0.index == index }
        }
        return taken.sorted { $0.index < $1.index }
    }

    /// Waits in the kernel for whichever lock comes free first, a thread for each.
    private func waitForAny(of slots: [Slot]) -> Int {
        if slots.count == 1, let only = slots.first {
            while !withSignalsAtWork({ only.lock.lock() }) {}
            return only.index
        }
        let wait = AnyWait(slots.map { ($0.index, $0.lock.descriptor) })
        return wait.first()
    }
}
