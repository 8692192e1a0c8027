import CPNG

/// A PNG file being decoded by libpng (W3C PNG, third edition: every colour type, depth and interlacing).
struct PNGFile: ~Copyable {
    private let decoder: OpaquePointer
    private let header: cpng_header

    /// Reads the header. `bytes` must stay valid and unchanged for the life of this value.
    init(_ bytes: UnsafeRawBufferPointer) throws(RadiographError) {
        guard let decoder = cpng_open(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        else { throw .outOfMemory }
        var header = cpng_header()
        if let failure = Self.failure(cpng_read_header(decoder, &header), decoder) {
            cpng_close(decoder)
            throw failure
        }
        self.decoder = decoder
        self.header = header
    }

    deinit {
        cpng_close(decoder)
    }

    var width: Int { Int(header.width) }
    var height: Int { Int(header.height) }

    /// Decodes all pixels, once: one or three channels, not yet upright. The sizes must have been checked.
    func decode() throws(RadiographError) -> DecodedFile {
        var file = header.bytes_per_sample == 2 ? try decode16() : try decode8()
        var exifLength = 0
        let exif = cpng_exif(decoder, &exifLength)
        file.orientation = Orientation(exif: UnsafeRawBufferPointer(start: exif, count: exifLength))
        if header.channels == 3 {
            file.colorContent = file.raster.colorContent()
        }
        if header.has_alpha != 0 {
            file.steps.append("dropped the alpha channel")
        }
        if cpng_saw_transparency(decoder) != 0 {
            file.warnings.append(
                "The image has transparent pixels; their colours were used as they are stored."
            )
        }
        return file
    }

    private func decode8() throws(RadiographError) -> DecodedFile {
        let raster = try Raster(width: width, height: height, channels: Int(header.channels)) {
            samples throws(RadiographError) in
            try read(into: UnsafeMutableRawBufferPointer(samples))
        }
        return DecodedFile(raster: raster, step: "decoded \(summary)")
    }

    private func decode16() throws(RadiographError) -> DecodedFile {
        let count = width * height * Int(header.channels)
        let wide = try SampleBuffer<UInt16>(count: count) { samples throws(RadiographError) in
            try read(into: UnsafeMutableRawBufferPointer(samples))
        }
        let depth = SampleDepth(
            maximum: wide.withSamples(SampleDepth.maximum(of:)),
            declaredBits: Int(header.significant_bits)
        )
        let raster = try Raster(width: width, height: height, channels: Int(header.channels)) { samples in
            wide.withSamples { depth.reduce($0, into: samples) }
        }
        var file = DecodedFile(raster: raster, step: "decoded \(summary)")
        file.steps.append("scaled from \(depth.bits) effective bits to 8")
        file.warnings.append(Self.warning(for: depth))
        return file
    }

    private func read(into samples: UnsafeMutableRawBufferPointer) throws(RadiographError) {
        let start = samples.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let status = cpng_read_samples(decoder, start, samples.count)
        if let failure = Self.failure(status, decoder) { throw failure }
    }

    private static func warning(for depth: SampleDepth) -> String {
        let source = depth.isDeclared ? "the file's sBIT chunk" : "its largest sample"
        return "The 16-bit image was scaled from \(depth.bits) bits, judged by \(source); "
            + "no display window was applied."
    }

    private var summary: String {
        let kind =
            if header.has_palette != 0 {
                "palette"
            } else {
                (header.has_color != 0 ? "colour" : "grayscale")
                    + (header.has_alpha != 0 ? " with alpha" : "")
            }
        return "PNG \(header.bit_depth)-bit \(kind) \(width)x\(height)"
    }

    private static func failure(_ status: cpng_status, _ decoder: OpaquePointer) -> RadiographError? {
        switch status {
        case CPNG_OK: nil
        case CPNG_TRUNCATED: .truncated(.png)
        case CPNG_OUT_OF_MEMORY: .outOfMemory
        default: .corrupt(.png, reason: String(cString: cpng_message(decoder)))
        }
    }
}
