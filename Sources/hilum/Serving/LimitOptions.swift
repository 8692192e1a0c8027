import ArgumentParser
import Settings

/// The flags of `hilum serve` about how much one request may hold.
struct LimitOptions: SettingOptions {
    @Option(.requestLineBytes) var requestLineBytes: String?
    @Option(.headerBytes) var headerBytes: String?
    @Option(.headerCount) var headerCount: String?
    @Option(.bodyBytes) var bodyBytes: String?
    @Option(.bufferedBodyBytes) var bufferedBodyBytes: String?
    @Option(.jsonDepth) var jsonDepth: String?
    @Option(.multipartParts) var multipartParts: String?
    @Option(.labelsPerRequest) var labelsPerRequest: String?
    @Option(.textBytes) var textBytes: String?
    @Option(.reportBytes) var reportBytes: String?
    @Option(.sentencesPerReport) var sentencesPerReport: String?
    @Option(.textsPerRequest) var textsPerRequest: String?
    @Option(.imagesPerBatch) var imagesPerBatch: String?
    @Option(.imagePixels) var imagePixels: String?
    @Option(.imageSide) var imageSide: String?

    var written: [(Setting, String?)] {
        [
            (.requestLineBytes, requestLineBytes),
            (.headerBytes, headerBytes),
            (.headerCount, headerCount),
            (.bodyBytes, bodyBytes),
            (.bufferedBodyBytes, bufferedBodyBytes),
            (.jsonDepth, jsonDepth),
            (.multipartParts, multipartParts),
            (.labelsPerRequest, labelsPerRequest),
            (.textBytes, textBytes),
            (.reportBytes, reportBytes),
            (.sentencesPerReport, sentencesPerReport),
            (.textsPerRequest, textsPerRequest),
            (.imagesPerBatch, imagesPerBatch),
            (.imagePixels, imagePixels),
            (.imageSide, imageSide),
        ]
    }
}
