import Foundation
import Radiographs
import Testing

@Suite struct RefusalTests {
    private func refusal(_ bytes: [UInt8], _ limits: DecodingLimits = DecodingLimits()) -> RadiographError? {
        do throws(RadiographError) {
            _ = try Radiograph(decoding: bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func refusesNoBytes() {
        #expect(refusal([]) == .empty)
    }

    @Test func namesTheFormatItDoesNotDecode() {
        let dicom = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + [2, 0]
        let table: [([UInt8], RadiographFormat?)] = [
            ([0x50, 0x4B, 3, 4, 20, 0], .zip), (dicom, .dicom), (Array("GIF89a..".utf8), .gif),
            (Array("BM......".utf8), .bmp), (Array("RIFF....WEBPVP8 ".utf8), .webp),
            ([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0], .tiff), ([0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8], .tiff),
            ([0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 13, 10], .jpeg2000),
            ([0xFF, 0x4F, 0xFF, 0x51], .jpeg2000),
            (Array("%PDF-1.7".utf8), .pdf), (Array("....ftypavif".utf8), .avif),
            (Array("....ftypheic".utf8), .heif), ([0xFF, 0x0A, 0], .jpegXL), ([0x1F, 0x8B, 8], .gzip),
            (Array("<svg xmlns".utf8), .svg), (Array("hello, world".utf8), nil), ([0xFF], nil),
        ]
        for (bytes, format) in table {
            #expect(refusal(bytes) == .unsupportedFormat(format))
        }
    }

    @Test func refusesTooManyBytesBeforeLooking() {
        let limits = DecodingLimits(maximumBytes: 100)
        #expect(
            refusal([UInt8](repeating: 0, count: 101), limits) == .bytesOverLimit(received: 101, limit: 100)
        )
    }

    @Test(arguments: [60_000, 2_147_483_647])
    func refusesAClaimedSide(side: Int) {
        let bytes = Fixture.bytes("claims-\(side)x\(side).png")
        #expect(refusal(bytes) == .sideOverLimit(width: side, height: side, limit: 16_384))
    }

    @Test func refusesAClaimedArea() {
        let expected = RadiographError.pixelsOverLimit(width: 16_000, height: 16_000, limit: 100_000_000)
        #expect(refusal(Fixture.bytes("claims-16000x16000.png")) == expected)
        let jpeg = Fixture.bytes("gray.jpg")
        let claimed = replacing16(
            16_000,
            at: frame(jpeg) + 5,
            of: replacing16(16_000, at: frame(jpeg) + 7, of: jpeg)
        )
        #expect(refusal(claimed) == expected)
    }

    @Test func findsOutThatAClaimedAreaIsNotThere() {
        let jpeg = Fixture.bytes("gray.jpg")
        #expect(refusal(replacing16(9_000, at: frame(jpeg) + 5, of: jpeg)) == .truncated(.jpeg))
    }

    @Test func refusesThumbnails() {
        let limits = DecodingLimits(minimumSide: 37)
        for name in ["gray.jpg", "gray8.png"] {
            #expect(refusal(Fixture.bytes(name), limits) == .tooSmall(width: 36, height: 36, minimumSide: 37))
        }
    }

    @Test(arguments: [
        "gray.jpg", "gray-progressive.jpg", "color-420.jpg", "cmyk-adobe.jpg", "exif-6.jpg",
        "gray8.png", "gray8-interlaced.png", "gray16-12.png", "palette8.png", "exif-3-after-pixels.png",
    ])
    func refusesAFileCutAnywhere(name: String) {
        let bytes = Fixture.bytes(name)
        let format: RadiographFormat = name.hasSuffix("png") ? .png : .jpeg
        for length in 8..<bytes.count {
            #expect(refusal(Array(bytes[..<length])) == .truncated(format), "cut to \(length) bytes")
        }
    }

    @Test func refusesAWrongChecksum() {
        for chunk in ["IDAT", "IHDR", "gAMA", "tEXt", "IEND"] {
            var bytes = Fixture.bytes("gray8-chunks.png")
            let start = offset(of: Array(chunk.utf8), in: bytes)
            let length = bytes[start - 4..<start].reduce(0) { $0 << 8 | Int($1) }
            bytes[start + 4 + length] ^= 1
            #expect(refusal(bytes) == .corrupt(.png, reason: "CRC error"), "\(chunk)")
        }
    }

    @Test func refusesJPEGProcessesItDoesNotDecode() {
        let jpeg = Fixture.bytes("gray.jpg")
        var lossless = jpeg
        lossless[frame(jpeg) + 1] = 0xC3
        var twelveBit = jpeg
        twelveBit[frame(jpeg) + 4] = 12
        for bytes in [lossless, twelveBit] {
            guard case .unsupportedVariant(.jpeg, let reason) = refusal(bytes) else {
                Issue.record("accepted")
                continue
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test func refusesAScanBomb() {
        let jpeg = Fixture.bytes("gray-progressive.jpg")
        let scan = offset(of: [0xFF, 0xDA], in: jpeg)
        let next = offset(of: [0xFF, 0xC4], in: jpeg, after: scan)
        let repeated = (0..<200).flatMap { _ in jpeg[scan..<next] }
        #expect(
            refusal(Array(jpeg[..<next]) + repeated + Array(jpeg[next...]))
                == .corrupt(.jpeg, reason: "more than 100 scans")
        )
    }

    @Test func saysCauseAndRemedyWithoutContent() {
        let errors: [RadiographError] = [
            .empty, .bytesOverLimit(received: 2, limit: 1), .unsupportedFormat(.dicom),
            .unsupportedFormat(nil),
            .unsupportedVariant(.jpeg, reason: "r"), .pixelsOverLimit(width: 1, height: 1, limit: 1),
            .sideOverLimit(width: 1, height: 1, limit: 1), .tooSmall(width: 1, height: 1, minimumSide: 2),
            .tooElongated(width: 9, height: 1, limit: 8), .truncated(.png), .corrupt(.jpeg, reason: "r"),
            .outOfMemory, .invalidProfile(name: "n", reason: "r"),
        ]
        for error in errors {
            let sentences = error.description.split { $0 == "." || $0 == ":" }
            #expect(sentences.count >= 2 && error.description.hasSuffix("."), "\(error)")
        }
        #expect(RadiographError.unsupportedFormat(.jpeg2000).description.contains("JPEG 2000"))
    }

    /// The offset of the start-of-frame marker.
    private func frame(_ jpeg: [UInt8]) -> Int {
        offset(of: [0xFF, 0xC0], in: jpeg)
    }

    private func offset(of pattern: [UInt8], in bytes: [UInt8], after start: Int = 0) -> Int {
        bytes.indices.first { $0 > start && bytes[$0...].starts(with: pattern) } ?? 0
    }
}
