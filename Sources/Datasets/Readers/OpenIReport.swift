import Foundation
import FoundationXML

/// A report of Open-i.
///
/// Elements: `uId@id`, `AbstractText@Label`, `MeSH/major`, `parentImage@id`.
struct OpenIReport {
    private static let maximumBytes = 1 << 20

    let id: String
    let findings: String?
    let impression: String?
    /// The major terms of the indexing.
    let mesh: [String]
    /// The images' names without extension.
    let images: [String]

    /// - Throws: ``DatasetError/invalidXML(file:line:)``, and the errors of reading.
    init(path: String) throws(DatasetError) {
        let content = try FileInput.content(of: path, limit: Self.maximumBytes)
        let parser = XMLParser(data: Data(content))
        let elements = OpenIElements()
        parser.delegate = elements
        // The parser takes the end of a file that is cut off for the end of the document.
        guard parser.parse(), parser.parserError == nil, elements.isComplete else {
            throw .invalidXML(file: path, line: parser.lineNumber)
        }
        let number = URL(filePath: path).deletingPathExtension().lastPathComponent
        id = elements.id ?? "CXR\(number)"
        findings = elements.findings.flatMap(ManifestRow.tidied(section:))
        impression = elements.impression.flatMap(ManifestRow.tidied(section:))
        mesh = elements.mesh
        images = elements.images
    }
}

/// Gathers the elements that matter.
private final class OpenIElements: NSObject, XMLParserDelegate {
    private(set) var id: String?
    private(set) var findings: String?
    private(set) var impression: String?
    private(set) var mesh: [String] = []
    private(set) var images: [String] = []
    private var label = ""
    private var text = ""
    private var elementCount = 0
    private var depth = 0

    /// Whether a root element was opened and closed.
    var isComplete: Bool { elementCount > 0 && depth == 0 }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        text = ""
        elementCount += 1
        depth += 1
        switch name {
        case "uId": id = attributes["id"]?.contentIfAny
        case "AbstractText": label = attributes["Label"]?.uppercased() ?? ""
        case "parentImage": if let image = attributes["id"]?.contentIfAny { images.append(image) }
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        text += characters
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        text += String(decoding: block, as: UTF8.self)
    }

    func parser(
        _ parser: XMLParser,
        didEndElement name: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        depth -= 1
        switch (name, label) {
        case ("AbstractText", "FINDINGS"): findings = text
        case ("AbstractText", "IMPRESSION"): impression = text
        case ("major", _): if let term = text.contentIfAny { mesh.append(term) }
        default: break
        }
        text = ""
    }
}
