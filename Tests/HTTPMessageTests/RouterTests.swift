import HTTPMessage
import HTTPTypes
import Testing

@Suite struct RouterTests {
    private let router: Router<String>

    init() {
        var router = Router<String>()
        router.on(.get, "/", "root")
        router.on(.post, "/v1/score", "score")
        router.on(.post, "/v1/score:batch", "batch")
        router.on(.get, "/v1/label-sets", "list")
        router.on(.get, "/v1/label-sets/{name}", "get")
        router.on(.put, "/v1/label-sets/{name}", "put")
        router.on(.post, "/v1/label-sets/{name}:copy", "copy")
        router.on(.get, "/v1/label-sets/{name}/versions/{n}", "version")
        router.on(.get, "/v1/label-sets/default/versions/latest", "latest")
        self.router = router
    }

    private func outcome(_ method: HTTPRequest.Method, _ target: String) throws -> String {
        switch router.route(method, try Request(method: method, target: target).pathSegments) {
        case .found(let handler, let parameters):
            handler + ["name", "n"].compactMap { parameters[$0] }.map { " " + $0 }.joined()
        case .notFound: "404"
        case .methodNotAllowed(let allow): "405 \(allow)"
        case .options(let allow): "204 \(allow)"
        }
    }

    @Test(arguments: [
        ("/", "root"), ("/v1/label-sets", "list"), ("/v1/label-sets/a%2Fb", "get a/b"),
        ("/v1/label-sets/x/versions/3", "version x 3"), ("/v1/label-sets/default/versions/latest", "latest"),
        ("/v1/label-sets/default/versions/2", "version default 2"),
    ])
    func findsTheHandlerAndItsParameters(target: String, expected: String) throws {
        #expect(try outcome(.get, target) == expected)
        #expect(try outcome(.head, target) == expected)
    }

    @Test func tellsSuffixesApart() throws {
        #expect(try outcome(.post, "/v1/score") == "score")
        #expect(try outcome(.post, "/v1/score:batch") == "batch")
        #expect(try outcome(.post, "/v1/score%3Abatch") == "batch")
        #expect(try outcome(.post, "/v1/label-sets/a:copy") == "copy a")
        #expect(try outcome(.post, "/v1/label-sets/:copy") == "405 GET, HEAD, OPTIONS, PUT")
    }

    @Test func cutsSuffixesOffByteByByte() throws {
        // U+0600 forms one character with the colon that follows it, U+0301 with the y before it.
        #expect(try outcome(.post, "/v1/label-sets/%D8%80:copy") == "copy \u{0600}")
        #expect(try outcome(.post, "/v1/label-sets/a:copy%CC%81") == "405 GET, HEAD, OPTIONS, PUT")
    }

    @Test(arguments: ["/v1", "/v1/", "/v1/score/", "/v2/score", "/v1/label-sets/", "/v1//score", "/V1/score"])
    func knowsNoOtherPath(target: String) throws {
        #expect(try outcome(.get, target) == "404")
    }

    @Test func namesTheAllowedMethods() throws {
        #expect(try outcome(.get, "/v1/score") == "405 OPTIONS, POST")
        #expect(try outcome(.delete, "/v1/label-sets/x") == "405 GET, HEAD, OPTIONS, PUT")
        #expect(try outcome(.options, "/v1/label-sets/x") == "204 GET, HEAD, OPTIONS, PUT")
        #expect(try outcome(.options, "*") == "204 GET, HEAD, OPTIONS, POST, PUT")
    }
}
