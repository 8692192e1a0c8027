extension LabelSet {
    /// The 40 labels of the CXR-LT 2024 challenge in alphabetical order, 28 base and 12 rare.
    ///
    /// Rare are the labels that the authors of CXR-CML (2025, section 3 and their published evaluation code)
    /// count as having fewer than 1,000 images. "Normal" is scored by its prompts like the others, as they
    /// do.
    public static let cxrLT40 = LabelSet(
        name: "CXR-LT-40",
        version: 1,
        description: "The 40 labels of the CXR-LT 2024 challenge, divided into base and rare.",
        labels: cxrLT40Names.map { Label(name: $0, group: cxrLT40Rare.contains($0) ? .rare : .base) }
    )

    private static let cxrLT40Names = [
        "Adenopathy",
        "Atelectasis",
        "Azygos Lobe",
        "Calcification of the Aorta",
        "Cardiomegaly",
        "Clavicle Fracture",
        "Consolidation",
        "Edema",
        "Emphysema",
        "Enlarged Cardiomediastinum",
        "Fibrosis",
        "Fissure",
        "Fracture",
        "Granuloma",
        "Hernia",
        "Hydropneumothorax",
        "Infarction",
        "Infiltration",
        "Kyphosis",
        "Lobar Atelectasis",
        "Lung Lesion",
        "Lung Opacity",
        "Mass",
        "Nodule",
        "Normal",
        "Pleural Effusion",
        "Pleural Other",
        "Pleural Thickening",
        "Pneumomediastinum",
        "Pneumonia",
        "Pneumoperitoneum",
        "Pneumothorax",
        "Pulmonary Embolism",
        "Pulmonary Hypertension",
        "Rib Fracture",
        "Round(ed) Atelectasis",
        "Subcutaneous Emphysema",
        "Support Devices",
        "Tortuous Aorta",
        "Tuberculosis",
    ]

    private static let cxrLT40Rare: Set<String> = [
        "Lobar Atelectasis",
        "Round(ed) Atelectasis",
        "Clavicle Fracture",
        "Azygos Lobe",
        "Pleural Other",
        "Pneumoperitoneum",
        "Kyphosis",
        "Hydropneumothorax",
        "Infarction",
        "Pneumomediastinum",
        "Pulmonary Hypertension",
        "Fibrosis",
    ]
}
