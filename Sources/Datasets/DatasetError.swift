/// Why a manifest, a published data set or a prompt grammar cannot be used.
///
/// No case carries a value of the file but a patient's id and an image's path, without which leakage could
/// not be mended.
public enum DatasetError: Error, Equatable, Sendable {
    /// Where in a CSV file something is wrong.
    public struct Place: Equatable, Sendable {
        /// The file's path as given.
        public let file: String
        /// The line, from 1, on which the record or the fault begins.
        public let line: Int
        /// The column's name, or its number from 1 where it has none; nil where the whole line is meant.
        public let column: String?

        /// Names a place.
        public init(file: String, line: Int, column: String? = nil) {
            self.file = file
            self.line = line
            self.column = column
        }
    }

    /// How a CSV file departs from RFC 4180.
    public enum Fault: Equatable, Sendable {
        /// A quoted field does not end before the file does.
        case unterminatedQuote
        /// A quote within a field that does not begin with one.
        case strayQuote
        /// Something other than a comma or a line end after a closing quote.
        case textAfterQuote
        /// A carriage return that no line feed follows.
        case bareCarriageReturn
        /// A record with another number of fields than the header.
        case fieldCount(expected: Int, found: Int)
        /// Bytes that are not UTF-8, or a NUL.
        case notUTF8
        /// More fields in a record, or more bytes in a field, than are read.
        case oversized(limit: Int, unit: String)
    }

    /// A file or folder cannot be read.
    case unreadable(file: String, reason: String)
    /// A file cannot be written; the former one is as it was.
    case unwritable(file: String, reason: String)
    /// A file is still gzipped.
    case compressed(file: String)
    /// A file is larger, or has more rows, than is read.
    case tooLarge(file: String, limit: Int, unit: String)
    /// A CSV file is malformed.
    case malformed(Place, Fault)
    /// A column that is needed is not in the header.
    case missingColumn(file: String, column: String)
    /// The header has a column that has no meaning.
    case unknownColumn(file: String, column: String)
    /// The header has a column twice.
    case duplicateColumn(file: String, column: String)
    /// A value is not one of those that the column may hold.
    case invalidValue(Place, expected: String)
    /// A record says something else about an image than an earlier one.
    case contradiction(Place, firstLine: Int)
    /// Nothing is left to train on.
    case noRows(file: String, reason: String)
    /// A patient is in two splits.
    case sharedPatient(patient: String, first: Split, second: Split)
    /// An image is in two splits.
    case sharedImage(image: String, first: Split, second: Split)
    /// Fractions that do not divide patients among the splits.
    case invalidFractions
    /// A JSON file, such as a prompt grammar, does not hold what it should; `path` is a JSON pointer.
    case invalidJSON(file: String, path: String, expected: String)
    /// A file of XML cannot be parsed.
    case invalidXML(file: String, line: Int)
}

extension DatasetError: CustomStringConvertible {
    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "Cannot read \(file): \(reason). Check the path and its permissions."
        case .unwritable(let file, let reason):
            "Cannot write \(file): \(reason). Check the folder's permissions and the space on the disk."
        case .compressed(let file): "\(file) is gzipped. Decompress it first (gunzip)."
        case .tooLarge(let file, let limit, let unit):
            "\(file) has more than \(limit) \(unit), the most that is read. Divide it."
        case .malformed(let place, let fault): "\(place): \(fault)"
        case .missingColumn(let file, let column):
            "\(file), line 1: there is no column '\(column)'. Add it, or name the column that holds it."
        case .unknownColumn(let file, let column):
            "\(file), line 1: unknown column '\(column)'. Remove it; a label is called 'label:\(column)'."
        case .duplicateColumn(let file, let column):
            "\(file), line 1: the column '\(column)' occurs twice. Remove or rename one of them."
        case .invalidValue(let place, let expected):
            "\(place): expected \(expected). Correct the value or remove the row."
        case .contradiction(let place, let firstLine):
            "\(place): line \(firstLine) says otherwise of the same image. Remove one of the two."
        case .noRows(let file, let reason):
            "\(file) gives no row to train or test with (\(reason)). Check the file and the folders."
        case .sharedPatient(let patient, let first, let second):
            "Patient '\(patient)' is in the splits \(first.rawValue) and \(second.rawValue)."
                + " Put all rows of a patient into one split."
        case .sharedImage(let image, let first, let second):
            "Image '\(image)' is in the splits \(first.rawValue) and \(second.rawValue). Keep one row."
        case .invalidFractions:
            "The fractions of the splits must be numbers from 0 up that are not all 0."
        case .invalidJSON(let file, let path, let expected):
            "\(file) cannot be used: at '\(path)', expected \(expected). Correct it there."
        case .invalidXML(let file, let line):
            "\(file), line \(line): not well-formed XML. Unpack the archive again or remove the file."
        }
    }
}

extension DatasetError.Place: CustomStringConvertible {
    /// The file, the line and the column.
    public var description: String {
        "\(file), line \(line)\(column.map { ", column '\($0)'" } ?? "")"
    }
}

extension DatasetError.Fault: CustomStringConvertible {
    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .unterminatedQuote:
            "the quoted field that begins here has no end. Close the quote; the file may be cut off."
        case .strayQuote:
            "a quote within a field without quotes. Quote the whole field and double the quotes in it."
        case .textAfterQuote:
            "text after a closing quote. Double the quotes within the field."
        case .bareCarriageReturn:
            "a carriage return without a line feed. Save the file with LF or CRLF line ends."
        case .fieldCount(let expected, let found):
            "\(found) fields where the header has \(expected). Quote fields that hold commas, or mend the row."
        case .notUTF8:
            "bytes that are not UTF-8 text. Save the file as UTF-8."
        case .oversized(let limit, let unit):
            "more than \(limit) \(unit), the most that is read. A quote may be missing."
        }
    }
}
