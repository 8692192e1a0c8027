extension Radiograph {
    /// A made picture of 320 × 256 gray levels, always the same, for checks of a whole model: rings of every width around
    /// one corner.
    ///
    /// - Throws: `RadiographError.outOfMemory`.
    public static var testPattern: Radiograph {
        get throws(RadiographError) {
            let raster = try Raster(width: 320, height: 256, channels: 1) { samples in
                for place in samples.indices {
                    let (x, y) = (place % 320, place / 320)
                    samples[place] = UInt8(truncatingIfNeeded: (x * x + x * y + 2 * y * y) >> 7)
                }
            }
            return try Radiograph(DecodedFile(raster: raster, step: "drew the test pattern"), format: .png)
        }
    }
}
