import CJPEG

/// A JPEG file being decoded by libjpeg (ITU-T T.81: baseline, extended and progressive, 8 bits).
struct JPEGFile: ~Copyable {
    private let decoder: OpaquePointer
    private let header: cjpeg_header

    /// Reads the header. `bytes` must stay valid and unchanged for the life of this value.
    init(_ bytes: UnsafeRawBufferPointer) throws(RadiographError) {
        guard let decoder = cjpeg_open(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        else { throw .outOfMemory }
        var header = cjpeg_header()
        if let failure = Self.failure(cjpeg_read_header(decoder, &header), decoder) {
            cjpeg_close(decoder)
            throw failure
        }
        self.decoder = decoder
        self.header = header
    }

    deinit {
        cjpeg_close(decoder)
    }

    var width: Int { Int(header.width) }
    var height: Int { Int(header.height) }

    /// Decodes the picture, once: one or three channels, not yet upright. The sizes must have been checked.
    ///
    /// - Parameter choosingScale: The scale for the upright picture's width and height.
    func decode(
        _ choosingScale: (_ width: Int, _ height: Int) -> DecodingScale
    ) throws(RadiographError) -> DecodedFile {
        // Decoding frees the Exif block, so it is read first.
        let exif = UnsafeRawBufferPointer(start: header.exif, count: header.exif_length)
        let orientation = Orientation(exif: exif)
        let swaps = orientation.swapsSides
        let scale = choosingScale(swaps ? height : width, swaps ? width : height)
        var rows = JPEGRows(decoder, components: Int(header.components), scale: scale)
        guard let (raster, content) = try rows.picture() else {
            throw Self.failure(rows.status, decoder) ?? .outOfMemory
        }
        let grid = PixelGrid(width: width, height: height, scale: scale)
        var file = DecodedFile(raster: raster, grid: grid, step: "decoded \(summary)\(Self.phrase(scale))")
        file.orientation = orientation
        file.colorContent = content
        if header.components == 4 {
            file.raster = try raster.rgbFromInvertedInks()
            file.colorContent = file.raster.colorContent()
            file.steps.append("converted CMYK to RGB (Adobe's inverted inks)")
            file.warnings.append(
                "The image is a CMYK print file; its gray levels may differ from the radiograph's."
            )
        }
        if cjpeg_tolerated_warnings(decoder) > 0 {
            file.warnings.append("The JPEG file deviates from the standard (\(Self.message(decoder))).")
        }
        return file
    }

    private static func phrase(_ scale: DecodingScale) -> String {
        scale == .full ? "" : " at \(scale.rawValue)/8 of its size"
    }

    private var summary: String {
        let kind = [1: "grayscale", 3: "colour"][header.components] ?? "CMYK"
        return "\(header.is_progressive != 0 ? "progressive " : "")JPEG 8-bit \(kind) \(width)x\(height)"
    }

    private static func message(_ decoder: OpaquePointer) -> String {
        String(cString: cjpeg_message(decoder))
    }

    private static func failure(_ status: cjpeg_status, _ decoder: OpaquePointer) -> RadiographError? {
        switch status {
        case CJPEG_OK: nil
        case CJPEG_TRUNCATED: .truncated(.jpeg)
        case CJPEG_UNSUPPORTED: .unsupportedVariant(.jpeg, reason: message(decoder))
        case CJPEG_OUT_OF_MEMORY: .outOfMemory
        default: .corrupt(.jpeg, reason: message(decoder))
        }
    }
}
