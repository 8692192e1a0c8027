import Glibc

/// What a crash would leave behind: a core file, and an account of registers and what they point to on standard error.
/// Both can hold a radiograph, a report or a key, so a service leaves neither.
enum CrashTraces {
    /// Forbids core files to this process and gives the signals of a crash back to the system, which ends the process.
    static func suppress() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        for number in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP] { signal(number, SIG_DFL) }
    }
}
