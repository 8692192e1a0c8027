"""The encoders that encoders.py times: built with random weights, exported to ONNX, quantised.

Everything here runs in a process of encoders.py; each function imports only the library that it needs.
"""

import pathlib

import numpy as np

SIDE, PROMPTS, TOKENS, VOCABULARY = 224, 26, 16, 30522
TIMM = {
    "vit-b16": "vit_base_patch16_224",
    "vit-b32": "vit_base_patch32_224",
    "resnet-50": "resnet50",
    "swin-tiny": "swin_tiny_patch4_window7_224",
}
ENCODERS = [*TIMM, "bert-base"]
CALIBRATION_INPUTS = 8


def batches(encoder, asked):
    """BERT has one batch: the prompts of CheXpert-13."""
    return [PROMPTS] if encoder == "bert-base" else asked


def an_input(encoder, batch, seed=0):
    generator = np.random.default_rng(seed)
    if encoder == "bert-base":
        return generator.integers(0, VOCABULARY, (batch, TOKENS), dtype=np.int64)
    return generator.standard_normal((batch, 3, SIDE, SIDE), dtype=np.float32)


def torch_module(encoder):
    import torch

    torch.manual_seed(0)
    if encoder == "bert-base":
        import transformers

        class Text(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.bert = transformers.BertModel(transformers.BertConfig(), add_pooling_layer=False)

            def forward(self, tokens):
                return self.bert(input_ids=tokens).last_hidden_state[:, 0]

        return Text().eval()
    import timm

    # Blocks whose last weights are all zero, as training begins with them, would be no fair input to quantisation.
    options = {"zero_init_last": False} if encoder == "resnet-50" else {}
    return timm.create_model(TIMM[encoder], pretrained=False, num_classes=0, **options).eval()


def onnx_path(work, encoder):
    return pathlib.Path(work) / f"{encoder}.onnx"


def export(work, encoder):
    """Writes the ONNX file, whose batch is free, and checks it on two inputs in ONNX Runtime."""
    import onnxruntime
    import torch

    module, path, example = torch_module(encoder), onnx_path(work, encoder), an_input(encoder, 2)
    partial = path.with_suffix(".partial")
    torch.onnx.export(
        module, (torch.from_numpy(example),), str(partial), input_names=["x"], output_names=["y"],
        dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}}, opset_version=17, dynamo=False,
    )
    session = onnxruntime.InferenceSession(str(partial), providers=["CPUExecutionProvider"])
    example = an_input(encoder, 3, seed=1)
    with torch.inference_mode():
        expected = module(torch.from_numpy(example)).numpy()
    difference = np.abs(session.run(None, {"x": example})[0] - expected).max() / np.abs(expected).max()
    if not difference < 1e-3:
        raise SystemExit(f"{encoder}: the ONNX file's answer is off by {difference:.1e} of the greatest value")
    partial.rename(path)
    print(f"{path}: off by {difference:.1e} of the greatest value", flush=True)


def quantised_path(work, encoder, library):
    return pathlib.Path(work) / (f"{encoder}.nncf.xml" if library == "openvino" else f"{encoder}.int8.onnx")


def quantise(work, encoder, library):
    (quantise_for_openvino if library == "openvino" else quantise_for_onnxruntime)(work, encoder)


def quantise_for_openvino(work, encoder):
    """NNCF's post-training quantisation; the ranges of random inputs serve as well as any for times."""
    import nncf
    import openvino

    inputs = [an_input(encoder, 1, seed) for seed in range(CALIBRATION_INPUTS)]
    model = openvino.Core().read_model(onnx_path(work, encoder))
    kind = None if encoder == "resnet-50" else nncf.ModelType.TRANSFORMER
    quantised = nncf.quantize(
        model, nncf.Dataset(inputs, lambda x: {"x": x}), model_type=kind, subset_size=CALIBRATION_INPUTS)
    openvino.save_model(quantised, quantised_path(work, encoder, "openvino"), compress_to_fp16=False)


def quantise_for_onnxruntime(work, encoder):
    """What ONNX Runtime's documentation advises: dynamic for transformers, static for convolutional networks."""
    from onnxruntime import quantization
    from onnxruntime.quantization import shape_inference

    path, output = onnx_path(work, encoder), quantised_path(work, encoder, "onnxruntime")
    prepared = output.with_suffix(".prepared")
    shape_inference.quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
    if encoder != "resnet-50":
        quantization.quantize_dynamic(
            prepared, output, weight_type=quantization.QuantType.QInt8, op_types_to_quantize=["MatMul", "Gemm"])
    else:

        class Inputs(quantization.CalibrationDataReader):
            def __init__(self):
                self.inputs = iter([{"x": an_input(encoder, 1, seed)} for seed in range(CALIBRATION_INPUTS)])

            def get_next(self):
                return next(self.inputs, None)

        quantization.quantize_static(
            prepared, output, Inputs(), quant_format=quantization.QuantFormat.QDQ, per_channel=True,
            activation_type=quantization.QuantType.QUInt8, weight_type=quantization.QuantType.QInt8)
    prepared.unlink()


def onnxruntime_run(work, encoder, precision, batch, threads):
    """A function that runs the encoder once."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_free_dimension_override_by_name("batch", batch)
    is_int8 = precision == "int8"
    path = quantised_path(work, encoder, "onnxruntime") if is_int8 else onnx_path(work, encoder)
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    inputs = {"x": an_input(encoder, batch)}
    return lambda: session.run(None, inputs)


def openvino_run(work, encoder, precision, batch, threads):
    import openvino

    core = openvino.Core()
    is_int8 = precision == "int8"
    model = core.read_model(quantised_path(work, encoder, "openvino") if is_int8 else onnx_path(work, encoder))
    value = an_input(encoder, batch)
    model.reshape(list(value.shape))
    hint = "bf16" if precision != "float32" and has_bfloat16() else "f32"
    compiled = core.compile_model(model, "CPU", {
        "INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": hint, "PERFORMANCE_HINT": "LATENCY"})
    request = compiled.create_infer_request()
    return lambda: request.infer({0: value})


def torch_run(_, encoder, precision, batch, threads):
    import torch

    torch.set_num_threads(threads)
    module, value = torch_module(encoder), torch.from_numpy(an_input(encoder, batch))

    def run():
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16"):
            module(value)

    return run


PEERS = {"onnxruntime": onnxruntime_run, "openvino": openvino_run, "torch": torch_run}
SUPPORTED = {
    "onnxruntime": ["float32", "int8"],
    "openvino": ["float32", "bfloat16", "int8"],
    "torch": ["float32", "bfloat16"],
}


def has_bfloat16():
    """Whether the processor multiplies bfloat16; elsewhere libraries emulate it, a hundred times as slowly."""
    flags = pathlib.Path("/proc/cpuinfo").read_text().split()
    return "avx512_bf16" in flags or "amx_bf16" in flags
