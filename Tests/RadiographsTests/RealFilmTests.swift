import Foundation
import Radiographs
import Testing

/// Films and look-alikes with the bytes as found, beside the package where they are available.
private enum RealFilms {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "../shared/data/odd")

    static let areAvailable = FileManager.default.fileExists(atPath: folder.appending(path: "index.csv").path)

    static func decode(_ name: String) throws -> Radiograph {
        try Radiograph(decoding: Data(contentsOf: folder.appending(path: name)))
    }

    /// The first column of index.csv, and the three that follow the mode.
    static func rows() throws -> [(file: String, format: String, width: Int, height: Int)] {
        let text = try String(contentsOf: folder.appending(path: "index.csv"), encoding: .utf8)
        let row = try Regex("^([^,]+),.*,(PNG|JPEG|WEBP|BMP|JPEG2000),([0-9]+),([0-9]+),", as: Row.self)
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let match = line.firstMatch(of: row)?.output, let width = Int(match.3),
                let height = Int(match.4)
            else { return nil }
            return (String(match.1), String(match.2), width, height)
        }
    }

    private typealias Row = (Substring, Substring, Substring, Substring, Substring)
}

@Suite(.enabled(if: RealFilms.areAvailable, "needs ../shared/data/odd"))
struct RealFilmTests {
    @Test func decodesOrNamesTheReasonForEveryFile() throws {
        let rows = try RealFilms.rows()
        #expect(rows.count >= 29)
        for row in rows {
            let result = Result { try RealFilms.decode(row.file) }
            let refusal = result.refusal
            switch (row.format, row.file) {
            case (_, "truncated.jpg"):
                #expect(refusal == .truncated(.jpeg))
            case (_, "tiny24.png"):
                #expect(refusal == .tooSmall(width: 24, height: 24, minimumSide: 32))
            case ("JPEG", _), ("PNG", _):
                let radiograph = try #require(try? result.get(), "\(row.file)")
                #expect(radiograph.width == row.width && radiograph.height == row.height, "\(row.file)")
                #expect(radiograph.format.rawValue == row.format.lowercased())
            default:
                let format = RadiographFormat(rawValue: row.format.lowercased())
                #expect(format != nil && refusal == .unsupportedFormat(format), "\(row.file)")
            }
        }
    }

    /// A frontal film resembles its mirror image more than its upside-down one; on its side it would not.
    @Test func turnsARotatedFilmUpright() throws {
        let film = try RealFilms.decode("exif_orientation6.jpg")
        #expect(film.steps.contains("applied Exif orientation 6: 512x512"))
        let (side, samples) = (film.width, film.samples)
        let mirrored = samples.indices.map { samples[$0 / side * side + side - 1 - $0 % side] }
        let flipped = samples.indices.map { samples[(side - 1 - $0 / side) * side + $0 % side] }
        #expect(meanDifference(samples, mirrored) < meanDifference(samples, flipped))
    }

    @Test func seesTheSameFilmInEveryContainer() throws {
        let original = try RealFilms.decode("nih14_00000001_000.png")
        #expect(
            largestDifference(try RealFilms.decode("gray16_fullrange.png").samples, original.samples) == 0
        )
        let palette = try RealFilms.decode("palette.png")
        #expect(palette.channels == 1)
        #expect(meanDifference(palette.samples, original.samples) < 1)
        #expect(meanDifference(try luma(of: RealFilms.decode("cmyk.jpg")), original.samples) < 3)
        #expect(Set(try RealFilms.decode("bilevel.png").samples) == [0, 255])
    }

    private func luma(of radiograph: Radiograph) throws -> [UInt8] {
        let geometry = PreprocessingProfile.Geometry(
            mode: .squash,
            size: radiograph.width,
            filter: .bilinear,
            centerCrop: radiograph.width
        )
        let levels = try samplesProfile(.grayscaleReplicated, geometry).apply(to: radiograph).levels
        return Array(levels.prefix(radiograph.width * radiograph.height))
    }

    @Test func spreadsTheEffectiveBitsOverTheScale() throws {
        for (file, bits) in [("gray16_10bit_real_cr.png", 10), ("gray16_12bit_real_dx.png", 12)] {
            let radiograph = try RealFilms.decode(file)
            #expect(radiograph.steps.contains("scaled from \(bits) effective bits to 8"))
            #expect((radiograph.samples.max() ?? 0) > 127)
        }
    }

    private func meanDifference(_ first: [UInt8], _ second: [UInt8]) -> Double {
        guard first.count == second.count, !first.isEmpty else { return .infinity }
        let total = zip(first, second).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return Double(total) / Double(first.count)
    }
}

extension Result where Failure == any Error {
    fileprivate var refusal: RadiographError? {
        guard case .failure(let error) = self else { return nil }
        return error as? RadiographError
    }
}
