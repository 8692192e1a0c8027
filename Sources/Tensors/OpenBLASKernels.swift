internal import COpenBLAS

#if canImport(Glibc)
    import Glibc
#endif

/// Which of its kernels OpenBLAS chose for this processor, and what to do when it chose badly.
///
/// OpenBLAS 0.3.21 takes newer processors with AVX-512 that it does not know for Haswell and then
/// multiplies at half their speed. The choice is made when the library loads and follows the environment
/// variable `OPENBLAS_CORETYPE`, so the remedy is to set that and start the program again.
public enum OpenBLASKernels {
    private static let variable = "OPENBLAS_CORETYPE"
    private static let wideKernels: Set<String> = ["SkylakeX", "Cooperlake", "SapphireRapids"]

    /// The kernels in use, such as `SkylakeX`.
    public static var name: String { String(cString: openblas_get_corename()) }

    /// The value that `OPENBLAS_CORETYPE` should have, or nil when the choice is right, or the user's.
    public static func correction(
        chosen: String,
        processorHasAVX512: Bool,
        environmentValue: String?
    ) -> String? {
        guard environmentValue == nil, processorHasAVX512, !wideKernels.contains(chosen) else { return nil }
        return "SkylakeX"
    }

    /// Whether the processor and the operating system offer the AVX-512 subsets that the kernels use.
    public static var processorHasAVX512: Bool {
        #if arch(x86_64)
            let features = processorFlags()
            return ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"].allSatisfy(features.contains)
        #else
            return false
        #endif
    }

    /// Starts this program again with the right kernels when OpenBLAS chose slower ones; otherwise, and
    /// when that fails, returns. Call it first thing in `main`, before any thread exists.
    public static func restartIfMisdetected() {
        let current = getenv(variable).map { String(cString: $0) }
        guard
            let corrected = correction(
                chosen: name,
                processorHasAVX512: processorHasAVX512,
                environmentValue: current
            )
        else { return }
        setenv(variable, corrected, 1)
        var arguments = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", arguments)
        arguments.forEach { free($0) }
    }

    private static func processorFlags() -> Set<String> {
        guard let file = fopen("/proc/cpuinfo", "r") else { return [] }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 16_384)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("flags") else { continue }
            return Set(text.split(whereSeparator: { " \t\n:".contains($0) }).map(String.init))
        }
        return []
    }
}
