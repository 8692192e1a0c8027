import Foundation
import Radiographs
import Testing

@Suite struct DecodingTests {
    @Test(arguments: Fixture.all)
    func givesThePixelsOfPillow(fixture: Fixture) throws {
        let radiograph = try Radiograph(decoding: Fixture.bytes(fixture.file))
        #expect(radiograph.width == fixture.width)
        #expect(radiograph.height == fixture.height)
        try #require(radiograph.channels == fixture.channels)
        #expect(largestDifference(radiograph.samples, fixture.expectedColor() ?? fixture.expectedGray()) == 0)
    }

    @Test(arguments: Fixture.all.filter { $0.width == $0.height })
    func givesTheLumaOfPillow(fixture: Fixture) throws {
        let side = fixture.width
        let profile = try samplesProfile(
            .grayscaleReplicated,
            .init(mode: .squash, size: side, filter: .bilinear, centerCrop: side)
        )
        let input = try profile.apply(to: Radiograph(decoding: Fixture.bytes(fixture.file)))
        let gray = fixture.expectedGray()
        #expect(largestDifference(input.levels, gray + gray + gray) == 0)
    }

    @Test func takesAnyCollectionOfBytes() throws {
        let bytes = Fixture.bytes("gray.jpg")
        let whole = try Radiograph(decoding: bytes)
        let padded: [UInt8] = [1, 2, 3] + bytes
        #expect(try Radiograph(decoding: padded[3...]) == whole)
        #expect(try Radiograph(decoding: Data(bytes)) == whole)
        #expect(try Radiograph(decoding: bytes.lazy.map { $0 }) == whole)
    }

    @Test func ignoresBytesAfterTheEnd() throws {
        for name in ["gray.jpg", "gray8.png"] {
            let bytes = Fixture.bytes(name)
            #expect(try Radiograph(decoding: bytes + [9, 9, 9]) == Radiograph(decoding: bytes))
        }
    }
}

@Suite struct ReceiptTests {
    private func receipt(_ name: String) throws -> (steps: [String], warnings: [String]) {
        let radiograph = try Radiograph(decoding: Fixture.bytes(name))
        return (radiograph.steps, radiograph.warnings)
    }

    @Test func namesFormatDepthAndSize() throws {
        let jpeg = try receipt("gray.jpg")
        #expect(jpeg.steps == ["decoded JPEG 8-bit grayscale 36x36"])
        #expect(jpeg.warnings.isEmpty)
        let png = try receipt("gray4-interlaced.png")
        #expect(png.steps == ["decoded PNG 4-bit grayscale 36x36"])
        #expect(png.warnings.isEmpty)
    }

    @Test func namesTheOrientationAndTheUprightSize() throws {
        let turned = try receipt("exif-6.jpg")
        #expect(turned.steps == ["decoded JPEG 8-bit grayscale 33x36", "applied Exif orientation 6: 36x33"])
        #expect(try receipt("exif-1.jpg").steps.count == 1)
    }

    @Test func warnsOfColor() throws {
        #expect(try receipt("color8.png").warnings.contains { $0.contains("in colour") })
        #expect(try receipt("color-equal-channels.jpg").warnings.isEmpty)
        #expect(try receipt("color-equal-channels.jpg").steps.last == "kept one of three equal channels")
    }

    @Test func warnsOfTransparencyButNotOfAnOpaqueAlphaChannel() throws {
        let transparent = try receipt("gray8-alpha.png")
        #expect(transparent.steps.contains("dropped the alpha channel"))
        #expect(transparent.warnings.contains { $0.contains("transparent") })
        #expect(try receipt("palette8-gray-transparent.png").warnings.contains { $0.contains("transparent") })
        let opaque = try receipt("gray-as-color8-opaque.png")
        #expect(opaque.steps.contains("dropped the alpha channel"))
        #expect(opaque.warnings.isEmpty)
    }

    @Test(arguments: [
        ("gray16-8.png", 8), ("gray16-10.png", 10), ("gray16-12.png", 12), ("gray16-14.png", 14),
        ("gray16-15.png", 15), ("gray16-16.png", 16), ("gray16-declared-12.png", 12),
        ("gray16-stretched-12.png", 16), ("gray16-12-alpha.png", 12), ("color16.png", 16),
    ])
    func namesTheEffectiveDepth(file: String, bits: Int) throws {
        let receipt = try receipt(file)
        #expect(receipt.steps.contains("scaled from \(bits) effective bits to 8"))
        #expect(receipt.warnings.contains { $0.contains("scaled from \(bits) bits") })
    }

    @Test func namesWhoDeclaredTheDepth() throws {
        #expect(try receipt("gray16-declared-12.png").warnings.contains { $0.contains("sBIT") })
        #expect(try receipt("gray16-12.png").warnings.contains { $0.contains("largest sample") })
    }

    @Test func warnsOfPrintInks() throws {
        #expect(try receipt("cmyk-adobe.jpg").warnings.contains { $0.contains("CMYK") })
    }

    @Test func warnsOfJunkBetweenSegments() throws {
        let file = Fixture.bytes("gray.jpg")
        let firstSegmentLength = Int(file[4]) << 8 | Int(file[5])
        let end = 4 + firstSegmentLength
        let junk = Array(file[..<end]) + [0, 0, 0] + Array(file[end...])
        let radiograph = try Radiograph(decoding: junk)
        #expect(largestDifference(radiograph.samples, try Radiograph(decoding: file).samples) == 0)
        #expect(radiograph.warnings.contains { $0.contains("deviates from the standard") })
    }
}
