extension ScoreAnswer: JSONWritable {
    func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("image", image)
            try text.member("intendedUse", intendedUse)
            try text.member("labelSet", labelSet)
            try text.member("model", model)
            try text.member("requestId", requestId)
            try text.member("scores", scores)
            try text.member("timings", timings)
            try text.member("warnings", warnings)
        }
    }
}

extension BatchAnswer: JSONWritable {
    func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("intendedUse", intendedUse)
            try text.member("labelSet", labelSet)
            try text.member("model", model)
            try text.member("requestId", requestId)
            try text.member("results", results)
        }
    }
}

extension BatchAnswer.Item: JSONWritable {
    func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.memberIfPresent("error", error)
            try text.memberIfPresent("image", image)
            try text.member("index", index)
            try text.memberIfPresent("scores", scores)
            try text.memberIfPresent("warnings", warnings)
        }
    }
}

extension ModelReference: JSONWritable {
    func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("id", id)
            try text.member("sha256", sha256)
        }
    }
}

extension LabelSetReference: JSONWritable {
    func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("name", name)
            try text.member("version", version)
        }
    }
}

extension ImageReceipt: JSONWritable {
    func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("format", format)
            try text.member("height", height)
            try text.member("steps", steps)
            try text.member("width", width)
        }
    }
}

extension Timings: JSONWritable {
    func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("decodeMilliseconds", decodeMilliseconds)
            try text.member("encodeMilliseconds", encodeMilliseconds)
            try text.member("queueMilliseconds", queueMilliseconds)
        }
    }
}
