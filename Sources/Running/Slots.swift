// Slots of resources, one lock file each: whoever holds the lock has the slot.
// Knows nothing of stages. A slot is free again when its holder and the children that inherited the
// lock are gone, in whatever way.
import Spec
import System
import Text

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
        self.resources = SlotPool.resources(resources)
        folder = environmentVariable("HPMAKE_SLOTS") ?? "/tmp/hpmake-slots"
    }

    /// The slots that the user, a container or a cluster has left for us.
    static func resources(_ resources: [Resource]) -> [Resource] {
        Devices.allowed(environmentVariable).map { resources.among($0.devices) } ?? resources
    }

    /// Takes as many slots of each resource as `needs` says.
    ///
    /// Resources are taken in the order of their names, and of each resource one stage at a time
    /// collects: so nobody waits in a circle, and who needs two slots is not overtaken for ever by
    /// those who need one.
    package func acquire(
        _ needs: [(resource: String, count: Int)]
    ) throws(SystemError) -> HeldSlots {
        guard needs.contains(where: { $0.count > 0 }) else {
            return HeldSlots([], needs.map { ($0.resource, []) })
        }
        // For everyone on this machine.
        if try makeFolder(folder) { chmod(folder, 0o1777) }
        var (locks, values): ([FileLock], [(resource: String, values: [String])]) = ([], [])
        for (name, count) in needs.sorted(by: { $0.resource < $1.resource }) {
            guard count > 0 else {
                values.append((name, []))
                continue
            }
            let resource = try resource(name, atLeast: count)
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

    private func resource(_ name: String, atLeast count: Int) throws(SystemError) -> Resource {
        let resource = resources.first { $0.name == name } ?? Resource(name: name, slots: [])
        if resource.distinctCount >= count { return resource }
        var (place, left) = ("", "\(resource.distinctCount)")
        if name == Devices.resource, let (variable, devices) = Devices.allowed(environmentVariable)
        {
            place = " where \(variable) is \"\(devices.joined(separator: ","))\""
            if devices.isEmpty { left = "none" }
        }
        throw SystemError("needs \(count) of \(name), and there is \(left)\(place)", code: 0)
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
        for byte in value.text.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
                || ".-".utf8.contains(byte)
            name += isPlain ? [byte] : Array("_\(byte)".utf8)
        }
        // Names of files have up to 255 bytes, and long values may be alike for long.
        if name.count > 100 {
            name = Array(name.prefix(80)) + "~\(SHA256.hex(value.text.utf8).prefix(12))".utf8
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
