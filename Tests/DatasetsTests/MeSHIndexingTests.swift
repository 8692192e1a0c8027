import Datasets
import Testing

@Suite("MeSH indexing")
struct MeSHIndexingTests {
    private let indexing: MeSHIndexing

    init() throws { indexing = try MeSHIndexing.openI() }

    private func present(_ text: String) -> Set<String> {
        Set(indexing.labels(of: text).filter { $0.value == .present }.keys)
    }

    @Test(arguments: [
        ("Cardiomegaly/mild", ["Cardiomegaly"]),
        ("Cardiac Shadow/enlarged/severe", ["Cardiomegaly"]),
        ("Cardiac Shadow/obscured", []),
        (
            "Pulmonary Atelectasis/base/bilateral|Pleural Effusion/left/small",
            ["Atelectasis", "Pleural effusion"]
        ),
        ("Opacity/lung/base/left", ["Lung opacity"]),
        ("Opacity/mediastinum", []),
        ("Lung/hyperdistention/mild", ["Lung hyperinflation"]),
        ("Lung/hypoinflation", ["Lung hypoinflation"]),
        ("Calcinosis/aorta, thoracic", ["Aortic calcification", "Calcification"]),
        ("Calcinosis/lung/hilum/lymph nodes", ["Calcification"]),
        ("Mass/breast/large", []),
        ("Mass/lung/upper lobe", ["Lung mass"]),
        ("Hydropneumothorax/left", ["Pleural effusion", "Pneumothorax"]),
        ("Subcutaneous  Emphysema", []),
        ("pulmonary  EMPHYSEMA", ["Emphysema"]),
        ("Thoracic vertebrae/degenerative/mild", ["Degenerative spine"]),
        ("Thickening/pleura/right", ["Pleural thickening"]),
        ("Hernia, Hiatal/large", ["Hiatal hernia"]),
        ("Technical Quality of Image Unsatisfactory ", []),
        ("normal", ["No Finding"]),
    ])
    func makesLabels(text: String, labels: [String]) {
        #expect(present(text) == Set(labels))
    }

    @Test func countsWhatIsNotMentionedAsAbsent() {
        let labels = indexing.labels(of: "Scoliosis")
        #expect(labels.count == indexing.labelNames.count)
        #expect(labels.filter { $0.value == .absent }.count == labels.count - 1)
    }

    @Test(arguments: ["", " ", "|", "No Indexing"])
    func knowsNothingOfAnUnindexedReport(text: String) {
        #expect(indexing.labels(of: text) == [:])
    }
}
