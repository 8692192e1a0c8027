extension LabelSet {
    /// The 20 of VinDr-CXR's 28 labels that Jang et al. 2022 evaluate (table 7, its spelling and order).
    ///
    /// Some labels differ in case from the data set's column names ("Pleural effusion", "Mediastinal shift",
    /// …).
    public static let vinDrCXR20 = LabelSet(
        builtIn: "VinDr-CXR-20",
        description: "The 20 VinDr-CXR labels of the zero-shot evaluation by Jang et al.",
        labels: [
            "Aortic enlargement",
            "Atelectasis",
            "Calcification",
            "Cardiomegaly",
            "Consolidation",
            "ILD",
            "Infiltration",
            "Lung Opacity",
            "Mediastinal Shift",
            "Nodule/Mass",
            "Pleural Effusion",
            "Pleural Thickening",
            "Pneumothorax",
            "Pulmonary Fibrosis",
            "Rib Fracture",
            "Other Lesion",
            "Lung Tumor",
            "Pneumonia",
            "Tuberculosis",
            "Other Disease",
        ]
    )
}
