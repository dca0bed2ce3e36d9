// A configuration as a line of JSON: its id and its parameters. Knows nothing of files.
import Spec
import Text

/// Writes `{"id": "lr_0.1-0f3c..", "params": {"lr": 0.1}}`, absent parameters left out.
package struct ConfigurationLine: Sendable {
    /// `"name": `, by index of the parameter.
    private let keys: [[UInt8]]

    package init(parameters: [String]) {
        keys = parameters.map { name in
            var key: [UInt8] = []
            writeJSONString(name, to: &key)
            return key + ": ".utf8
        }
    }

    /// Appends the object, without an end of the line. Ids hold nothing that JSON escapes.
    package func write(id: some Sequence<UInt8>, _ values: [Value?], to output: inout [UInt8]) {
        output += "{\"id\": \"".utf8
        output += id
        output += "\", \"params\": {".utf8
        var isFirst = true
        for (key, value) in zip(keys, values) {
            guard let value else { continue }
            if !isFirst { output += ", ".utf8 }
            isFirst = false
            output += key
            value.writeJSON(to: &output)
        }
        output += "}}".utf8
    }
}
