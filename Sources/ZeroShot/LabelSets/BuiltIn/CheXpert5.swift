extension LabelSet {
    /// The five findings of the CheXpert competition (Irvin et al. 2019), by which the papers select models.
    public static let cheXpert5 = LabelSet(
        builtIn: "CheXpert-5",
        description: "The five findings of the CheXpert competition.",
        labels: [
            "Atelectasis",
            "Cardiomegaly",
            "Consolidation",
            "Edema",
            "Pleural Effusion",
        ]
    )
}
