"""Writes one CLIP ViT-B/16 with random weights twice: for `hilum model import` and for service_peer.py.

    pip install torch transformers safetensors onnx onnxscript onnxruntime
    python Benchmarks/service_models.py --work FOLDER

FOLDER/clip is a folder as transformers saves it, FOLDER/merges.txt a tokenizer, FOLDER/image-int8.onnx the image tower
with dynamically quantised weights. The text tower is small: no text is encoded while requests are timed.
"""

import argparse
import pathlib

import torch
import transformers
from onnxruntime import quantization
from onnxruntime.quantization import shape_inference

MERGES = ["a b", "b c", "c d", "d e", "e f", "f g", "g h", "h i"]
# CLIP's vocabulary: the bytes, the bytes at a word's end, the merges, and the marks of beginning and end.
VOCABULARY = 2 * 256 + len(MERGES) + 2


def clip():
    torch.manual_seed(0)
    image = {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12,
             "image_size": 224, "patch_size": 16}
    text = {"hidden_size": 128, "intermediate_size": 512, "num_hidden_layers": 2, "num_attention_heads": 2,
            "vocab_size": VOCABULARY, "max_position_embeddings": 77, "bos_token_id": VOCABULARY - 2,
            "eos_token_id": VOCABULARY - 1}
    config = transformers.CLIPConfig(text_config=text, vision_config=image, projection_dim=512)
    return transformers.CLIPModel(config).eval()


class ImageTower(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.vision, self.projection = model.vision_model, model.visual_projection

    def forward(self, pixels):
        return self.projection(self.vision(pixel_values=pixels).pooler_output)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", required=True, type=pathlib.Path, help="the folder to write into")
    work = parser.parse_args().work
    work.mkdir(parents=True, exist_ok=True)
    model = clip()
    model.save_pretrained(work / "clip")
    (work / "merges.txt").write_text("\n".join(["#version: 0.2", *MERGES]) + "\n")
    wide, prepared = work / "image.onnx", work / "image-prepared.onnx"
    torch.onnx.export(
        ImageTower(model), (torch.zeros(1, 3, 224, 224),), str(wide), input_names=["pixels"],
        output_names=["embedding"], opset_version=17, dynamo=False)
    shape_inference.quant_pre_process(str(wide), str(prepared), skip_symbolic_shape=True)
    quantization.quantize_dynamic(
        prepared, work / "image-int8.onnx", weight_type=quantization.QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm"])
    prepared.unlink()


if __name__ == "__main__":
    main()
