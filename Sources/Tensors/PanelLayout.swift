internal import CKernels

/// Where a weight matrix [outputs, inputs] lies in panels: [blocks of inputs, panels of 32 outputs, inputs, 32].
struct PanelLayout: Sendable {
    let outputs: Int
    let inputs: Int
    /// Whether weights and left sides are bytes; else both are float32.
    let isBytes: Bool
    /// Inputs in a block, but for the last.
    let blockInputs: Int

    static let panelOutputs = kernel_panel_outputs()

    init(outputs: Int, inputs: Int, isBytes: Bool) {
        self.outputs = outputs
        self.inputs = inputs
        self.isBytes = isBytes
        // Long enough for a block's sums to be worth writing, short enough for its rows to stay in the cache.
        let longest = isBytes ? 768 : 384
        let blocks = (inputs + longest - 1) / longest
        let least = (inputs + blocks - 1) / blocks
        blockInputs = blocks == 1 ? inputs : Self.wholePanels(least)
    }

    /// The least multiple of a panel's outputs that is not less than `count`.
    static func wholePanels(_ count: Int) -> Int {
        (count + panelOutputs - 1) / panelOutputs * panelOutputs
    }

    var blocks: Range<Int> { 0..<(inputs + blockInputs - 1) / blockInputs }

    func inputs(of block: Int) -> Range<Int> {
        block * blockInputs..<min((block + 1) * blockInputs, inputs)
    }

    /// Outputs with those that fill the last panel.
    var paddedOutputs: Int { Self.wholePanels(outputs) }

    /// Bytes of a number.
    var elementSize: Int { isBytes ? 1 : 4 }

    /// Bytes from one panel of a block to the next.
    func panelSize(_ block: Int) -> Int {
        let count = inputs(of: block).count
        return Self.panelOutputs * (isBytes ? (count + 3) / 4 * 4 : count * 4)
    }

    /// Bytes before the panel that an output begins.
    func offset(_ block: Int, output: Int) -> Int {
        block * paddedOutputs * blockInputs * elementSize + output / Self.panelOutputs * panelSize(block)
    }

    var size: Int { offset(blocks.count - 1, output: paddedOutputs) }
}
