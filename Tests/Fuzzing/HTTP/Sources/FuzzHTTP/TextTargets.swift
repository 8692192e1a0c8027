import HTTPMessage
import HTTPTypes

/// A form: no part reaches outside the body, parts keep to their limits, and their bytes stand in the body in order.
func driveForm(_ input: inout FuzzInput) {
    var limits = MultipartLimits()
    limits.partCount = Int(input.byte() % 8) + 1
    limits.partHeaderBytes = 128
    guard
        let type = MediaType(
            "multipart/form-data; boundary=" + String(decoding: input.field(), as: UTF8.self)
        )
    else { return }
    let body = input.remainder()
    guard let form = try? MultipartForm(contentType: type, body: body, limits: limits) else { return }
    require(form.parts.count <= limits.partCount, "parts keep to their count")
    var end = 0
    for part in form.parts {
        require(part.body.startIndex >= end && part.body.endIndex <= body.count, "parts do not overlap")
        require(part.body.elementsEqual(body[part.body.indices]), "a part's bytes are the body's")
        require(!part.name.isEmpty, "a part has a name")
        end = part.body.endIndex
        _ = part.text
        _ = form.parts(named: part.name)
    }
}

/// A media type: what is spelled again reads the same.
func driveMediaType(_ input: inout FuzzInput) {
    guard let type = MediaType(String(decoding: input.remainder(), as: UTF8.self)) else { return }
    require(!type.type.isEmpty && !type.subtype.isEmpty, "a media type has both halves")
    var spelled = type.essence
    for parameter in type.parameters {
        let value = parameter.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        spelled += "; \(parameter.name)=\"\(value)\""
        require(type[parameter: parameter.name] == parameter.value, "a parameter is found by its name")
    }
    require(MediaType(spelled) == type, "a media type reads the same again")
}

/// A request target behind a method.
func driveTarget(_ input: inout FuzzInput) {
    let method: HTTPRequest.Method = input.byte().isMultiple(of: 2) ? .get : .options
    let text = String(decoding: input.remainder(), as: UTF8.self)
    guard let request = try? Request(method: method, target: text) else { return }
    for segment in request.pathSegments { check(segment) }
    for item in request.query { require(!item.value.utf8.contains(0), "no NUL in the query") }
}

/// What holds for every target that was let through.
func check(_ target: RequestTarget) {
    require(target.raw.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "a target is visible ASCII")
    require(
        target.raw == "*" || target.raw.utf8.first == UInt8(ascii: "/"),
        "a target is origin or asterisk form"
    )
    require(target.segments.isEmpty == (target.raw == "*"), "only the asterisk has no segments")
    for segment in target.segments { check(segment) }
}

private func check(_ segment: String) {
    require(segment.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "no control character in a path")
    let pieces = segment.utf8.split(omittingEmptySubsequences: false) {
        $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
    }
    require(!pieces.contains { $0.elementsEqual("..".utf8) }, "no path leads upwards")
}

private let router = {
    var router = Router<Int>()
    router.on(.get, "/", 0)
    router.on(.get, "/v1/label-sets/{name}", 1)
    router.on(.put, "/v1/label-sets/{name}", 2)
    router.on(.post, "/v1/label-sets/{name}:copy", 3)
    router.on(.post, "/v1/score:batch", 4)
    router.on(.get, "/{a}/{b}/c", 5)
    router.on(.delete, "/v1/{a}/{b}/{c}", 6)
    return router
}()

/// A route: parameters are never empty, and with their suffix they are the segment, byte for byte.
func driveRouter(_ input: inout FuzzInput) {
    let methods: [HTTPRequest.Method] = [.get, .put, .post, .delete, .options, .head, .trace]
    let method = methods[Int(input.byte()) % methods.count]
    let text = "/" + String(decoding: input.remainder(), as: UTF8.self)
    guard let request = try? Request(method: method, target: text) else { return }
    guard case .found(let handler, let parameters) = router.route(method, request.pathSegments) else {
        return
    }
    for name in ["name", "a", "b", "c"] {
        if let value = parameters[name] { require(!value.isEmpty, "a parameter is not empty") }
    }
    if handler == 3, let name = parameters["name"] {
        require(
            Array((name + ":copy").utf8) == Array((request.pathSegments.last ?? "").utf8),
            "a parameter and its suffix are the segment"
        )
    }
}
