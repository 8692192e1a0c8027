/// A grayscale PNG file written by hand (PNG, third edition, sections 5 and 11): one IHDR, one IDAT whose zlib stream
/// is a single stored block, one IEND.
package func grayPNG(width: Int, height: Int, level: (_ x: Int, _ y: Int) -> UInt8) -> [UInt8] {
    let rows = (0..<height).flatMap { y -> [UInt8] in [0] + (0..<width).map { level($0, y) } }
    precondition(rows.count < 65_536, "a stored block holds 65,535 bytes")
    let length = UInt16(rows.count)
    let stored: [UInt8] = [
        0x78, 0x01, 1, UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF), UInt8(~length >> 8),
    ]
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 0, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + chunk("IHDR", header)
        + chunk("IDAT", stored + rows + bigEndian(adler32(rows)))
        + chunk("IEND", [])
}

private func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}

private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return bigEndian(UInt32(content.count)) + body + bigEndian(crc32(body))
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
        (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
}

private func adler32(_ bytes: [UInt8]) -> UInt32 {
    let sums = bytes.reduce((a: UInt32(1), b: UInt32(0))) { sums, byte in
        let a = (sums.a + UInt32(byte)) % 65_521
        return (a, (sums.b + a) % 65_521)
    }
    return sums.b << 16 | sums.a
}
