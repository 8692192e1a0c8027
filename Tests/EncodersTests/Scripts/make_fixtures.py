#!/usr/bin/env python3
"""Writes ../Fixtures: tiny random-weight models made by the reference libraries, inputs and outputs.

    pip install torch torchvision timm "transformers<5" safetensors numpy
    python make_fixtures.py

CPU builds are enough and nothing is downloaded from a model hub. A fixture NAME is three files:
    NAME.safetensors     the weights under the reference library's own names
    NAME.json            every size of the architecture and the shapes of the next file
    NAME-io.safetensors  inputs and reference outputs; pixels are F16 (exactly what the reference was
                         given), other real numbers F32, whole numbers I32
Outputs are computed in f32 from the weights as stored: after rounding, where a fixture stores f16 or
bf16. The same is done in f64; `float64Difference` holds the largest absolute difference per output, a
floor for any tolerance.

Embedding layers are small (standard deviation 0.03) so that a wrong layer-norm epsilon shows; affine
parameters, positions and running statistics are random so that leaving one out shows.
"""
import copy
import json
import pathlib

import safetensors.torch
import timm
import torch
import torchvision
import transformers
from timm.models.vision_transformer import VisionTransformer
from torch import nn
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet
from transformers import BertConfig, BertModel, CLIPConfig, CLIPModel

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
COUNTER = "num_batches_tracked"
STORAGE = {
    "f32": lambda t: t.float(),
    "bf16": lambda t: t.to(torch.bfloat16),
    "f16 matrices, f32 vectors": lambda t: t.half() if t.ndim >= 2 else t.float(),
}


class SmallResNet(ResNet):
    """torchvision's ResNet, its blocks and its forward pass, with other widths and no classifier."""

    def __init__(self, block, depths, planes):
        nn.Module.__init__(self)
        self._norm_layer, self.dilation, self.groups, self.base_width = nn.BatchNorm2d, 1, 1, 64
        self.stem = self.inplanes = planes[0] * (2 if block is Bottleneck else 1)
        self.conv1 = nn.Conv2d(3, self.stem, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(self.stem)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        for stage in range(4):
            layer = self._make_layer(block, planes[stage], depths[stage], stride=1 if stage == 0 else 2)
            setattr(self, f"layer{stage + 1}", layer)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Identity()


class ChestEncoder(nn.Module):
    """A dual encoder under the key names of CXR-CLIP."""

    def __init__(self, resnet, bert, dimensions):
        super().__init__()
        self.image_encoder = nn.ModuleDict({"resnet": resnet})
        self.text_encoder = nn.ModuleDict({"text_encoder": bert})
        image_width = resnet.layer4[-1].bn2.num_features
        self.image_projection = nn.ModuleDict({"projection": nn.Linear(image_width, dimensions)})
        self.text_projection = nn.ModuleDict({"projection": nn.Linear(bert.config.hidden_size, dimensions)})
        self.logit_scale = nn.Parameter(torch.zeros(()))


def randomise(model, generator):
    """Gives every parameter and running statistic a value that a forward pass depends on."""
    def normal(t, deviation, mean=0.0):
        return torch.randn(t.shape, generator=generator) * deviation + mean

    def uniform(t, low, high):
        return torch.rand(t.shape, generator=generator) * (high - low) + low

    state = model.state_dict()
    for name, t in state.items():
        if name.endswith(COUNTER):
            state[name] = torch.randint(1, 1000, (), generator=generator)
        elif name.endswith("logit_scale"):
            state[name] = uniform(t, 2.5, 4.6)
        elif name.endswith("running_var"):
            state[name] = uniform(t, 0.3, 1.7)
        elif "embed" in name and "orm" not in name:
            state[name] = normal(t, 0.03)
        elif t.ndim >= 2:
            state[name] = normal(t, t[0].numel() ** -0.5)
        elif name.endswith("weight"):
            state[name] = uniform(t, 0.5, 1.5)
        else:
            state[name] = normal(t, 0.2)
    model.load_state_dict(state)
    return model.eval()


def round_weights(model, storage, ignored):
    """Returns the tensors to store, without names ending in `ignored`; the model then holds their values."""
    stored = {
        name: (t if t.dtype == torch.int64 else STORAGE[storage](t)).contiguous()
        for name, t in model.state_dict().items()
    }
    model.load_state_dict({name: t if t.dtype == torch.int64 else t.float() for name, t in stored.items()})
    return {name: t for name, t in stored.items() if not name.endswith(ignored)}


def pixels(generator, resolution):
    """Two images of blotches with a little noise: white noise alone gives both the same features."""
    blotches = torch.randn((2, 3, 4, 4), generator=generator)
    smooth = nn.functional.interpolate(blotches, size=(resolution, resolution), mode="bilinear")
    return (1.5 * smooth + 0.3 * torch.randn(smooth.shape, generator=generator)).half()


def token_ids(generator, lengths, ordinary, first, last, padding):
    """Rows `first, random ordinary ids …, last, padding …` as long as the longest text."""
    rows = torch.full((len(lengths), max(lengths)), padding, dtype=torch.int64)
    for row, length in zip(rows, lengths):
        row[0] = first
        row[1:length - 1] = torch.randint(*ordinary, (length - 2,), generator=generator)
        row[length - 1] = last
    return rows


def real(model, images):
    return images.to(next(model.parameters()).dtype)


def unit(x):
    return x / x.norm(dim=-1, keepdim=True)


def clip_outputs(model, io):
    image = model.get_image_features(pixel_values=real(model, io["pixels"]))
    text = model.get_text_features(input_ids=io["tokenIds"])
    return {
        "imageFeatures": image,
        "imageEmbeddings": unit(image),
        "textFeatures": text,
        "textEmbeddings": unit(text),
    }


def vision_transformer_outputs(model, io):
    tokens = model.forward_features(real(model, io["pixels"]))
    return {"features": model.forward_head(tokens, pre_logits=True)}


def resnet_outputs(model, io):
    return {"features": model(real(model, io["pixels"]))}


def bert_outputs(model, io):
    mask = io["attentionMask"]
    hidden = model(input_ids=io["tokenIds"], attention_mask=mask).last_hidden_state
    kept = mask[:, :, None].to(hidden.dtype)
    return {
        "firstTokenFeatures": hidden[:, 0],
        "lastTokenFeatures": hidden[torch.arange(len(hidden)), mask.sum(1) - 1],
        "meanFeatures": (hidden * kept).sum(1) / kept.sum(1),
    }


def chest_outputs(model, io):
    image = model.image_encoder["resnet"](real(model, io["pixels"]))
    text = bert_outputs(model.text_encoder["text_encoder"], io)["lastTokenFeatures"]
    return {
        "imageFeatures": image,
        "imageEmbeddings": unit(model.image_projection["projection"](image)),
        "textFeatures": text,
        "textEmbeddings": unit(model.text_projection["projection"](text)),
    }


def in_double(compute):
    """Runs `compute` with f64 as the default type, which the masks that transformers builds follow."""
    torch.set_default_dtype(torch.float64)
    try:
        return compute()
    finally:
        torch.set_default_dtype(torch.float32)


def write(name, model, inputs, outputs_of, storage, description, ignored=("position_ids", COUNTER)):
    generator = torch.Generator().manual_seed(sum(name.encode()))
    randomise(model, generator)
    stored = round_weights(model, storage, ignored)
    io = inputs(generator)
    with torch.inference_mode():
        outputs = outputs_of(model, io)
        exact = in_double(lambda: outputs_of(copy.deepcopy(model).double(), io))
    difference = {key: float((outputs[key].double() - exact[key]).abs().max()) for key in outputs}
    arrays = {key: t.int() if t.dtype == torch.int64 else t for key, t in io.items()} | outputs
    for suffix, tensors in (("", stored), ("-io", arrays)):
        file = FIXTURES / f"{name}{suffix}.safetensors"
        file.write_bytes(safetensors.torch.save({key: t.contiguous() for key, t in tensors.items()}))
    record = {"name": name, "storage": storage} | description | {
        "arrays": {key: list(t.shape) for key, t in arrays.items()},
        "float64Difference": difference,
        "madeWith": {lib.__name__: lib.__version__ for lib in (torch, torchvision, timm, transformers)},
    }
    (FIXTURES / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")
    print(f"{name:18s}", *(f"{key} {value:.1e}" for key, value in difference.items()))


def write_clip(name, storage, activation, image, text, end_of_text):
    model = CLIPModel(CLIPConfig(
        projection_dim=12,
        vision_config={
            "hidden_size": image["width"], "intermediate_size": image["feedForwardWidth"],
            "num_hidden_layers": 2, "num_attention_heads": image["heads"], "patch_size": image["patchSize"],
            "image_size": image["resolution"], "hidden_act": activation, "layer_norm_eps": 1e-5},
        text_config={
            "hidden_size": text["width"], "intermediate_size": text["feedForwardWidth"],
            "num_hidden_layers": 2, "num_attention_heads": text["heads"], "vocab_size": 64,
            "max_position_embeddings": 16, "hidden_act": activation, "layer_norm_eps": 1e-5,
            "bos_token_id": 62, "eos_token_id": end_of_text, "pad_token_id": end_of_text},
        attn_implementation="sdpa"))
    lengths = [3, 6, 11, 16]

    def inputs(generator):
        ids = token_ids(generator, lengths, (1, 40), 62, end_of_text, end_of_text)
        if end_of_text < 62:
            ids[:, 1] = 63
        images = pixels(generator, image["resolution"])
        return {"pixels": images, "tokenIds": ids, "lengths": torch.tensor(lengths)}

    write(name, model, inputs, clip_outputs, storage, {
        "family": "Hugging Face CLIPModel",
        "image": {"architecture": "CLIP vision transformer"} | image | {
            "layers": 2, "activation": activation, "layerNormEpsilon": 1e-5, "pooling": "class token"},
        "text": {"architecture": "CLIP text transformer"} | text | {
            "layers": 2, "activation": activation, "layerNormEpsilon": 1e-5, "vocabulary": 64, "context": 16,
            "startOfTextId": 62, "endOfTextId": end_of_text, "paddingId": end_of_text, "attention": "causal",
            "pooling": "first end-of-text token"},
        "projection": {"dimensions": 12, "bias": False},
        "outputs": "imageFeatures and textFeatures are projected, imageEmbeddings and textEmbeddings are "
                   "those divided by their L2 norm; lengths count the start and the first end-of-text token",
    })


def write_vision_transformer():
    model = VisionTransformer(img_size=20, patch_size=5, embed_dim=24, depth=2, num_heads=4, mlp_ratio=2,
                              num_classes=0, class_token=True, global_pool="token")
    write("timm-vit", model, lambda generator: {"pixels": pixels(generator, 20)}, vision_transformer_outputs,
          "f16 matrices, f32 vectors", {
        "family": "timm VisionTransformer",
        "image": {"architecture": "vision transformer", "width": 24, "heads": 4, "feedForwardWidth": 48,
                  "patchSize": 5, "resolution": 20, "layers": 2, "activation": "gelu",
                  "layerNormEpsilon": 1e-6, "pooling": "class token"},
        "outputs": "features is the class token after the final layer norm",
    })


def resnet_description(block, depths, planes, stem, resolution):
    expansion = block.expansion
    return {"architecture": "ResNet", "block": "basic" if block is BasicBlock else "bottleneck",
            "stemChannels": stem, "stageDepths": depths, "stagePlanes": planes,
            "stageChannels": [p * expansion for p in planes], "resolution": resolution,
            "batchNormEpsilon": 1e-5, "activation": "relu", "pooling": "global average"}


def write_resnet(name, block, depths, planes, resolution, keeps_counters):
    model = SmallResNet(block, depths, planes)
    write(name, model, lambda generator: {"pixels": pixels(generator, resolution)},
          resnet_outputs, "f16 matrices, f32 vectors", {
        "family": "torchvision ResNet",
        "image": resnet_description(block, depths, planes, model.stem, resolution),
        "outputs": "features is the global average of the last stage"
                   + ("; the int64 num_batches_tracked are to be ignored" if keeps_counters else ""),
    }, ignored=() if keeps_counters else (COUNTER,))


def bert(width, heads, feed_forward_width, layers, vocabulary, positions):
    model = BertModel(BertConfig(
        vocab_size=vocabulary, hidden_size=width, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=feed_forward_width, max_position_embeddings=positions, type_vocab_size=2,
        layer_norm_eps=1e-12, hidden_act="gelu", attn_implementation="sdpa"), add_pooling_layer=True)
    return model, {"architecture": "BERT", "width": width, "heads": heads,
                   "feedForwardWidth": feed_forward_width, "layers": layers, "vocabulary": vocabulary,
                   "positions": positions, "tokenTypes": 2,
                   "activation": "gelu", "layerNormEpsilon": 1e-12, "paddingId": 0, "classificationId": 2,
                   "separatorId": 3}


def bert_inputs(generator, lengths, vocabulary):
    ids = token_ids(generator, lengths, (5, vocabulary), 2, 3, 0)
    lengths = torch.tensor(lengths)
    mask = (torch.arange(ids.shape[1])[None] < lengths[:, None]).long()
    return {"tokenIds": ids, "attentionMask": mask, "lengths": lengths}


def write_bert():
    model, text = bert(width=16, heads=4, feed_forward_width=24, layers=2, vocabulary=50, positions=24)
    write("bert", model, lambda generator: bert_inputs(generator, [3, 12, 5, 8], 50), bert_outputs, "f32", {
        "family": "Hugging Face BertModel",
        "text": text,
        "outputs": "features of the last layer: firstToken at [CLS], lastToken at index length - 1, mean "
                   "over the tokens of the mask; token types are all 0; pooler.dense.* is to be ignored",
    })


def write_chest_encoder():
    depths, planes = [1, 1, 1, 1], [4, 6, 8, 10]
    resnet = SmallResNet(BasicBlock, depths, planes)
    text_model, text = bert(width=16, heads=4, feed_forward_width=32, layers=2, vocabulary=40, positions=16)
    write("cxr-clip", ChestEncoder(resnet, text_model, 12),
          lambda generator: {"pixels": pixels(generator, 24)} | bert_inputs(generator, [4, 10, 3, 7], 40),
          chest_outputs, "f16 matrices, f32 vectors", {
        "family": "CXR-CLIP",
        "image": resnet_description(BasicBlock, depths, planes, resnet.stem, 24),
        "text": text | {"pooling": "last token"},
        "projection": {"dimensions": 12, "bias": True},
        "outputs": "imageFeatures and textFeatures come before the projection, imageEmbeddings and "
                   "textEmbeddings after it, divided by their L2 norm",
    })


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    FIXTURES.mkdir(exist_ok=True)
    write_clip("clip", "f32", "quick_gelu",
               {"width": 16, "heads": 2, "feedForwardWidth": 32, "patchSize": 4, "resolution": 16},
               {"width": 20, "heads": 2, "feedForwardWidth": 24}, end_of_text=63)
    write_clip("clip-gelu", "bf16", "gelu",
               {"width": 24, "heads": 3, "feedForwardWidth": 32, "patchSize": 6, "resolution": 18},
               {"width": 16, "heads": 4, "feedForwardWidth": 32}, end_of_text=50)
    write_vision_transformer()
    write_resnet("resnet-basic", BasicBlock, [1, 2, 1, 1], [4, 6, 8, 10], resolution=40, keeps_counters=True)
    write_resnet("resnet-bottleneck", Bottleneck, [1, 1, 2, 1], [4, 4, 6, 6], resolution=33,
                 keeps_counters=False)
    write_bert()
    write_chest_encoder()


if __name__ == "__main__":
    main()
