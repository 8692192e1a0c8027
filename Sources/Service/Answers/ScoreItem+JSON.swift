import Checkpoints

// Names in the order of their bytes, so that equal scores are equal bytes.

extension ScoreItem: JSONWritable {
    /// Writes every field, null where there is no value; those of descriptors and of members only where there are any.
    package func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("calibration", calibration)
            try text.memberIfPresent("descriptors", descriptors)
            try text.memberIfPresent("isPresent", isPresent)
            try text.member("label", label)
            try text.memberIfPresent("members", members)
            try text.member("negativeSimilarity", negativeSimilarity)
            try text.memberIfPresent("negativeSoftmax", negativeSoftmax)
            try text.member("operatingPoint", operatingPoint)
            try text.member("positiveSimilarity", positiveSimilarity)
            try text.member("probability", probability)
            try text.member("softmax", softmax)
        }
    }
}

extension ScoreItem.CalibrationItem: JSONWritable {
    /// Writes every field.
    package func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("data", data)
            try text.member("method", method.rawValue)
            try text.member("negatives", negatives)
            try text.member("positives", positives)
        }
    }
}

extension ScoreItem.OperatingPointItem: JSONWritable {
    /// Writes every field.
    package func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("criterion", criterion.rawValue)
            try text.member("isAbove", isAbove)
            try text.member("sensitivity", sensitivity)
            try text.member("softmax", softmax)
            try text.member("specificity", specificity)
        }
    }
}

extension ScoreItem.DescriptorItem: JSONWritable {
    /// Writes every field.
    package func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("descriptor", descriptor)
            try text.member("negativeSimilarity", negativeSimilarity)
            try text.member("positiveSimilarity", positiveSimilarity)
            try text.member("softmax", softmax)
        }
    }
}

extension ScoreItem.MemberItem: JSONWritable {
    /// Writes every field.
    package func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("model", model)
            try text.member("score", score)
        }
    }
}
