import Radiographs
import Testing

/// JPEG pictures of smooth hills, 203 x 171 (see Scripts/make_scaled_fixtures.py).
enum Hills {
    static let names =
        (1...8).map { "hills-exif-\($0).jpg" } + [
            "hills-progressive.jpg", "hills-gray-as-color.jpg", "hills-color-420.jpg", "hills-color-444.jpg",
            "hills-cmyk.jpg",
        ]

    static func bytes(_ name: String) -> [UInt8] { Fixture.bytes("scaled/\(name)") }

    /// 171 becomes 21: decoded at a quarter (42.75), not an eighth (21.4).
    static func shorterSide(_ size: Int, crop: Int? = nil) throws -> PreprocessingProfile {
        try samplesProfile(
            .rgb,
            .init(mode: .shorterSide, size: size, filter: .bicubic, centerCrop: crop ?? size)
        )
    }

    /// One profile for each way in which a profile may treat a whole picture first.
    static func profiles() throws -> [PreprocessingProfile] {
        let padding = PreprocessingProfile.Padding(minimumSide: 21, fill: 77)
        let levels = PreprocessingProfile.Normalization(
            divisor: 1,
            mean: [0, 0, 0],
            standardDeviation: [1, 1, 1]
        )
        let squash = PreprocessingProfile.Geometry(mode: .squash, size: 21, filter: .bilinear, centerCrop: 21)
        return [
            try shorterSide(21),
            try shorterSide(21, crop: 17),
            try samplesProfile(.grayscaleReplicated, squash),
            try PreprocessingProfile(
                name: "padded",
                version: 1,
                steps: [.color(.rgb), .padding(padding), .geometry(squash), .normalization(levels)]
            ),
            try PreprocessingProfile(
                name: "fitted",
                version: 1,
                steps: [
                    .fitting(.init(longerSide: 21, filter: .lanczos, rounding: .nearest)), .padding(padding),
                    .color(.rgb), .geometry(squash), .normalization(levels),
                ]
            ),
        ]
    }
}

@Suite struct ScaledDecodingTests {
    /// A grid that lay half a decoded pixel beside the right one would differ by 6 levels and more.
    @Test(arguments: Hills.names)
    func agreesWithTheWholePicture(name: String) throws {
        let bytes = Hills.bytes(name)
        let whole = try Radiograph(decoding: bytes)
        for profile in try Hills.profiles() {
            let scaled = try Radiograph(decoding: bytes, for: [profile], .scaled)
            #expect(scaled.decodedWidth == (whole.width + 3) / 4)
            #expect(scaled.decodedHeight == (whole.height + 3) / 4)
            #expect((scaled.width, scaled.height) == (whole.width, whole.height))
            #expect(scaled.channels == whole.channels)
            #expect(scaled.warnings == whole.warnings)
            let levels = try profile.apply(to: scaled).levels
            #expect(largestDifference(levels, try profile.apply(to: whole).levels) <= 2, "\(profile)")
        }
    }

    @Test func namesTheScale() throws {
        let profile = try Hills.shorterSide(21)
        let turned = try Radiograph(decoding: Hills.bytes("hills-exif-6.jpg"), for: [profile], .scaled)
        #expect(
            turned.steps == [
                "decoded JPEG 8-bit grayscale 203x171 at 2/8 of its size",
                "applied Exif orientation 6: 171x203",
            ]
        )
    }

    /// 171 at the scale has to be twice the size at least.
    @Test(arguments: [(10, 22), (11, 43), (21, 43), (22, 86), (42, 86), (43, 171), (171, 171), (300, 171)])
    func takesTheSmallestScaleWithAReserve(size: Int, height: Int) throws {
        let profile = try Hills.shorterSide(size)
        let scaled = try Radiograph(decoding: Hills.bytes("hills-exif-1.jpg"), for: [profile], .scaled)
        #expect(scaled.decodedHeight == height)
    }

    @Test func suitsEveryProfileItIsDecodedFor() throws {
        let (small, large) = (try Hills.shorterSide(10), try Hills.shorterSide(40))
        let bytes = Hills.bytes("hills-exif-1.jpg")
        #expect(try Radiograph(decoding: bytes, for: [small, large], .scaled).decodedHeight == 86)
        let scaled = try Radiograph(decoding: bytes, for: [small], .scaled)
        #expect(throws: RadiographError.decodedTooSmall(profile: "samples")) { try large.apply(to: scaled) }
    }

    @Test func decodesTheWholeWithoutReason() throws {
        let profile = try Hills.shorterSide(10)
        let jpeg = Hills.bytes("hills-color-420.jpg")
        #expect(try Radiograph(decoding: jpeg, for: [profile], .exact) == Radiograph(decoding: jpeg))
        #expect(try Radiograph(decoding: jpeg, for: [], .scaled) == Radiograph(decoding: jpeg))
        let png = Fixture.bytes("gray8.png")
        #expect(try Radiograph(decoding: png, for: [profile], .scaled) == Radiograph(decoding: png))
    }

    @Test func refusesAFileCutAnywhere() throws {
        let profile = try Hills.shorterSide(10)
        for name in ["hills-exif-6.jpg", "hills-progressive.jpg", "hills-color-420.jpg"] {
            let bytes = Hills.bytes(name)
            for length in stride(from: 8, to: bytes.count, by: 11) + [bytes.count - 1] {
                #expect(throws: RadiographError.truncated(.jpeg), "\(name) cut to \(length) bytes") {
                    try Radiograph(decoding: bytes[..<length], for: [profile], .scaled)
                }
            }
        }
    }

    @Test func appliesTheLimitsToTheWholeSize() throws {
        let profile = try Hills.shorterSide(10)
        let bytes = Hills.bytes("hills-exif-1.jpg")
        let limits = DecodingLimits(maximumPixels: 203 * 171 - 1)
        #expect(throws: RadiographError.pixelsOverLimit(width: 203, height: 171, limit: 34_712)) {
            try Radiograph(decoding: bytes, for: [profile], .scaled, limits: limits)
        }
        #expect(throws: RadiographError.tooSmall(width: 203, height: 171, minimumSide: 172)) {
            try Radiograph(decoding: bytes, for: [profile], .scaled, limits: .init(minimumSide: 172))
        }
    }

    @Test func copesWithTheSmallestPictures() throws {
        let limits = DecodingLimits(minimumSide: 1)
        for profile in try Hills.profiles() + PreprocessingProfile.named {
            for name in ["one-pixel.jpg", "one-column.jpg"] {
                let bytes = Hills.bytes(name)
                let whole = try Radiograph(decoding: bytes, limits: limits)
                let scaled = try Radiograph(decoding: bytes, for: [profile], .scaled, limits: limits)
                let results = [whole, scaled].map { film in Result { try profile.apply(to: film).values } }
                switch (name, results[0], results[1]) {
                case ("one-pixel.jpg", .success(let first), .success(let second)): #expect(first == second)
                case ("one-column.jpg", .failure(let first), .failure(let second)):
                    let expected = RadiographError.tooElongated(width: 1, height: 600, limit: 8)
                    #expect(first as? RadiographError == expected && second as? RadiographError == expected)
                default: Issue.record("\(profile.name) of \(name): \(results)")
                }
            }
        }
    }

    /// A file that is gray in its first rows and coloured below changes from one channel to three on the way.
    @Test func keepsTheRowsBeforeTheFirstColor() throws {
        let film = try Radiograph(decoding: Hills.bytes("hills-color-below.jpg"))
        #expect(film.channels == 3)
        let above = Array(film.samples.prefix(3 * 203 * 96))
        let gray = try Radiograph(decoding: Hills.bytes("hills-gray-as-color.jpg"))
        #expect(gray.channels == 1)
        let spread = gray.samples.prefix(203 * 96).flatMap { [$0, $0, $0] }
        #expect(largestDifference(above, spread) <= 3)
    }
}
