// SVG as an XML parser reads it: that it is well-formed, and what is in it.
import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a figure consists of; nil where it is not well-formed.
struct SVG {
    private(set) var elements: [String: Int] = [:]
    /// Attributes of all elements, by name.
    private(set) var attributes: Set<String> = []
    /// The texts of `text` elements.
    private(set) var texts: [String] = []
    private(set) var titles: [String] = []

    init?(_ bytes: [UInt8]) {
        let reader = Reader()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = reader
        guard parser.parse() else { return nil }
        (elements, attributes) = (reader.elements, reader.attributes)
        (texts, titles) = (reader.texts, reader.titles)
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var (elements, attributes): ([String: Int], Set<String>) = ([:], [])
        var (texts, titles): ([String], [String]) = ([], [])
        private var text = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String]
        ) {
            elements[name, default: 0] += 1
            self.attributes.formUnion(attributes.keys)
            text = ""
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
            qualifiedName: String?
        ) {
            if name == "text" { texts.append(text) }
            if name == "title" { titles.append(text) }
            text = ""
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }
}
