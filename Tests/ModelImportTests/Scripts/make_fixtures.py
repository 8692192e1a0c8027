"""Writes the fixtures of ModelImportTests: tiny models with random weights in the families' own file formats.

Usage: python make_fixtures.py
Needs torch, torchvision, timm, transformers and open_clip_torch (2.13.0, 0.29.2, 1.0.22, 4.57.6 and 3.3.0 were used).
Nothing is downloaded.

openai-clip.pt is a TorchScript archive with OpenAI's mix of float16 and float32, of the CLIP of open_clip, whose names are
OpenAI's. slip.pt is a training checkpoint as facebookresearch/SLIP saves it: timm's
vision transformer beside CLIP's text encoder, under `module.`. hugging-face-clip/ is a folder of transformers,
hugging-face-clip-sharded/ the same model in several files.
cxr-clip.tar is a training checkpoint as CXR-CLIP saves it. expected.json holds, for each, pixels (the seed of a formula that
the tests repeat), token ids, and the unit-length embeddings that the reference library computes in float32.
"""

import argparse
import json
import math
import pathlib
import sys

import open_clip.model as open_clip
import timm.models.vision_transformer as timm
import torch
import transformers
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "EncodersTests" / "Scripts"))
import make_fixtures as encoders  # noqa: E402  the tiny residual network and its names

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
VOCABULARY, CONTEXT, RESOLUTION, PATCH = 522, 12, 32, 8
TEXTS = [[520, 300, 7, 41, 521], [520, 90, 512, 515, 3, 260, 44, 521], [520, 521]]


def pixels(count, resolution):
    """Values that the tests can make too: sines of the place in the whole block."""
    places = torch.arange(count * 3 * resolution * resolution, dtype=torch.float64)
    return torch.sin(places * 0.37).float().reshape(count, 3, resolution, resolution)


def padded(texts, width, padding=0):
    return torch.tensor([text + [padding] * (width - len(text)) for text in texts])


def unit(x):
    return nn.functional.normalize(x.float(), dim=-1).tolist()


def randomise(model, seed):
    generator = torch.Generator().manual_seed(seed)
    return encoders.randomise(model, generator)


def clip_model():
    vision = open_clip.CLIPVisionCfg(
        layers=1, width=64, head_width=64, mlp_ratio=0.5, patch_size=PATCH, image_size=RESOLUTION
    )
    text = open_clip.CLIPTextCfg(
        context_length=CONTEXT, vocab_size=VOCABULARY, width=64, heads=1, layers=1, mlp_ratio=0.25
    )
    model = open_clip.CLIP(32, vision, text, quick_gelu=True)
    return randomise(model, 1)


def to_openai_types(model):
    """Halves what OpenAI's `convert_weights` halves."""
    for name, parameter in model.named_parameters():
        is_matrix = any(part in name for part in ["in_proj", "out_proj", "c_fc", "c_proj", "conv1"])
        if is_matrix or name in ["text_projection", "visual.proj"]:
            parameter.data = parameter.data.half()


class Archive(nn.Module):
    """Holds the parameters of a model under the same names, for an archive whose code nobody runs."""

    def __init__(self, state):
        super().__init__()
        for name, tensor in state.items():
            self._put(name.split("."), tensor)
        for name, value in [("input_resolution", RESOLUTION), ("context_length", CONTEXT), ("vocab_size", VOCABULARY)]:
            self.register_buffer(name, torch.tensor(value))

    def _put(self, path, tensor):
        place = self
        for part in path[:-1]:
            if part not in place._modules:
                place.add_module(part, nn.Module())
            place = place._modules[part]
        place.register_buffer(path[-1], tensor)

    def forward(self, x):
        return x + self.logit_scale


def openai_clip(expected):
    model = clip_model()
    to_openai_types(model)
    state = {name: tensor for name, tensor in model.state_dict().items() if name != "attn_mask"}
    archive = torch.jit.trace(Archive(state), torch.zeros(1), check_trace=False)
    torch.jit.save(archive, str(FIXTURES / "openai-clip.pt"))
    model.float()
    expected["openai-clip"] = {
        "resolution": RESOLUTION, "texts": TEXTS,
        "image": unit(model.encode_image(pixels(2, RESOLUTION))),
        "text": unit(model.encode_text(padded(TEXTS, CONTEXT))),
    }


class SLIP(nn.Module):
    def __init__(self):
        super().__init__()
        clip = clip_model()
        self.visual = timm.VisionTransformer(
            img_size=RESOLUTION, patch_size=PATCH, embed_dim=64, depth=2, num_heads=1, mlp_ratio=0.5, num_classes=0
        )
        for name in ["transformer", "token_embedding", "ln_final"]:
            setattr(self, name, getattr(clip, name))
        self.positional_embedding, self.text_projection = clip.positional_embedding, clip.text_projection
        self.image_projection = nn.Parameter(torch.empty(64, 32))
        self.logit_scale = nn.Parameter(torch.zeros(()))
        layers = [("layer1", nn.Linear(64, 8)), ("bn1", nn.BatchNorm1d(8)), ("relu1", nn.ReLU()), ("layer2", nn.Linear(8, 4))]
        self.image_mlp = nn.Sequential()
        for name, layer in layers:
            self.image_mlp.add_module(name, layer)

    def encode_text(self, ids):
        x = self.token_embedding(ids) + self.positional_embedding
        mask = torch.full((CONTEXT, CONTEXT), -math.inf).triu(1)
        x = self.ln_final(self.transformer(x, attn_mask=mask))
        return x[torch.arange(len(ids)), ids.argmax(-1)] @ self.text_projection


def slip(expected):
    model = randomise(SLIP(), 2).half().float()
    expected["slip"] = {
        "resolution": RESOLUTION, "texts": TEXTS,
        "image": unit(model.visual(pixels(2, RESOLUTION)) @ model.image_projection),
        "text": unit(model.encode_text(padded(TEXTS, CONTEXT))),
    }
    state = {f"module.{name}": tensor.half() for name, tensor in model.state_dict().items()}
    checkpoint = {
        "epoch": 24, "state_dict": state, "best_acc1": 42.8, "args": argparse.Namespace(model="SLIP_VITB16", lr=0.003),
        "optimizer": {"state": {0: {"step": 5, "exp_avg": torch.zeros(3)}}, "param_groups": [{"lr": 0.003}]},
    }
    torch.save(checkpoint, FIXTURES / "slip.pt")


def hugging_face_clip(expected):
    layer = {"intermediate_size": 96, "num_hidden_layers": 1}
    config = transformers.CLIPConfig(
        text_config={**layer, "vocab_size": VOCABULARY, "hidden_size": 64, "num_attention_heads": 2,
                     "max_position_embeddings": CONTEXT, "eos_token_id": 521, "bos_token_id": 520, "hidden_act": "gelu"},
        vision_config={**layer, "hidden_size": 64, "num_attention_heads": 4, "image_size": RESOLUTION, "patch_size": PATCH,
                       "hidden_act": "gelu"},
        projection_dim=32,
    )
    model = randomise(transformers.CLIPModel(config), 3).half()
    model.save_pretrained(FIXTURES / "hugging-face-clip")
    model.save_pretrained(FIXTURES / "hugging-face-clip-sharded", max_shard_size="90KB")
    model.float()
    expected["hugging-face-clip"] = {
        "resolution": RESOLUTION, "texts": TEXTS,
        "image": unit(model.get_image_features(pixel_values=pixels(2, RESOLUTION))),
        "text": unit(model.get_text_features(input_ids=padded(TEXTS, CONTEXT))),
    }


def cxr_clip(expected):
    resnet = encoders.SmallResNet(encoders.BasicBlock, [1, 1, 1, 1], [8, 8, 16, 16])
    bert = transformers.BertModel(transformers.BertConfig(
        vocab_size=40, hidden_size=64, num_hidden_layers=2, num_attention_heads=1, intermediate_size=32,
        max_position_embeddings=20), add_pooling_layer=True)
    model = randomise(encoders.ChestEncoder(resnet, bert, 24), 4).half().float()
    texts = [[2, 9, 30, 11, 3], [2, 3], [2, 7, 7, 8, 39, 12, 3]]
    ids = padded(texts, 7)
    mask = padded([[1] * len(text) for text in texts], 7)
    hidden = model.text_encoder["text_encoder"](input_ids=ids, attention_mask=mask).last_hidden_state
    last = hidden[torch.arange(3), mask.sum(1) - 1]
    expected["cxr-clip"] = {
        "resolution": 224, "texts": texts,
        "image": unit(model.image_projection["projection"](model.image_encoder["resnet"](pixels(2, 224)))),
        "text": unit(model.text_projection["projection"](last)),
    }
    state = {n: t if t.dtype == torch.int64 else t.half() for n, t in model.state_dict().items()}
    torch.save({"model": state, "optimizer": {}, "epoch": 14, "train_loss": 1.5,
                "config": {"base": {"seed": 1}, "tokenizer": {"max_length": 256}}}, FIXTURES / "cxr-clip.tar")


def main():
    FIXTURES.mkdir(exist_ok=True)
    expected = {}
    with torch.no_grad():
        for make in [openai_clip, slip, hugging_face_clip, cxr_clip]:
            make(expected)
    (FIXTURES / "expected.json").write_text(json.dumps(expected))
    letters = "abcdefghijklmnop"
    merges = [f"{a} {b}" for a, b in zip(letters, letters[1:])][: VOCABULARY - 514]
    (FIXTURES / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + [f"word{number}" for number in range(35)]
    (FIXTURES / "vocab.txt").write_text("\n".join(words) + "\n")


if __name__ == "__main__":
    main()
