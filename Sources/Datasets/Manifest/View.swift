/// From where a radiograph was taken.
public enum View: String, Sendable, CaseIterable, Codable {
    /// From front to back or from back to front, standing or lying.
    case frontal
    /// From the side.
    case lateral
    /// Oblique, lordotic, of the ribs and the like.
    case other

    /// Reads `frontal`, `lateral`, `other` and the codes of DICOM's View Position (0018,5101) and of
    /// publishers, in any case; nil for one that is not known.
    ///
    /// The codes of MIMIC-CXR, CheXpert, PadChest and ChestX-ray14 are among them.
    init?(code: some StringProtocol) {
        switch code.uppercased().replacing("_", with: " ") {
        case "FRONTAL", "PA", "AP", "AP AXIAL", "AP LLD", "AP RLD", "PA LLD", "PA RLD", "AP HORIZONTAL",
            "AP SUPINE", "ANTEROPOSTERIOR", "POSTEROANTERIOR":
            self = .frontal
        case "LATERAL", "LL", "RL", "L", "XTABLE LATERAL", "LATERAL HORIZONTAL": self = .lateral
        case "OTHER", "LAO", "RAO", "LPO", "RPO", "LLO", "RLO", "SWIMMERS", "LORDOTIC", "COSTAL", "OBLIQUE",
            "UNK", "EXCLUDE":
            self = .other
        default: return nil
        }
    }
}
