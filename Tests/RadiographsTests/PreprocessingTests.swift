import Foundation
import Radiographs
import Testing

/// A resize that Pillow made, as listed in resize.json.
private struct PillowResize: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let filter: ResamplingFilter
    let mode: PreprocessingProfile.ResizeMode
    let size: Int
    let crop: Int
    let width: Int
    let height: Int
    let planes: Int

    var testDescription: String { "\(file) \(filter) \(mode) \(size) crop \(crop)" }

    static let all: [PillowResize] = Fixture.decode([PillowResize].self, from: "resize.json")

    var geometry: PreprocessingProfile.Geometry {
        .init(mode: mode, size: size, filter: filter, centerCrop: crop)
    }
}

@Suite struct ResizingTests {
    @Test(arguments: PillowResize.all)
    fileprivate func equalsPillow(resize: PillowResize) throws {
        let radiograph = try Radiograph(decoding: Fixture.bytes(resize.file))
        let input = try samplesProfile(.rgb, resize.geometry).apply(to: radiograph)
        let area = resize.crop * resize.crop
        let expected = Fixture.expected(at: resize.planes, count: area * radiograph.channels)
        let planes = radiograph.channels == 3 ? expected : expected + expected + expected
        #expect(largestDifference(input.levels, planes) == 0)
        #expect(
            input.steps.contains(
                "resized to \(resize.width)x\(resize.height) (\(resize.filter), antialiased)"
            )
        )
    }

    @Test func warnsOfEnlarging() throws {
        let radiograph = try Radiograph(decoding: Fixture.bytes("gray8.png"))
        let input = try PreprocessingProfile.openResNet18.apply(to: radiograph)
        #expect(input.warnings.contains { $0.contains("enlarged") })
        #expect(!input.warnings.contains { $0.contains("crop") })
    }

    @Test func warnsOfACropThatHidesMuch() throws {
        let radiograph = try Radiograph(decoding: Fixture.bytes("film-color.png"))
        let kept = PreprocessingProfile.Geometry(
            mode: .shorterSide,
            size: 40,
            filter: .bilinear,
            centerCrop: 40
        )
        let hidden = PreprocessingProfile.Geometry(
            mode: .shorterSide,
            size: 40,
            filter: .bilinear,
            centerCrop: 38
        )
        #expect(
            try samplesProfile(.rgb, kept).apply(to: radiograph).warnings.contains { $0.contains("crop") }
                == false
        )
        let warnings = try samplesProfile(.rgb, hidden).apply(to: radiograph).warnings
        #expect(warnings.contains("The central crop shows the model only 61 % of the image."))
    }
}

@Suite struct ModelInputTests {
    @Test func normalisesPlaneByPlane() throws {
        let radiograph = try Radiograph(decoding: Fixture.bytes("color8.png"))
        let profile = try PreprocessingProfile(
            name: "test",
            version: 3,
            color: .rgb,
            geometry: .init(mode: .squash, size: 36, filter: .bilinear, centerCrop: 36),
            normalization: .imageNet
        )
        let input = try profile.apply(to: radiograph)
        #expect(input.channels == 3 && input.height == 36 && input.width == 36)
        let mean: [Float] = [0.485, 0.456, 0.406]
        let deviation: [Float] = [0.229, 0.224, 0.225]
        for channel in 0..<3 {
            for pixel in [0, 17, 1_295] {
                let sample = Float(radiograph.samples[3 * pixel + channel]) / 255
                #expect(
                    input.values[1_296 * channel + pixel] == (sample - mean[channel]) / deviation[channel]
                )
            }
        }
        #expect(input.steps.last == "normalised as profile test version 3")
        #expect(input.warnings == radiograph.warnings)
    }

    @Test func tellsTheWholeWayFromTheFile() throws {
        let radiograph = try Radiograph(decoding: Fixture.bytes("exif-6-color.jpg"))
        let input = try PreprocessingProfile.openResNet18.apply(to: radiograph)
        #expect(
            input.steps == [
                "decoded JPEG 8-bit colour 33x36",
                "applied Exif orientation 6: 36x33",
                "converted to BT.601 luma in three channels",
                "resized to 209x192 (bilinear, antialiased)",
                "cropped to the central 192x192",
                "normalised as profile open-resnet18 version 1",
            ]
        )
    }

    @Test func givesTheOrdinaryProfilesTheirShapes() throws {
        let radiograph = try Radiograph(decoding: Fixture.bytes("film-gray.png"))
        for profile in PreprocessingProfile.named {
            let input = try profile.apply(to: radiograph)
            let side = profile.inputSize
            #expect(input.values.count == 3 * side * side)
            #expect(input.values.allSatisfy { $0.isFinite })
        }
    }
}
