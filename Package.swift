// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A library target of the house, built with the common settings.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one target.
func tests(_ name: String, _ dependencies: [Target.Dependency], fixtures: Bool = false, scripts: Bool = false)
    -> Target
{
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name)] + dependencies,
        exclude: scripts ? ["Scripts"] : [],
        resources: fixtures ? [.copy("Fixtures")] : [],
        swiftSettings: settings
    )
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "Hilum",
    products: [
        .executable(name: "hilum", targets: ["hilum"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // C libraries and the thinnest C around them
        .systemLibrary(
            name: "COpenBLAS",
            pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"])]
        ),
        .target(name: "CKernels"),
        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16")]),
        .target(name: "CEpoll"),

        // What a radiograph and a report are turned into
        room("Tensors", ["COpenBLAS", "CKernels"]),
        room("Radiographs", ["CJPEG", "CPNG"]),
        room("Reports"),
        room("Encoders", ["Tensors"]),
        room("Checkpoints", ["Tensors", "Encoders", "Radiographs", "Reports", crypto]),

        // Scoring
        room("ZeroShot", ["Encoders", "Tensors", "Checkpoints", "Radiographs", "Reports"]),
        room("Storage", [grdb, crypto]),
        room("Inference", ["Tensors"]),

        // Serving
        room("HTTPMessage", [httpTypes]),
        room("HTTPServer", ["HTTPMessage", "CEpoll", httpTypes]),
        room(
            "Service",
            [
                "Inference", "ZeroShot", "Checkpoints", "Encoders", "Radiographs", "Reports", "Storage",
                "HTTPMessage", crypto, httpTypes, logging,
            ]
        ),
        .executableTarget(
            name: "hilum",
            dependencies: [
                "Service", "HTTPServer", "HTTPMessage", "Inference", "ZeroShot", "Checkpoints", "Encoders",
                "Tensors",
                "Radiographs", "Reports", "Storage", argumentParser, logging,
            ],
            swiftSettings: settings
        ),

        // Tests
        tests("Tensors", []),
        tests("Radiographs", [], fixtures: true, scripts: true),
        tests("Reports", [], fixtures: true, scripts: true),
        tests("Encoders", ["Tensors", "Checkpoints"], fixtures: true, scripts: true),
        tests("Checkpoints", ["Tensors", "Encoders", "Radiographs", "Reports"]),
        tests("ZeroShot", ["Checkpoints", "Radiographs", "Reports", "Encoders"]),
        tests("Storage", [grdb]),
        tests("Inference", []),
        tests("HTTPMessage", [httpTypes]),
        tests("HTTPServer", ["HTTPMessage", httpTypes]),
        tests(
            "Service",
            ["HTTPMessage", httpTypes, logging, "Inference", "ZeroShot", "Storage", "Checkpoints"]
        ),
        .testTarget(name: "SystemTests", dependencies: [crypto], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11
)
