import Encoders
import Foundation
import Spelling
import Tensors
import Yams

extension RecipeSection {
    /// Reads `architecture`, whose keys are those of `encoders` in a model description.
    func read(architecture property: inout DualEncoderConfiguration?) {
        let key = "architecture"
        let reading = reading(key, allowsNull: true) { (node) throws(Rejection) -> Node in
            guard case .mapping = node else { throw .type("a section with image, text and projection") }
            return node
        }
        guard case .value(let node) = reading else { return }
        do {
            let sizes = try YAMLDecoder().decode(DualEncoderConfiguration.self, from: node)
            reportUnknownKeys(of: node, notIn: ArchitectureTree(sizes), at: place(key))
            reportUnusable(sizes)
            property = sizes
        } catch let error as DecodingError {
            report(error)
        } catch {
            report(.wrongType(expected: "a section with image, text and projection"), at: key)
        }
    }

    private func reportUnknownKeys(of node: Node, notIn known: ArchitectureTree, at place: String) {
        guard case .mapping(let mapping) = node, case .members(let members) = known else { return }
        for (key, value) in mapping {
            let name = key.scalar?.string ?? "…"
            if let member = members[name] {
                reportUnknownKeys(of: value, notIn: member, at: "\(place).\(name)")
            } else {
                let nearest = NearestName.to(name, among: members.keys.sorted()).map { "\(place).\($0)" }
                log.add(
                    .unknownKey(nearest: nearest),
                    at: "\(place).\(name.prefix(64))",
                    line: key.mark?.line
                )
            }
        }
    }

    private func report(_ error: DecodingError) {
        func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            (["architecture"] + (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue))
                .joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            report(.missingKey(allowed: "given as in a model description"), at: path(context, key))
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            report(.wrongType(expected: "a value of type \(type)"), at: path(context))
        case .dataCorrupted(let context):
            report(.conflict(reason: context.debugDescription), at: path(context))
        @unknown default:
            report(.wrongType(expected: "given as in a model description"), at: "architecture")
        }
    }

    /// Lets the encoders check the sizes, which they do before they ask for a tensor.
    private func reportUnusable(_ sizes: DualEncoderConfiguration) {
        let backend = CPUBackend(library: .openBLAS)
        reportUnusable {
            _ = try ImageEncoder(sizes.image, projection: nil, from: NoTensors(), on: backend)
        }
        reportUnusable {
            _ = try TextEncoder(sizes.text, projection: nil, from: NoTensors(), on: backend)
        }
        if !(1...16_384).contains(sizes.projection.dimensions) {
            report(
                .notAllowed(value: "\(sizes.projection.dimensions)", allowed: "from 1 to 16384"),
                at: "architecture.projection.dimensions"
            )
        }
    }

    private func reportUnusable(_ build: () throws -> Void) {
        do {
            try build()
        } catch EncoderError.invalidConfiguration(let field, let value, let remedy) {
            let reason = "\(field) is \(value). \(remedy)"
            // Some fields are numbers that follow from keys, such as "the number of patches".
            let key = field.contains(" ") ? "architecture" : "architecture.\(field)"
            report(.conflict(reason: reason.hasSuffix(".") ? String(reason.dropLast()) : reason), at: key)
        } catch {
            // The tensor that is not there: all sizes are usable.
            return
        }
    }
}

/// A source that has no tensor.
private struct NoTensors: ParameterSource {
    func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter {
        throw .missingTensor(name: name)
    }
}

/// The keys that a description of encoders has.
private indirect enum ArchitectureTree: Decodable {
    case members([String: ArchitectureTree])
    case leaf

    init(_ sizes: DualEncoderConfiguration) {
        let written = try? JSONEncoder().encode(sizes)
        self = written.flatMap { try? JSONDecoder().decode(ArchitectureTree.self, from: $0) } ?? .leaf
    }

    init(from decoder: any Decoder) throws {
        let members = try? decoder.singleValueContainer().decode([String: ArchitectureTree].self)
        self = members.map { .members($0) } ?? .leaf
    }
}
