import Audit
import HTTPMessage
import HTTPTypes
import Storage
import ZeroShot

/// `/v1/label-sets` and what is below it.
struct LabelSetEndpoints: Sendable {
    let catalog: LabelSetCatalog
    let jsonDepth: Int

    func list(_ call: Call) async throws -> Response {
        try Response(json: LabelSetsAnswer(labelSets: try await catalog.summaries()))
    }

    func latest(_ call: Call) async throws -> Response {
        try answer(try await catalog.entry(named: call.name), to: call)
    }

    func version(_ call: Call) async throws -> Response {
        guard let number = call.parameters["version"].flatMap({ Int(counting: $0) }) else {
            throw APIError.unknownLabelSet("A version is a whole number of 1 or more.")
        }
        return try answer(try await catalog.entry(named: call.name, version: number), to: call)
    }

    func put(_ call: Call) async throws -> Response {
        let type = call.request.fields[.contentType].flatMap(MediaType.init)
        guard type?.essence == "application/json" else {
            throw APIError.unsupportedMedia("A label set is sent as JSON.", supported: ["application/json"])
        }
        call.objects.add(.labelSet, call.name)
        try JSONObject.check(call.request.body, isAtMost: jsonDepth)
        let (entry, created) = try await catalog.put(
            call.request.body,
            name: call.name,
            if: precondition(of: call)
        )
        var response = try Response(status: created ? .created : .ok, json: LabelSetAnswer(entry))
        response.fields[.eTag] = entry.entityTag
        if created {
            response.fields[.location] = "/v1/label-sets/\(call.name)/versions/\(entry.labelSet.version ?? 1)"
        }
        return response
    }

    func delete(_ call: Call) async throws -> Response {
        call.objects.add(.labelSet, call.name)
        try await catalog.delete(call.name, if: precondition(of: call))
        return Response(status: .noContent)
    }

    private func answer(_ entry: CatalogEntry, to call: Call) throws -> Response {
        let known = Self.tags(call.request.fields[.ifNoneMatch])
        let isKnown = known.contains("*") || known.contains(entry.entityTag)
        var response = isKnown ? Response(status: .notModified) : try Response(json: LabelSetAnswer(entry))
        response.fields[.eTag] = entry.entityTag
        return response
    }

    private func precondition(of call: Call) -> LabelSetPrecondition {
        if call.request.fields[.ifNoneMatch] == "*" { return .absent }
        let tags = Self.tags(call.request.fields[.ifMatch])
        if tags.isEmpty { return .none }
        return tags == ["*"] ? .present : .entityTags(tags.map { String($0.dropFirst().dropLast()) })
    }

    /// The entity tags of a field (RFC 9110 section 8.8.3), compared weakly; ours hold no comma.
    private static func tags(_ field: String?) -> [String] {
        (field ?? "").split(separator: ",").map { tag in
            let bare = tag.drop { $0 == " " }.prefix { $0 != " " }
            return String(bare.hasPrefix("W/") ? bare.dropFirst(2) : bare)
        }
    }
}

extension Call {
    /// The `{name}` of the route.
    var name: String { parameters["name"] ?? "" }
}
