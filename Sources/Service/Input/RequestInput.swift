import Foundation
import HTTPMessage
import HTTPTypes
import ZeroShot

/// What a request can carry.
enum InputField: String, CaseIterable {
    case image, images, labelSet, version, label, labels, report, texts, longText
}

/// How much a request may hold, whichever way it was sent.
struct InputBounds: Sendable {
    let jsonDepth: Int
    let multipart: MultipartLimits
    let labels: Int

    init(_ configuration: ServiceConfiguration) {
        jsonDepth = configuration.jsonDepth
        multipart = configuration.multipart
        labels = configuration.labelsPerRequest
    }
}

/// The content of a request, whichever way it was sent: raw body, form or JSON, with the query.
struct RequestInput {
    /// Encoded images; slices of the body unless they came as base64.
    private(set) var images: [ArraySlice<UInt8>] = []
    private(set) var labelSet: String?
    private(set) var version: Int?
    private(set) var labels: [String] = []
    private(set) var report: String?
    private(set) var texts: [String]?
    /// What becomes of a text that the text encoder cannot read whole; nil where the request leaves it open.
    private(set) var longText: LongTextPolicy?

    private static let imageTypes = ["image/jpeg", "image/png"]
    private static let queryFields: Set<InputField> = [.labelSet, .version, .label, .longText]

    /// Takes a request apart.
    ///
    /// - Parameter fields: What the route knows; anything else is an error.
    /// - Throws: ``APIError``.
    init(_ request: Request, fields: Set<InputField>, within bounds: InputBounds) throws {
        try readQuery(request, fields: fields.intersection(Self.queryFields))
        guard let header = request.fields[.contentType] else {
            throw APIError.unsupportedMedia(
                "The request has no Content-Type.",
                supported: Self.supported(fields)
            )
        }
        guard let type = MediaType(header) else {
            throw APIError.unsupportedMedia(
                "The Content-Type is malformed.",
                supported: Self.supported(fields)
            )
        }
        switch type.essence {
        case "application/json":
            try readJSON(request.body, fields: fields, depth: bounds.jsonDepth)
        case "multipart/form-data":
            let form = try MultipartForm(contentType: type, body: request.body, limits: bounds.multipart)
            try readForm(form, fields: fields)
        case let essence where Self.imageTypes.contains(essence) && fields.contains(.image):
            guard !request.body.isEmpty else {
                throw APIError.badRequest("The body is empty. Send the bytes of a JPEG or PNG file.")
            }
            images = [request.body[...]]
        default:
            throw APIError.unsupportedMedia(
                "Content of the type \(type.essence.prefix(100)) is not supported here.",
                supported: Self.supported(fields)
            )
        }
        guard labels.count <= bounds.labels else {
            throw APIError.unprocessable(
                "too-many-labels",
                "There are too many labels",
                "Name fewer labels, or send several requests.",
                limit: bounds.labels,
                received: labels.count
            )
        }
        guard labelSet == nil || labels.isEmpty else {
            throw APIError.badRequest("Give either a label set or labels, not both.")
        }
        guard version == nil || labelSet != nil else {
            throw APIError.badRequest("A version needs the name of a label set.")
        }
    }

    private static func supported(_ fields: Set<InputField>) -> [String] {
        (fields.contains(.image) ? imageTypes : []) + ["multipart/form-data", "application/json"]
    }

    private mutating func readQuery(_ request: Request, fields: Set<InputField>) throws {
        for item in request.query {
            guard let field = InputField(rawValue: item.name), fields.contains(field) else {
                let known = fields.map(\.rawValue).sorted().joined(separator: ", ")
                throw APIError.badRequest(
                    known.isEmpty
                        ? "This route takes no query." : "A query parameter is unknown. Known are \(known)."
                )
            }
            try set(field, item.value)
        }
    }

    private mutating func readForm(_ form: MultipartForm, fields: Set<InputField>) throws {
        for (index, part) in form.parts.enumerated() {
            guard let field = InputField(rawValue: part.name), field != .images, field != .labels,
                fields.contains(field) || (field == .image && fields.contains(.images))
            else {
                throw APIError.badRequest("Part \(index + 1) of the form has an unknown name.")
            }
            if field == .image {
                guard images.isEmpty || fields.contains(.images) else {
                    throw APIError.badRequest("The form has several images; use the batch route for them.")
                }
                images.append(part.body)
            } else {
                guard let text = part.text else {
                    throw APIError.badRequest("The part '\(part.name)' of the form is not valid UTF-8.")
                }
                try set(field, text)
            }
        }
    }

    private mutating func readJSON(_ body: [UInt8], fields: Set<InputField>, depth: Int) throws {
        let known = Set(fields.subtracting([.label]).map(\.rawValue))
        let object = try JSONObject(body, members: known, maximumDepth: depth)
        if let image = try object.string("image") { images = [try Self.decode(image, pointer: "/image")] }
        for (index, image) in (try object.strings("images") ?? []).enumerated() {
            images.append(try Self.decode(image, pointer: "/images/\(index)"))
        }
        for field in [InputField.labelSet, .report, .longText] {
            if let text = try object.string(field.rawValue) { try set(field, text) }
        }
        if let number = try object.integer("version") { try set(.version, String(number)) }
        if let labels = try object.strings("labels") {
            guard !labels.isEmpty else {
                throw APIError.badRequest("The list of labels is empty.", pointer: "/labels")
            }
            for label in labels { try set(.label, label) }
        }
        texts = try object.strings("texts")
    }

    private mutating func set(_ field: InputField, _ value: String) throws {
        func once<Value>(_ current: Value?) throws {
            guard current == nil else {
                throw APIError.badRequest("'\(field.rawValue)' is given more than once.")
            }
        }
        switch field {
        case .labelSet:
            try once(labelSet)
            labelSet = value
        case .version:
            try once(version)
            guard let number = Int(counting: value) else {
                throw APIError.badRequest("The version is not a whole number of 1 or more.")
            }
            version = number
        case .report:
            try once(report)
            report = value
        case .longText:
            try once(longText)
            guard let policy = LongTextPolicy(rawValue: value) else {
                let known = LongTextPolicy.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIError.badRequest("The value of 'longText' is unknown. Known are \(known).")
            }
            longText = policy
        case .label, .labels: labels.append(value)
        case .texts: texts = (texts ?? []) + [value]
        case .image, .images:
            throw APIError.badRequest("An image cannot be sent as text.")
        }
    }

    private static func decode(_ base64: String, pointer: String) throws -> ArraySlice<UInt8> {
        guard let data = Data(base64Encoded: base64), !data.isEmpty else {
            throw APIError.badRequest(
                "The image is not valid base64 (RFC 4648, section 4, without line breaks).",
                pointer: pointer
            )
        }
        return Array(data)[...]
    }
}
