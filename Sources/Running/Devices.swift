// The variables by which programs learn which GPUs are theirs. Knows nothing of slots' locks.
import Spec
import System

/// The devices of the resource `gpu`.
enum Devices {
    /// The resource whose slots are devices.
    static let resource = "gpu"

    /// Those that a list of devices stands in, the first that is set for make counts. ROCR comes before
    /// HIP, whose numbers are those of the devices that ROCR leaves.
    static let variables = [
        "CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ZE_AFFINITY_MASK",
    ]

    /// The devices that the user, a container or a cluster has left for us; nil where nobody has.
    ///
    /// - Parameter environment: tells the value of a variable.
    static func allowed(_ environment: (String) -> String?) -> (
        variable: String, devices: [String]
    )? {
        for name in variables {
            guard let text = environment(name) else { continue }
            // Devices behind one that cannot be are not seen either.
            let devices = text.split(separator: ",").map { word in
                String(word.drop { $0 == " " })
            }.prefix { $0 != "-1" && $0 != "NoDevFiles" }
            return (name, Array(devices))
        }
        return nil
    }

    /// The slots among some devices; where there are none, the devices in order, as many as slots.
    static func slots(_ slots: [Value], among devices: [String]) -> [Value] {
        let own = slots.filter { slot in
            slot.text.split(separator: ",").allSatisfy { devices.contains(String($0)) }
        }
        return own.isEmpty ? devices.prefix(slots.count).map(Value.string) : own
    }

    /// What a stage gets that holds some slots.
    ///
    /// - Parameter environment: tells the value of a variable of make's.
    static func settings(
        _ held: [String], _ environment: (String) -> String?
    ) -> [(name: String, value: String)] {
        let text = held.joined(separator: ",")
        var settings = [
            ("CUDA_VISIBLE_DEVICES", text), ("ZE_AFFINITY_MASK", text),
            // Only so does it hide all.
            ("HIP_VISIBLE_DEVICES", held.isEmpty ? "-1" : text),
        ]
        if environment("ROCR_VISIBLE_DEVICES") != nil {
            settings.append(("ROCR_VISIBLE_DEVICES", text))
            let count = text.split(separator: ",").count
            if count > 0 {
                settings[2].1 = (0..<count).map(String.init).joined(separator: ",")
            }
        }
        return settings
    }
}

/// The GPUs that the user, a container or a cluster has left for us; nil where nobody has said so.
package func allowedDevices() -> [String]? { Devices.allowed(environmentVariable)?.devices }

extension [Resource] {
    /// The same without devices that we may not use.
    func among(_ devices: [String]) -> [Resource] {
        map { resource in
            guard resource.name == Devices.resource else { return resource }
            return Resource(
                name: resource.name, slots: Devices.slots(resource.slots, among: devices))
        }
    }
}
