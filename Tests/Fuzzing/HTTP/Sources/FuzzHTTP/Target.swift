import HTTPMessage

/// What libFuzzer calls for each input; it has the main function.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    fuzz(UnsafeBufferPointer(start: data, count: size))
    return 0
}

/// One execution: the first byte says what is driven, the rest is its input.
///
/// A broken rule stops the process with a message, which the fuzzer records together with the input.
func fuzz(_ data: UnsafeBufferPointer<UInt8>) {
    var input = FuzzInput(Array(data))
    switch input.byte() % 8 {
    case 0, 1, 2: driveParser(&input)
    case 3: driveChunks(&input)
    case 4: driveForm(&input)
    case 5: driveMediaType(&input)
    case 6: driveTarget(&input)
    default: driveRouter(&input)
    }
}

/// The bytes of one execution, taken from the front.
struct FuzzInput {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// The next byte, 0 at the end.
    mutating func byte() -> UInt8 {
        rest.popFirst() ?? 0
    }

    /// Everything that is left.
    mutating func remainder() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }

    /// Everything up to the first NUL, which is dropped.
    mutating func field() -> [UInt8] {
        let field = rest.prefix { $0 != 0 }
        rest = rest[field.endIndex...].dropFirst()
        return Array(field)
    }
}

/// A rule that must hold for every input.
func require(_ condition: Bool, _ rule: StaticString) {
    precondition(condition, "\(rule)")
}
