public import Augmentation
import Foundation
public import Radiographs

// Unchecked: `state` is only touched while `lock` is held.
/// Reads images, fits them to the size that augmentation samples from, and keeps them in memory up to a limit.
///
/// What does not fit into memory is read and decoded each time. A file that could not be used is remembered and
/// not tried again. Any thread may ask.
public final class ImageStore: @unchecked Sendable {
    /// What is kept of an image.
    struct StoredImage: Sendable {
        /// What each view samples from: the crop that the model scores where the view keeps the geometry, else the
        /// whole image with a margin of resolution. Views that sample from the same share its memory.
        let views: [GrayImage]
        let byteCount: Int
    }

    private struct State {
        var kept: [String: StoredImage] = [:]
        var keptBytes = 0
        var failures: [String: ImageFailure] = [:]
    }

    /// The model's own preprocessing.
    public let preprocessing: PreprocessingProfile
    /// Turns images into the views of a batch, one augmenter for each.
    public let augmenters: [Augmenter]
    /// The most bytes of images that are kept.
    public let memoryLimit: Int

    private let limits: DecodingLimits
    private let lock = NSLock()
    private var state = State()

    /// A store of images for a model's preprocessing, of which color is not used, and one profile for each view:
    /// [weak] for CLIP, [weak, strong, strong] for SLIP, [none, weak] for UniCLIP.
    ///
    /// - Throws: `BatchingError.noViews` or `.augmentation`.
    public init(
        preprocessing: PreprocessingProfile,
        views: [AugmentationProfile],
        memoryLimit: Int,
        limits: DecodingLimits = DecodingLimits()
    ) throws(BatchingError) {
        guard !views.isEmpty else { throw .noViews }
        do throws(AugmentationError) {
            var augmenters: [Augmenter] = []
            for profile in views {
                let side = preprocessing.inputSize
                let normalization = preprocessing.normalization
                augmenters.append(try Augmenter(profile: profile, side: side, normalization: normalization))
            }
            self.augmenters = augmenters
        } catch {
            throw .augmentation(error)
        }
        self.preprocessing = preprocessing
        self.memoryLimit = memoryLimit
        self.limits = limits
    }

    /// The files that could not be used so far, by path.
    public var failures: [String: ImageFailure] { lock.withLock { state.failures } }

    /// The bytes of the images that are kept.
    public var keptBytes: Int { lock.withLock { state.keptBytes } }

    /// The image of a file, from memory where it is kept.
    func image(at path: String) throws(ImageFailure) -> StoredImage {
        let (kept, failure) = lock.withLock { (state.kept[path], state.failures[path]) }
        if let kept { return kept }
        if let failure { throw failure }
        do throws(ImageFailure) {
            let image = try read(path)
            keep(image, path)
            return image
        } catch {
            lock.withLock { state.failures[path] = error }
            throw error
        }
    }

    private func keep(_ image: StoredImage, _ path: String) {
        lock.withLock {
            guard state.kept[path] == nil, image.byteCount <= memoryLimit - state.keptBytes else { return }
            state.kept[path] = image
            state.keptBytes += image.byteCount
        }
    }

    private func read(_ path: String) throws(ImageFailure) -> StoredImage {
        guard let content = content(of: path) else { throw .missing }
        do throws(RadiographError) {
            let radiograph = try Radiograph(decoding: content, limits: limits)
            let (width, height) = (radiograph.width, radiograph.height)
            let aspect = PreprocessingProfile.maximumAspect
            if max(width, height) > aspect * min(width, height) {
                throw .tooElongated(width: width, height: height, limit: aspect)
            }
            return try stored(radiograph)
        } catch {
            throw .damaged(error)
        }
    }

    /// Reads no more of the file than any image may have; nil where it cannot be read.
    private func content(of path: String) -> Data? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        do {
            return try file.read(upToCount: limits.maximumBytes + 1) ?? Data()
        } catch {
            return nil
        }
    }

    private func stored(_ radiograph: Radiograph) throws(RadiographError) -> StoredImage {
        let image = try GrayImage(radiograph)
        let needsScored = augmenters.contains { $0.profile.keepsGeometry }
        let needsFitted = augmenters.contains { !$0.profile.keepsGeometry }
        let scored = needsScored ? try image.prepared(by: preprocessing.geometry) : nil
        let fitted = needsFitted ? try self.fitted(image) : nil
        // About 200 bytes of the dictionary, the path and the array headers come with the pixels.
        let byteCount = (scored?.pixels.count ?? 0) + (fitted?.pixels.count ?? 0) + 200
        return StoredImage(
            views: augmenters.map { ($0.profile.keepsGeometry ? scored : fitted) ?? image },
            byteCount: byteCount
        )
    }

    private func fitted(_ image: GrayImage) throws(RadiographError) -> GrayImage {
        let (geometry, side) = (preprocessing.geometry, augmenters[0].fittedSide)
        return switch geometry.mode {
        case .shorterSide: try image.fitted(shorterSide: side, filter: geometry.filter)
        case .squash: try image.squashed(toSide: side, filter: geometry.filter)
        }
    }
}
