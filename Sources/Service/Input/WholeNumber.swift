extension Int {
    /// A whole number of 1 or more that is written in digits alone; nil for any other text, such as one with a sign.
    init?(counting text: some StringProtocol) {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), number > 0 else {
            return nil
        }
        self = number
    }
}
