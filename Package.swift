// swift-tools-version: 6.2
import Foundation
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

/// Where LibTorch is: the folder that the environment variable LIBTORCH names, or Debian's `libtorch-dev`.
/// Without it the training targets are left out, and everything that serves is built as usual.
struct LibTorch {
    let headers: [String]
    let linking: [LinkerSetting]
    let standard: CXXLanguageStandard

    static func find() -> LibTorch? {
        let files = FileManager.default
        if let folder = ProcessInfo.processInfo.environment["LIBTORCH"], !folder.isEmpty {
            let library = "\(folder)/lib"
            let cuda = files.fileExists(atPath: "\(library)/libtorch_cuda.so")
            // Nothing refers to the CUDA library by name: without the flag the linker would leave it out.
            let cudaFlags = cuda ? ["-Xlinker", "--no-as-needed", "-ltorch_cuda", "-lc10_cuda"] : []
            return LibTorch(
                headers: ["-I\(folder)/include", "-I\(folder)/include/torch/csrc/api/include"],
                linking: [
                    .unsafeFlags(["-L\(library)", "-Xlinker", "-rpath", "-Xlinker", library] + cudaFlags),
                    .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
                ],
                standard: .cxx20
            )
        }
        let headers = "/usr/include/torch/csrc/api/include"
        guard files.fileExists(atPath: "\(headers)/torch/torch.h") else { return nil }
        return LibTorch(
            headers: ["-I\(headers)"],
            linking: [.linkedLibrary("torch_cpu"), .linkedLibrary("c10")],
            standard: .cxx17
        )
    }
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
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// Loops compiled for AVX-512 use its full width: they stand between matrix products that do, and halving them gains
/// nothing.
#if arch(x86_64)
    let wideVectors: [CSetting] = [.unsafeFlags(["-mprefer-vector-width=512"])]
#else
    let wideVectors: [CSetting] = []
#endif

let libTorch = LibTorch.find()

/// Builds of LibTorch that bring their own matrix products call them by BLAS's names, and the loader gives such a name to
/// the first library that has it: OpenBLAS has to come after LibTorch, which only a plain flag can say. Its module map and
/// `pkg-config` would put it first.
let linkingOpenBLAS: LinkerSetting =
    libTorch == nil ? .linkedLibrary("openblas") : .unsafeFlags(["-lopenblas"])

/// What needs LibTorch; empty where it is absent.
let trainingTargets: [Target] =
    libTorch.map { torch in
        [
            .target(
                name: "CLibTorch",
                cxxSettings: [.unsafeFlags(torch.headers)],
                linkerSettings: torch.linking
            ),
            room("Torch", ["Tensors", "CLibTorch"]),
            room("Objectives", ["Torch"]),
            room(
                "Training",
                [
                    "Torch", "Objectives", "Batching", "Augmentation", "Datasets", "Assessment", "Evaluation",
                    "Recipes", "Runs", "Randomness", "ZeroShot", "Checkpoints", "WeightFiles", "Encoders",
                    "Tensors",
                    "Radiographs", "Reports",
                ]
            ),
            .executableTarget(
                name: "hilum-train",
                dependencies: [
                    "Training", "Assessment", "Evaluation", "Datasets", "Recipes", "Runs", "ZeroShot",
                    "Checkpoints",
                    "Encoders", "Tensors", "Radiographs", "Reports", argumentParser, crypto,
                ],
                swiftSettings: settings
            ),
            tests("Torch", ["Tensors", "Encoders", "Checkpoints", "Reports"]),
            tests("Objectives", ["Torch"], fixtures: true, scripts: true),
            tests(
                "Training",
                [
                    "Torch", "Batching", "Datasets", "Recipes", "Runs", "ZeroShot", "Checkpoints",
                    "WeightFiles", "Tensors",
                    "TestFiles",
                ]
            ),
            .testTarget(name: "TrainCommandTests", dependencies: ["TestFiles"], swiftSettings: settings),
        ]
    } ?? []

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
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C libraries and the thinnest C around them
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "COneDNN"),
        .target(name: "CKernels", cSettings: wideVectors),
        .target(name: "CPixels"),
        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16")]),
        .target(name: "CEpoll"),

        // A lock for all
        room("Locking"),

        // What a radiograph and a report are turned into
        .target(
            name: "Tensors",
            dependencies: ["Locking", "COpenBLAS", "COneDNN", "CKernels"],
            swiftSettings: settings,
            linkerSettings: [linkingOpenBLAS]
        ),
        room("Radiographs", ["CJPEG", "CPNG", "CPixels"]),
        room("Reports"),
        room("Encoders", ["Tensors"]),
        room("WeightFiles", ["Tensors", "CZlib", crypto]),
        room("Checkpoints", ["WeightFiles", "Tensors", "Encoders", "Radiographs", "Reports"]),

        room(
            "ModelImport",
            ["Checkpoints", "WeightFiles", "Encoders", "Tensors", "Radiographs", "Reports", "Randomness"]
        ),

        // Scoring
        room("ZeroShot", ["Encoders", "Tensors", "Checkpoints", "Radiographs", "Reports"]),
        room("Storage", ["Locking", grdb, crypto]),
        room("Inference", ["Locking", "Tensors"]),

        // Serving
        room("Spelling"),
        room("Access", ["Locking", crypto]),
        room("Audit", ["Locking", crypto]),
        room("Observability", ["Locking", coreMetrics]),
        room("Settings", ["Radiographs", "Tensors", "Spelling", logging, yams]),
        room("HTTPMessage", [httpTypes]),
        room("HTTPServer", ["HTTPMessage", "Locking", "CEpoll", httpTypes]),
        room(
            "Service",
            [
                "Inference", "ZeroShot", "Checkpoints", "Encoders", "Tensors", "Radiographs", "Reports",
                "Storage", "Access", "Audit", "Observability", "Locking",
                "HTTPMessage", crypto, httpTypes, logging, coreMetrics,
            ]
        ),
        .executableTarget(
            name: "hilum",
            dependencies: [
                "Service", "HTTPServer", "HTTPMessage", "Inference", "ZeroShot", "ModelImport", "Checkpoints",
                "WeightFiles",
                "Encoders",
                "Tensors",
                "Radiographs", "Reports", "Storage", "Access", "Audit", "Observability", "Settings",
                "Locking",
                argumentParser, logging,
            ],
            swiftSettings: settings
        ),

        // Training, without LibTorch
        room("Randomness"),
        .target(
            name: "Datasets",
            dependencies: ["Randomness", "Reports"],
            resources: [
                .embedInCode("Resources/prompt-grammar.json"), .embedInCode("Resources/openi-labels.json"),
            ],
            swiftSettings: settings
        ),
        room("Augmentation", ["Randomness", "Radiographs"]),
        room("Batching", ["Randomness", "Radiographs", "Reports", "Augmentation"]),
        room("Evaluation", ["Randomness"]),
        room("Recipes", ["Encoders", "Tensors", "ZeroShot", "Spelling", crypto, yams]),
        room("Runs", ["Recipes", "Locking", crypto]),
        room(
            "Assessment",
            [
                "ZeroShot", "Datasets", "Evaluation", "Checkpoints", "Encoders", "Tensors", "Radiographs",
                "Reports", "Locking",
            ]
        ),

        // Tests
        tests("Tensors", []),
        tests("Radiographs", [], fixtures: true, scripts: true),
        tests("Reports", [], fixtures: true, scripts: true),
        tests("Encoders", ["Tensors", "Checkpoints", "WeightFiles"], fixtures: true, scripts: true),
        tests("WeightFiles", ["Tensors", "TestFiles"], fixtures: true, scripts: true),
        tests(
            "Checkpoints",
            ["WeightFiles", "Tensors", "Encoders", "Radiographs", "Reports", "TestFiles"],
            fixtures: true
        ),
        tests(
            "ModelImport",
            ["Checkpoints", "WeightFiles", "Encoders", "Tensors", "TestFiles"],
            fixtures: true,
            scripts: true
        ),
        tests(
            "ZeroShot",
            ["Checkpoints", "Radiographs", "Reports", "Encoders", "Tensors", "TestFiles"],
            scripts: true
        ),
        tests("Storage", [grdb]),
        tests("Access", [crypto]),
        tests("Audit", [crypto]),
        tests("Observability", [coreMetrics]),
        tests("Spelling", []),
        tests("Settings", ["Radiographs", "Tensors", logging]),
        tests("Inference", []),
        tests("HTTPMessage", [httpTypes]),
        tests("HTTPServer", ["HTTPMessage", httpTypes]),
        tests(
            "Service",
            [
                "HTTPMessage", httpTypes, logging, crypto, "Inference", "ZeroShot", "Storage", "Checkpoints",
                "Radiographs", "Tensors", "Access", "Audit", "Observability",
            ]
        ),
        tests("Randomness", [], scripts: true),
        tests("Datasets", ["Randomness"], scripts: true),
        tests("Augmentation", ["Randomness", "Radiographs"], fixtures: true, scripts: true),
        tests("Batching", ["Augmentation", "Randomness", "Radiographs", "Reports", "TestFiles"]),
        tests("Evaluation", ["Randomness"], fixtures: true, scripts: true),
        tests("Recipes", ["Encoders", "Tensors", "ZeroShot"]),
        tests("Runs", ["Recipes"]),
        tests(
            "Assessment",
            ["Datasets", "Evaluation", "ZeroShot", "Checkpoints", "Radiographs", "Reports", "TestFiles"]
        ),
        .target(
            name: "TestFiles",
            dependencies: ["WeightFiles"],
            path: "Tests/TestFiles",
            swiftSettings: settings
        ),
        .testTarget(
            name: "SystemTests",
            dependencies: ["TestFiles", "Settings", crypto],
            swiftSettings: settings
        ),
    ] + trainingTargets,
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11,
    cxxLanguageStandard: libTorch?.standard
)
