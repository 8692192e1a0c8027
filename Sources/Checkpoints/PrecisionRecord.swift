import Foundation
public import Tensors
import WeightFiles

/// What narrower arithmetic changes in a model's answers, measured on radiographs when the model was packaged.
public struct PrecisionRecord: Codable, Sendable, Equatable {
    /// One way to compute, compared with float32.
    public struct Measurement: Codable, Sendable, Equatable {
        /// The precision and its exceptions.
        public var plan: PrecisionPlan
        /// The smallest and the median cosine between the two embeddings of an image.
        public var leastCosine: Double, medianCosine: Double
        /// The largest change of a softmax probability, 0 to 1.
        public var largestProbabilityChange: Double

        /// Groups the figures.
        public init(
            plan: PrecisionPlan,
            leastCosine: Double,
            medianCosine: Double,
            largestProbabilityChange: Double
        ) {
            self.plan = plan
            self.leastCosine = leastCosine
            self.medianCosine = medianCosine
            self.largestProbabilityChange = largestProbabilityChange
        }
    }

    /// The label set whose probabilities were compared.
    public var labelSet: String
    /// How many radiographs were compared.
    public var images: Int
    /// What was measured.
    public var measurements: [Measurement]
    /// What convolutions read and answered on the radiographs, with which int8 goes from bytes to bytes and was
    /// measured; nil where int8 finds a scale for each image.
    public var ranges: RangesByName?

    /// Groups the measurements.
    public init(labelSet: String, images: Int, measurements: [Measurement], ranges: RangesByName? = nil) {
        self.labelSet = labelSet
        self.images = images
        self.measurements = measurements
        self.ranges = ranges
    }

    /// The largest change of a probability with which a precision is chosen without being asked for.
    public static let allowedChange = 0.005

    /// The fastest plan that changes little enough, among precisions that the processor has instructions for.
    ///
    /// - Parameter isNative: Whether the processor has; ``Precision/isNative`` unless a test says otherwise.
    public func fastestPlan(isNative: (Precision) -> Bool = \.isNative) -> PrecisionPlan {
        for precision in [Precision.int8, .bfloat16] where isNative(precision) {
            let fit = measurements.first {
                $0.plan.precision == precision && $0.largestProbabilityChange <= Self.allowedChange
            }
            if let fit { return fit.plan }
        }
        return PrecisionPlan(.float32)
    }

    /// More convolutions than any published network has.
    private static let maximumRanges = 10_000

    func validate(_ malformed: (String) -> CheckpointError) throws(CheckpointError) {
        guard images > 0, measurements.count <= 16 else {
            throw malformed("precision.images must be at least 1, and there may be 16 precision.measurements")
        }
        guard ranges?.count ?? 0 <= Self.maximumRanges else {
            throw malformed("there may be \(Self.maximumRanges) precision.ranges")
        }
        for measurement in measurements {
            let figures = [
                measurement.leastCosine, measurement.medianCosine, measurement.largestProbabilityChange,
            ]
            guard figures.allSatisfy({ (-1.001...1.001).contains($0) }),
                measurement.plan.exceptions.count <= 1_000
            else { throw malformed("a figure of precision.measurements is out of range") }
        }
    }
}

extension ModelPackage {
    /// Writes a measurement into the description of the package in a folder; nothing else changes.
    ///
    /// - Throws: ``CheckpointError``.
    public static func record(_ precision: PrecisionRecord, path: String) throws(CheckpointError) {
        let file = URL(filePath: path).appending(path: ModelDescription.fileName).path
        var description = try ModelDescription.read(path: file)
        description.precision = precision
        let json = try description.json(path: file)
        try withFiles { () throws(WeightFileError) in
            try FileOutput.replace(file) { output throws(WeightFileError) in try output.write(json) }
        }
    }
}
