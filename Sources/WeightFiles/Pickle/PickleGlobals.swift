/// The only classes and functions that a pickle may name, and what calling them means here. Nothing is ever run: a call is
/// looked up by name and its result put together from its arguments.
enum PickleGlobals {
    private static let rebuildTensor: Set<String> = [
        "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor",
    ]
    private static let rebuildParameter: Set<String> = [
        "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
    ]
    private static let rebuildTyped = "torch._tensor._rebuild_from_type_v2"
    private static let containers: Set<String> = [
        "collections.OrderedDict", "collections.defaultdict", "builtins.dict", "__builtin__.dict",
    ]
    private static let sequences: Set<String> = [
        "builtins.set", "__builtin__.set", "builtins.frozenset", "builtins.list", "torch.Size",
    ]
    /// Classes that stand beside weights in published files and are kept unopened.
    private static let bags: Set<String> = [
        "argparse.Namespace", "torch.device", "torch.nn.parameter.Parameter", "torch.Tensor",
        "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "numpy.dtype", "numpy.ndarray",
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct",
        "copyreg._reconstructor", "copy_reg._reconstructor", "builtins.object", "__builtin__.object",
        "pathlib.PosixPath", "pathlib.Path", "builtins.int", "__builtin__.int", "builtins.float",
        "_codecs.encode", "torch.serialization._get_layout",
    ]
    /// Data types and layouts, which are values and never called.
    private static let torchValues: Set<String> = Set(
        ["float", "double", "half"].map { "torch.\($0)" } + TensorElementType.allCases.map { "torch.\($0)" }
            + ["torch.strided"]
    )
    private static let scriptPrefix = "__torch__."

    /// Refuses every name that is not known to be harmless.
    static func require(_ name: String, at offset: Int) throws(FormatProblem) {
        let isKnown =
            rebuildTensor.contains(name) || rebuildParameter.contains(name) || name == rebuildTyped
            || containers.contains(name) || sequences.contains(name) || bags.contains(name)
            || torchValues.contains(name) || TensorElementType(storageClass: name) != nil
            || name.hasPrefix(scriptPrefix) || name.hasPrefix("torch.jit._pickle.")
        guard isKnown else {
            throw FormatProblem(
                at: offset,
                "it asks for '\(name.prefix(200))', which no weight file needs and which is never run"
            )
        }
    }

    /// The result of a call.
    static func call(
        _ name: String,
        _ arguments: [PickleValue],
        in objects: inout PickledObjects,
        at offset: Int
    ) throws(FormatProblem) -> PickleValue {
        if rebuildTensor.contains(name) { return try tensor(arguments, in: &objects, at: offset) }
        if rebuildParameter.contains(name) {
            guard let data = arguments.first else {
                throw FormatProblem(at: offset, "a parameter has no data")
            }
            return data
        }
        if name == rebuildTyped {
            guard arguments.count == 4, case .global(let inner) = arguments[0], inner != rebuildTyped,
                let innerArguments = objects.tuple(arguments[2])
            else { throw FormatProblem(at: offset, "a tensor of another class has unusable arguments") }
            return try call(inner, innerArguments, in: &objects, at: offset)
        }
        if containers.contains(name) { return try dictionary(arguments, in: &objects, at: offset) }
        if sequences.contains(name) || name.hasPrefix("torch.jit._pickle.") {
            if let content = arguments.first { return content }
            return try objects.add(.list([]), at: offset)
        }
        return try objects.add(.object(class: name, state: .none), at: offset)
    }

    /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks, …)`
    private static func tensor(
        _ arguments: [PickleValue],
        in objects: inout PickledObjects,
        at offset: Int
    ) throws(FormatProblem) -> PickleValue {
        guard arguments.count >= 4, case .storage(let storage)? = objects[arguments[0]],
            case .integer(let first) = arguments[1], let extents = objects.integers(arguments[2]),
            let strides = objects.integers(arguments[3])
        else { throw FormatProblem(at: offset, "a tensor is made of unusable arguments") }
        let tensor = try PickledTensor(storage, offset: first, extents: extents, strides: strides, at: offset)
        return try objects.add(.tensor(tensor), at: offset)
    }

    private static func dictionary(
        _ arguments: [PickleValue],
        in objects: inout PickledObjects,
        at offset: Int
    ) throws(FormatProblem) -> PickleValue {
        var pairs: [(key: PickleValue, value: PickleValue)] = []
        if let first = arguments.first, case .list(let items)? = objects[first] {
            for item in items {
                let pair = objects.tuple(item) ?? []
                guard pair.count == 2 else {
                    throw FormatProblem(at: offset, "a dictionary is made of other than pairs")
                }
                pairs.append((pair[0], pair[1]))
            }
        }
        return try objects.add(.dictionary(pairs), at: offset)
    }
}
