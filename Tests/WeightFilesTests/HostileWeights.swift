import TestFiles
import Testing

/// A weight file that must be refused, and a word of the reason.
struct HostileWeights: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let reason: String

    init(_ testDescription: String, _ bytes: [UInt8], _ reason: String) {
        self.testDescription = testDescription
        self.bytes = bytes
        self.reason = reason
    }

    /// One tensor `x` whose fields are written as given, before `data` bytes.
    init(_ testDescription: String, _ fields: String, data: Int, _ reason: String) {
        let header = #"{"x":{\#(fields)}}"#
        self.init(
            testDescription,
            SafetensorsBytes.file(header: header, data: [UInt8](repeating: 0, count: data)),
            reason
        )
    }

    static let lengths = [
        Self("seven bytes", [UInt8](repeating: 0, count: 7), "takes 8"),
        Self("a header of 2^63 bytes", SafetensorsBytes.length(1 << 63) + Array("{}".utf8), "claims"),
        Self("a header of 2^64 − 1 bytes", SafetensorsBytes.length(.max) + Array("{}".utf8), "claims"),
        Self("a header of 2^63 − 1 bytes", SafetensorsBytes.length(1 << 63 - 1) + Array("{}".utf8), "claims"),
        Self("a header one byte beyond the file", SafetensorsBytes.length(3) + Array("{}".utf8), "claims"),
        Self("a header of 17 MiB", SafetensorsBytes.length(17 << 20) + [0x20], "claims"),
    ]

    static let headers = [
        Self("an empty header", SafetensorsBytes.file(header: ""), "JSON object"),
        Self("a header that is not JSON", SafetensorsBytes.file(header: "{x:1}"), "JSON object"),
        Self("a header cut short", SafetensorsBytes.file(header: #"{"x":{"dtype""#), "JSON object"),
        Self("a header that is an array", SafetensorsBytes.file(header: "[]"), "JSON object"),
        Self("a header that is a number", SafetensorsBytes.file(header: "7"), "JSON object"),
        Self("two headers", SafetensorsBytes.file(header: "{}{}"), "JSON object"),
        Self(
            "bytes that are no UTF-8",
            SafetensorsBytes.length(4) + [0x7b, 0xff, 0xfe, 0x7d],
            "JSON object"
        ),
        Self(
            "100,000 nested arrays",
            SafetensorsBytes.file(header: #"{"x":"# + String(repeating: "[", count: 100_000)),
            "'x' lacks"
        ),
        Self(
            "100,000 nested objects, closed",
            SafetensorsBytes.file(
                header: String(repeating: #"{"x":"#, count: 100_000) + "1"
                    + String(repeating: "}", count: 100_000)
            ),
            "JSON object"
        ),
        Self("an entry that is a number", SafetensorsBytes.file(header: #"{"x":1}"#), "'x' lacks"),
        Self("a name that stands twice", twice(#""x""#, #""x""#), "'x' stands twice"),
        Self("a name that stands twice in two spellings", twice(#""x""#, #""\u0078""#), "'x' stands twice"),
        Self(
            "a field that stands twice",
            SafetensorsBytes.file(header: #"{"x":{"shape":[],"shape":[0]}}"#),
            "JSON object"
        ),
        Self("an unknown field", SafetensorsBytes.file(header: #"{"x":{"size":4}}"#), "JSON object"),
        Self(
            "metadata that is a list",
            SafetensorsBytes.file(header: #"{"__metadata__":[]}"#),
            "'{' is missing"
        ),
        Self(
            "metadata that is nested",
            SafetensorsBytes.file(header: #"{"__metadata__":{"a":{}}}"#),
            "other than texts"
        ),
        Self(
            "metadata that stands twice",
            SafetensorsBytes.file(header: #"{"__metadata__":{},"__metadata__":{}}"#),
            "twice"
        ),
        Self("half a character", SafetensorsBytes.file(header: #"{"\ud83d":{}}"#), "half a character"),
        Self("an unknown escape", SafetensorsBytes.file(header: #"{"\x41":{}}"#), "unknown escape"),
        Self(
            "a control character in a name",
            SafetensorsBytes.file(header: "{\"a\u{1}\":{}}"),
            "control character"
        ),
        Self(
            "a comma at its end",
            SafetensorsBytes.file(header: #"{"__metadata__":{},}"#),
            "a name is missing"
        ),
        Self("a null byte behind it", SafetensorsBytes.file(header: "{}\0"), "something follows"),
        Self(
            "millions of texts where numbers should be",
            SafetensorsBytes.file(
                header: #"{"x":{"shape":["# + String(repeating: #""","#, count: 1_000_000) + "]}}"
            ),
            "'x' lacks"
        ),
        Self(
            "a name of a megabyte",
            SafetensorsBytes.file(
                header: "{\"" + String(repeating: "x", count: 1 << 20) + "\":1}"
            ),
            "xxx' lacks"
        ),
        Self("an entry that is null", SafetensorsBytes.file(header: #"{"x":null}"#), "'x' lacks"),
    ]

    /// Two tensors of nothing under names as they are written.
    private static func twice(_ one: String, _ other: String) -> [UInt8] {
        let entry = #"{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#
        return SafetensorsBytes.file(header: "{\(one):\(entry),\(other):\(entry)}")
    }

    static let fields = [
        Self("no dtype", #""shape":[1],"data_offsets":[0,4]"#, data: 4, "'x' lacks"),
        Self("no shape", #""dtype":"F32","data_offsets":[0,4]"#, data: 4, "'x' lacks"),
        Self("no offsets", #""dtype":"F32","shape":[1]"#, data: 4, "'x' lacks"),
        Self("one offset", #""dtype":"F32","shape":[1],"data_offsets":[4]"#, data: 4, "'x' lacks"),
        Self("three offsets", #""dtype":"F32","shape":[1],"data_offsets":[0,4,4]"#, data: 4, "'x' lacks"),
        Self("a dtype of a number", #""dtype":4,"shape":[1],"data_offsets":[0,4]"#, data: 4, "'x' lacks"),
        Self(
            "an unknown dtype",
            #""dtype":"F33","shape":[1],"data_offsets":[0,4]"#,
            data: 4,
            "unknown element type"
        ),
        Self(
            "a lower-case dtype",
            #""dtype":"f32","shape":[1],"data_offsets":[0,4]"#,
            data: 4,
            "unknown element type"
        ),
        Self("a shape of text", #""dtype":"F32","shape":["1"],"data_offsets":[0,4]"#, data: 4, "'x' lacks"),
        Self(
            "a shape that is nested",
            #""dtype":"F32","shape":[[1]],"data_offsets":[0,4]"#,
            data: 4,
            "'x' lacks"
        ),
        Self("an extent of 1.5", #""dtype":"F32","shape":[1.5],"data_offsets":[0,4]"#, data: 4, "'x' lacks"),
        Self(
            "an extent of 10^30",
            #""dtype":"F32","shape":[1e30],"data_offsets":[0,4]"#,
            data: 4,
            "'x' lacks"
        ),
        Self(
            "an extent of 2^64 − 1",
            #""dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4]"#,
            data: 4,
            "'x' lacks"
        ),
        Self(
            "a negative extent",
            #""dtype":"F32","shape":[-1],"data_offsets":[0,4]"#,
            data: 4,
            "impossible shape"
        ),
        Self(
            "two negative extents",
            #""dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]"#,
            data: 4,
            "impossible shape"
        ),
        Self(
            "the smallest extent",
            #""dtype":"F32","shape":[-9223372036854775808],"data_offsets":[0,4]"#,
            data: 4,
            "impossible shape"
        ),
        Self(
            "extents whose product overflows",
            #""dtype":"F32","shape":[1000000000,1000000000,1000000000],"data_offsets":[0,4]"#,
            data: 4,
            "impossible shape"
        ),
        Self(
            "extents that overflow beside a zero",
            #""dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]"#,
            data: 0,
            "impossible shape"
        ),
        Self(
            "extents whose product wraps to the right size",
            #""dtype":"F32","shape":[4294967296,4294967296,1],"data_offsets":[0,0]"#,
            data: 0,
            "impossible shape"
        ),
        Self(
            "nine dimensions",
            #""dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]"#,
            data: 4,
            "'x' lacks a dtype, a shape of at most 8"
        ),
    ]

    static let ranges = [
        Self("offsets reversed", #""dtype":"F32","shape":[1],"data_offsets":[4,0]"#, data: 4, "'x' lies"),
        Self("a negative offset", #""dtype":"F32","shape":[1],"data_offsets":[-4,0]"#, data: 4, "'x' lies"),
        Self(
            "an end beyond the file",
            #""dtype":"F32","shape":[1],"data_offsets":[4,8]"#,
            data: 4,
            "'x' lies"
        ),
        Self(
            "an end of 2^63 − 1",
            #""dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]"#,
            data: 4,
            "'x' lies"
        ),
        Self(
            "a range too long for its shape",
            #""dtype":"F32","shape":[1],"data_offsets":[0,8]"#,
            data: 8,
            "'x' takes"
        ),
        Self(
            "a range too short for its type",
            #""dtype":"F32","shape":[2],"data_offsets":[0,4]"#,
            data: 4,
            "'x' takes"
        ),
        Self(
            "a range for another type",
            #""dtype":"F16","shape":[1],"data_offsets":[0,4]"#,
            data: 4,
            "'x' takes"
        ),
        Self("bytes before the tensor", #""dtype":"F32","shape":[1],"data_offsets":[4,8]"#, data: 8, "gap"),
        Self(
            "bytes after the tensor",
            #""dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
            data: 5,
            "no tensor"
        ),
        Self("data without tensors", SafetensorsBytes.file(header: "{}", data: [0]), "no tensor"),
        Self("tensors that overlap", pair([0, 8], [4, 12], data: 12), "overlaps"),
        Self("the same range twice", pair([0, 8], [0, 8], data: 8), "overlaps"),
        Self("a gap between tensors", pair([0, 8], [12, 20], data: 20), "gap"),
    ]

    /// Two tensors of two numbers each at the given offsets.
    private static func pair(_ a: [Int], _ b: [Int], data: Int) -> [UInt8] {
        let fields = #""dtype":"F32","shape":[2],"data_offsets":"#
        return SafetensorsBytes.file(
            header: #"{"a":{\#(fields)\#(a)},"b":{\#(fields)\#(b)}}"#,
            data: [UInt8](repeating: 0, count: data)
        )
    }
}
