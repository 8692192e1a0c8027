// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")

// A package of its own, so that nothing of it is built with the service. `Sources/HTTPMessage` is a link to the
// sources under test.
let package = Package(
    name: "FuzzHTTP",
    dependencies: [.package(url: "https://github.com/apple/swift-http-types", from: "1.8.0")],
    targets: [
        .target(name: "HTTPMessage", dependencies: [httpTypes], swiftSettings: settings),
        .executableTarget(
            name: "FuzzHTTP",
            dependencies: ["HTTPMessage", httpTypes],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
