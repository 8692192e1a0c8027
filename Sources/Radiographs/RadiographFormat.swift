/// A kind of file, told by its first bytes; the name or the declared media type of an upload is not asked.
///
/// JPEG and PNG are decoded. The others are recognised so that a refusal can name what was received.
public enum RadiographFormat: String, Sendable, Equatable, CaseIterable, Codable {
    case jpeg
    case png
    case avif
    case bmp
    case dicom
    case gif
    case gzip
    case heif
    case jpeg2000
    case jpegXL
    case nifti
    case pdf
    case svg
    case tiff
    case webp
    case zip

    /// The formats that `Radiograph` decodes.
    public static let supported: [RadiographFormat] = [.jpeg, .png]

    /// Whether `Radiograph` decodes this format.
    public var isSupported: Bool { Self.supported.contains(self) }

    /// The name as people write it, such as "JPEG 2000".
    public var displayName: String {
        switch self {
        case .jpeg2000: "JPEG 2000"
        case .jpegXL: "JPEG XL"
        case .nifti: "NIfTI"
        case .webp: "WebP"
        default: rawValue.uppercased()
        }
    }

    /// The media type registered with IANA, or the common one where none is.
    public var mediaType: String {
        switch self {
        case .dicom: "application/dicom"
        case .gzip: "application/gzip"
        case .jpeg2000: "image/jp2"
        case .jpegXL: "image/jxl"
        case .nifti: "application/octet-stream"
        case .pdf: "application/pdf"
        case .svg: "image/svg+xml"
        case .zip: "application/zip"
        default: "image/\(rawValue)"
        }
    }

    /// The format whose signature stands at the start of `bytes` (in DICOM at byte 128, in NIfTI at byte
    /// 344); nil where none is known.
    public init?(sniffing bytes: UnsafeRawBufferPointer) {
        guard let match = Self.signatures.first(where: { $0.matches(bytes) }) else { return nil }
        self = match.format
    }

    private static let signatures: [Signature] = [
        Signature(.jpeg, [0xFF, 0xD8, 0xFF]),
        Signature(.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        Signature(.dicom, "DICM", at: 128),
        Signature(.nifti, "n+1\0", at: 344),
        Signature(.nifti, "ni1\0", at: 344),
        Signature(.gif, "GIF87a"),
        Signature(.gif, "GIF89a"),
        Signature(.bmp, "BM"),
        Signature(.webp, "WEBP", at: 8),
        Signature(.tiff, [0x49, 0x49, 0x2A, 0x00]),
        Signature(.tiff, [0x4D, 0x4D, 0x00, 0x2A]),
        Signature(.tiff, [0x49, 0x49, 0x2B, 0x00]),
        Signature(.tiff, [0x4D, 0x4D, 0x00, 0x2B]),
        Signature(.jpeg2000, [0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20]),
        Signature(.jpeg2000, [0xFF, 0x4F, 0xFF, 0x51]),
        Signature(.jpegXL, [0xFF, 0x0A]),
        Signature(.jpegXL, [0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C, 0x20]),
        Signature(.avif, "ftypavif", at: 4),
        Signature(.heif, "ftyphei", at: 4),
        Signature(.heif, "ftypmif1", at: 4),
        Signature(.pdf, "%PDF-"),
        Signature(.svg, "<svg"),
        Signature(.zip, [0x50, 0x4B, 0x03, 0x04]),
        Signature(.zip, [0x50, 0x4B, 0x05, 0x06]),
        Signature(.gzip, [0x1F, 0x8B]),
    ]
}

/// Bytes that stand at a fixed place of every file of a format.
private struct Signature: Sendable {
    let format: RadiographFormat
    let bytes: [UInt8]
    let offset: Int

    init(_ format: RadiographFormat, _ bytes: [UInt8], at offset: Int = 0) {
        self.format = format
        self.bytes = bytes
        self.offset = offset
    }

    init(_ format: RadiographFormat, _ text: StaticString, at offset: Int = 0) {
        self.init(format, Array("\(text)".utf8), at: offset)
    }

    func matches(_ file: UnsafeRawBufferPointer) -> Bool {
        file.count >= offset + bytes.count && file[offset..<offset + bytes.count].elementsEqual(bytes)
    }
}
