extension LabelSet {
    /// The 14 CheXpert observations without "No Finding", in the order of Jang et al. 2022, table 7.
    ///
    /// The table's "Enlarged Cardiomeastinum" is a slip for CheXpert's "Enlarged Cardiomediastinum", used
    /// here.
    public static let cheXpert13 = LabelSet(
        builtIn: "CheXpert-13",
        description: "The CheXpert observations except No Finding.",
        labels: [
            "Enlarged Cardiomediastinum",
            "Cardiomegaly",
            "Lung Opacity",
            "Lung Lesion",
            "Edema",
            "Consolidation",
            "Pneumonia",
            "Atelectasis",
            "Pneumothorax",
            "Pleural Effusion",
            "Pleural Other",
            "Fracture",
            "Support Devices",
        ]
    )
}
