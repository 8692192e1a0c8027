import Foundation
import Radiographs
import Testing

@Suite struct MemoryTests {
    /// 2^56 samples: more than a processor's address space.
    @Test func refusesASizeThatNoMemoryHas() {
        #expect(throws: RadiographError.outOfMemory) {
            _ = try Raster(width: 1 << 28, height: 1 << 28, channels: 1, samples: [])
        }
    }

    #if os(Linux)
        /// Headers claim 256 million pixels, and the process that reads them may have 16 MiB more than it has. Were there
        /// memory, the files would turn out to be cut short.
        @Test func saysThatMemoryIsShortAndGoesOn() async {
            await #expect(processExitsWith: .success) {
                let (jpeg, progressive) = (Fixture.bytes("gray.jpg"), Fixture.bytes("gray-progressive.jpg"))
                let claims = [
                    Fixture.bytes("claims-16000x16000.png"), MemoryTests.claiming(16_000, in: jpeg),
                    MemoryTests.claiming(16_000, in: Fixture.bytes("color-444.jpg")),
                    MemoryTests.claiming(16_000, in: Fixture.bytes("cmyk-adobe.jpg")),
                    MemoryTests.claiming(16_000, in: progressive),
                ]
                let limits = DecodingLimits(maximumPixels: 256_000_000)
                for policy in DecodingPolicy.allCases {
                    _ = try Radiograph(decoding: jpeg, for: [], policy)
                }
                try MemoryTests.limitAddressSpace(beyondUse: 16 << 20)
                for (index, bytes) in claims.enumerated() {
                    do throws(RadiographError) {
                        _ = try Radiograph(decoding: bytes, limits: limits)
                        throw .empty
                    } catch {
                        guard error == .outOfMemory else { exit(Int32(2 + index)) }
                    }
                }
                let (before, after) = (try Radiograph(decoding: jpeg), try Radiograph(decoding: jpeg))
                guard before == after else { exit(99) }
            }
        }

        @Test func findsTheSameFilesCutShortWhereThereIsMemory() {
            let limits = DecodingLimits(maximumPixels: 256_000_000)
            for name in ["gray.jpg", "color-444.jpg", "cmyk-adobe.jpg"] {
                let bytes = Self.claiming(16_000, in: Fixture.bytes(name))
                #expect(throws: RadiographError.truncated(.jpeg)) {
                    _ = try Radiograph(decoding: bytes, limits: limits)
                }
            }
        }

        private static func limitAddressSpace(beyondUse room: UInt) throws {
            let sizes = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
            let pages = try #require(UInt(sizes.prefix { $0 != " " }))
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
            limit.rlim_cur = pages * UInt(sysconf(Int32(_SC_PAGESIZE))) + room
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
        }
    #endif

    /// A JPEG file whose frame header claims a square of `side` pixels (ITU-T T.81, section B.2.2).
    private static func claiming(_ side: UInt16, in jpeg: [UInt8]) -> [UInt8] {
        let frame = jpeg.indices.first { jpeg[$0] == 0xFF && [0xC0, 0xC2].contains(jpeg[$0 + 1]) } ?? 0
        return replacing16(side, at: frame + 7, of: replacing16(side, at: frame + 5, of: jpeg))
    }
}
