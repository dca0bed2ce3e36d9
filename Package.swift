// swift-tools-version: 6.0
// Each folder below `Sources` is a target, so that the compiler keeps the arrows between them:
// text -> spec -> configurations -> graph -> backend, and, apart from that, running and results.
import PackageDescription

/// One executable without any shared library: it starts faster than the shell, and can be copied to
/// any machine of a cluster. lld, since the default linker warns of `dlopen` in Swift's own library.
let staticLink: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-executable", "-use-ld=lld", "-Xlinker", "--icf=all", "-Xlinker",
            "--gc-sections", "-Xlinker", "--no-eh-frame-hdr", "-Xlinker", "-T", "-Xlinker",
            "\(Context.packageDirectory)/Sources/static.ld",
        ],
        .when(platforms: [.linux], configuration: .release))
]

/// What keeps the executable small and quick to start, which counts where it is started once a run: no
/// library of regular expressions that a slip such as `text.contains("ab")` would link, types that
/// are looked up without reading their names, and no function that nobody calls.
let lean: [SwiftSetting] = [
    .unsafeFlags([
        "-Xfrontend", "-disable-implicit-string-processing-module-import",
        "-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors",
    ]),
    .unsafeFlags(
        ["-Xfrontend", "-internalize-at-link", "-Xfrontend", "-function-sections"],
        .when(configuration: .release)),
]

/// Modules in which size counts more than speed: what they do is done once a command or a run. That brings
/// the executable below 10 MB.
let small = [
    "hpmake", "Plots", "Exchange", "Report", "Slurm", "Spec", "Commands", "Tables", "Query",
    "Importance",
    "Running",
]

let package = Package(
    name: "hpmake",
    targets: [
        .target(name: "Text"),
        .target(name: "Numerics"),
        .target(name: "Spec", dependencies: ["Text", "Numerics"]),
        .target(name: "Sampling", dependencies: ["Text", "Spec", "Numerics"]),
        .target(name: "Commands", dependencies: ["Text", "Spec"]),
        .target(
            name: "Graph", dependencies: ["Text", "Numerics", "Spec", "Sampling", "Commands"]),
        .target(
            name: "Backends", dependencies: ["Text", "Numerics", "Spec", "Commands", "Graph"]),
        .target(name: "Exchange", dependencies: ["Text", "Numerics", "Spec", "Metrics"]),
        .target(name: "System"),
        .target(name: "Metrics", dependencies: ["Text", "Spec", "System"]),
        .target(name: "Importance", dependencies: ["Numerics", "System"]),
        .target(name: "Plots", dependencies: ["Text", "Numerics"]),
        .target(
            name: "Running",
            dependencies: [
                "Text", "Numerics", "Spec", "Sampling", "Commands", "Graph", "System", "Metrics",
            ]),
        .target(
            name: "Sweep",
            dependencies: [
                "Text", "Numerics", "Spec", "Sampling", "Graph", "Running", "System", "Metrics",
            ]),
        .target(
            name: "Query",
            dependencies: ["Text", "Spec", "Graph", "Running", "System", "Sweep", "Metrics"]),
        .target(
            name: "Tables",
            dependencies: [
                "Text", "Numerics", "Spec", "Sampling", "Graph", "Running", "System", "Importance",
                "Plots", "Sweep", "Query",
            ]),
        .target(
            name: "Slurm", dependencies: ["Text", "Spec", "Graph", "Running", "System", "Sweep"]),
        .target(
            name: "Templates", path: "templates",
            resources: [
                .embedInCode("make"), .embedInCode("slurm"), .embedInCode("starters"),
                .embedInCode("report"), .embedInCode("exchange"), .embedInCode("help"),
            ]),
        .target(
            name: "Report",
            dependencies: [
                "Text", "Numerics", "Spec", "Sampling", "Graph", "Running", "System", "Sweep",
                "Tables", "Plots", "Templates", "Metrics",
            ]),
        .executableTarget(
            name: "hpmake",
            dependencies: [
                "Text", "Spec", "Sampling", "Graph", "Commands", "Backends", "System", "Running",
                "Sweep", "Query", "Tables", "Slurm", "Plots", "Report", "Templates", "Exchange",
                "Metrics",
            ],
            linkerSettings: staticLink),
        .target(
            name: "TestSupport", dependencies: ["Text", "Spec", "Graph"], path: "Tests/Support"),
        .testTarget(
            name: "EndToEndTests", dependencies: ["TestSupport", "Running", "System", "Sweep"]),
        .testTarget(
            name: "TextTests", dependencies: ["Text", "TestSupport"], exclude: ["Fixtures"]),
        .testTarget(name: "SpecTests", dependencies: ["Text", "Spec", "Graph", "TestSupport"]),
        .testTarget(
            name: "SamplingTests",
            dependencies: ["Text", "Numerics", "Spec", "Sampling", "TestSupport"]),
        .testTarget(
            name: "CommandsTests", dependencies: ["Text", "Spec", "Commands", "TestSupport"]),
        .testTarget(
            name: "GraphTests",
            dependencies: ["Text", "Spec", "Sampling", "Commands", "Graph", "TestSupport"]),
        .testTarget(
            name: "BackendsTests",
            dependencies: ["Text", "Spec", "Graph", "Backends", "Templates", "TestSupport"]),
        .testTarget(
            name: "NumericsTests", dependencies: ["Numerics", "TestSupport"],
            exclude: ["Fixtures", "make_references.py"]),
        .testTarget(
            name: "SlurmTests", dependencies: ["Slurm", "Spec", "Graph", "Text", "TestSupport"]),
        .testTarget(
            name: "ReportTests", dependencies: ["Report", "Plots", "Text", "Spec", "TestSupport"]),
        .testTarget(name: "PlotsTests", dependencies: ["Plots", "Sweep", "Tables", "TestSupport"]),
        .testTarget(
            name: "MetricsTests", dependencies: ["Metrics", "Text", "Spec", "TestSupport"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "ExchangeTests",
            dependencies: ["Exchange", "Text", "Spec", "Sampling", "TestSupport"],
            exclude: ["Fixtures", "make_draws.py"]),
        .testTarget(name: "ImportanceTests", dependencies: ["Importance", "Numerics"]),
        .testTarget(name: "SystemTests", dependencies: ["System", "TestSupport"]),
        .testTarget(
            name: "RunningTests", dependencies: ["Running", "Graph", "Spec", "Text", "TestSupport"]),
        .testTarget(name: "QueryTests", dependencies: ["Query", "Text", "Spec", "Graph"]),
        .testTarget(name: "TablesTests", dependencies: ["Tables", "Text", "Spec", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .test && target.name != "TestSupport" {
    target.swiftSettings = lean
    if small.contains(target.name) {
        target.swiftSettings? += [.unsafeFlags(["-Osize"], .when(configuration: .release))]
    }
}
