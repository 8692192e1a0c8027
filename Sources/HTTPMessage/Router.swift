public import HTTPTypes

/// What a router found for a request.
public enum RouteMatch<Handler> {
    /// The handler, and what stood in the place of the pattern's `{name}`s.
    case found(Handler, PathParameters)
    /// The path is unknown: 404.
    case notFound
    /// The path is known but not with this method: 405 with that Allow field.
    case methodNotAllowed(allow: String)
    /// OPTIONS for a known path, or for `*`: 204 with that Allow field.
    case options(allow: String)
}

extension RouteMatch: Sendable where Handler: Sendable {}

/// The values of a pattern's `{name}`s, percent-decoded.
public struct PathParameters: Sendable, Equatable {
    private var values: [String: String] = [:]

    /// No values, as patterns without `{name}` have them.
    public init() {}

    init(names: [String], values: [String]) {
        self.values = Dictionary(zip(names, values)) { first, _ in first }
    }

    /// The value in the place of `{name}`; nil where the pattern has no such name.
    public subscript(name: String) -> String? { values[name] }
}

/// A table of method and path pattern, independent of sockets and of what a handler is.
///
/// Patterns are paths whose segments are literal (`score:batch`), a parameter (`{name}`), or a parameter
/// with a literal suffix (`{name}:copy`). A literal goes before a parameter with suffix, and that before a
/// plain one. A parameter never matches an empty segment. GET answers HEAD as well; the encoder drops the
/// body.
public struct Router<Handler> {
    private var root = RouteNode<Handler>()
    private var methods: Set<HTTPRequest.Method> = []

    /// A router that knows no path.
    public init() {}

    /// Adds a route. A pattern without a leading slash, or one that is there already, is a programming error.
    public mutating func on(_ method: HTTPRequest.Method, _ pattern: String, _ handler: Handler) {
        precondition(pattern.hasPrefix("/"), "The pattern \(pattern) has no leading slash.")
        let segments = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(
            PatternSegment.init
        )
        let names = segments.compactMap(\.name)
        precondition(Set(names).count == names.count, "The pattern \(pattern) repeats a name.")
        let isNew = Self.add(
            RouteEndpoint(handler: handler, names: names),
            for: method,
            under: &root,
            segments: segments[...]
        )
        precondition(isNew, "The route \(method.rawValue) \(pattern) is there already.")
        methods.insert(method)
    }

    private static func add(
        _ endpoint: RouteEndpoint<Handler>,
        for method: HTTPRequest.Method,
        under node: inout RouteNode<Handler>,
        segments: ArraySlice<PatternSegment>
    ) -> Bool {
        guard let segment = segments.first else {
            return node.endpoints.updateValue(endpoint, forKey: method) == nil
        }
        let rest = segments.dropFirst()
        switch segment {
        case .literal(let text):
            return add(
                endpoint,
                for: method,
                under: &node.literals[text, default: RouteNode()],
                segments: rest
            )
        case .parameter(_, let suffix):
            if let index = node.parameters.firstIndex(where: { $0.suffix == suffix }) {
                return add(endpoint, for: method, under: &node.parameters[index].node, segments: rest)
            }
            var child = RouteNode<Handler>()
            let isNew = add(endpoint, for: method, under: &child, segments: rest)
            node.parameters.append((suffix, child))
            node.parameters.sort { $0.suffix.utf8.count > $1.suffix.utf8.count }
            return isNew
        }
    }

    /// Finds the route of a request by its decoded path segments (`Request.pathSegments`).
    public func route(_ method: HTTPRequest.Method, _ segments: [String]) -> RouteMatch<Handler> {
        if segments.isEmpty { return .options(allow: Self.allow(methods)) }
        guard let hit = Self.find(segments[...], under: root, values: []) else { return .notFound }
        let endpoint = hit.endpoints[method] ?? (method == .head ? hit.endpoints[.get] : nil)
        if let endpoint {
            return .found(endpoint.handler, PathParameters(names: endpoint.names, values: hit.values))
        }
        let allow = Self.allow(Set(hit.endpoints.keys))
        return method == .options ? .options(allow: allow) : .methodNotAllowed(allow: allow)
    }

    private static func find(_ segments: ArraySlice<String>, under node: RouteNode<Handler>, values: [String])
        -> RouteHit<Handler>?
    {
        guard let segment = segments.first else {
            return node.endpoints.isEmpty ? nil : RouteHit(endpoints: node.endpoints, values: values)
        }
        let rest = segments.dropFirst()
        if let child = node.literals[segment], let hit = find(rest, under: child, values: values) {
            return hit
        }
        for (suffix, child) in node.parameters {
            guard let value = removing(suffix, from: segment), !value.isEmpty else { continue }
            if let hit = find(rest, under: child, values: values + [value]) { return hit }
        }
        return nil
    }

    /// What stands before the suffix, byte by byte: a client's combining character must not join the suffix.
    private static func removing(_ suffix: String, from segment: String) -> String? {
        guard segment.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) else { return nil }
        return String(segment.utf8.dropLast(suffix.utf8.count))
    }

    /// The Allow field's value (RFC 9110 section 10.2.1), in alphabetical order.
    private static func allow(_ methods: Set<HTTPRequest.Method>) -> String {
        var allowed = methods.union([.options])
        if allowed.contains(.get) { allowed.insert(.head) }
        return allowed.map(\.rawValue).sorted().joined(separator: ", ")
    }
}

extension Router: Sendable where Handler: Sendable {}

/// A handler and the names of its pattern's parameters, in order.
private struct RouteEndpoint<Handler> {
    let handler: Handler
    let names: [String]
}

extension RouteEndpoint: Sendable where Handler: Sendable {}

/// Where the patterns that share a beginning part.
private struct RouteNode<Handler> {
    var literals: [String: RouteNode] = [:]
    /// Ordered by falling length of the suffix.
    var parameters: [(suffix: String, node: RouteNode)] = []
    var endpoints: [HTTPRequest.Method: RouteEndpoint<Handler>] = [:]
}

extension RouteNode: Sendable where Handler: Sendable {}

/// The endpoints of a path, and what its parameters stand for.
private struct RouteHit<Handler> {
    let endpoints: [HTTPRequest.Method: RouteEndpoint<Handler>]
    let values: [String]
}

/// One segment of a path pattern.
private enum PatternSegment {
    case literal(String)
    case parameter(name: String, suffix: String)

    init(_ text: Substring) {
        guard text.first == "{", let close = text.firstIndex(of: "}") else {
            self = .literal(String(text))
            return
        }
        let name = String(text[text.index(after: text.startIndex)..<close])
        precondition(!name.isEmpty, "A parameter of a path pattern has no name.")
        self = .parameter(name: name, suffix: String(text[text.index(after: close)...]))
    }

    var name: String? {
        if case .parameter(let name, _) = self { return name }
        return nil
    }
}
