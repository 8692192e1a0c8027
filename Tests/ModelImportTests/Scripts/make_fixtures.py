"""Writes the fixtures of ModelImportTests: tiny models with random weights in the families' own file formats.

Usage: python make_fixtures.py [--full-size FOLDER]
Needs torch, torchvision, timm, transformers and open_clip_torch (2.13.0, 0.29.2, 1.0.22, 4.57.6 and 3.3.0 were used).
Nothing is downloaded.

With --full-size the same files have the published shapes, still with random weights, and go into FOLDER (5 GB), not to
be committed. The tests that compare embeddings then read them there:
    python make_fixtures.py --full-size FOLDER
    HILUM_IMPORT_FIXTURES=FOLDER swift test -c release --no-parallel --filter ImportedModelTests/gives
The cosines that it prints are those between the two images and between the first and the last text:
near 1, a comparison would say little.

openai-clip.pt is a TorchScript archive with OpenAI's mix of float16 and float32, of the CLIP of open_clip, whose names
are OpenAI's. slip.pt is a training checkpoint as facebookresearch/SLIP saves it: timm's
vision transformer beside CLIP's text encoder, under `module.`. hugging-face-clip/ is a folder of transformers,
hugging-face-clip-sharded/ the same model in several files.
cxr-clip.tar and cxr-clip-swint.tar are training checkpoints as CXR-CLIP saves them. chexzero.pt and cxr-cml.pt have
OpenAI's names; open-clip/, open-clip-custom/ and biomedclip/ are folders as open_clip saves them; medclip.bin and
medclip-resnet.bin are `pytorch_model.bin` as MedCLIP saves them. biovil-image.pt, biovil-t-image.pt and cxr-bert.bin
have the names of hi-ml, whose image model is written again below from hi-ml's description; everything else in them
comes from torchvision and transformers. timm-*.pt, hugging-face-swin.pt, torchvision-resnet.pt and bert.bin are
encoders by themselves. expected.json holds, for each, the side of the images, whose pixels follow from a formula that
the tests repeat, token ids, and the unit-length embeddings that the reference library computes in float32.
"""

import argparse
import dataclasses
import gzip
import json
import math
import pathlib
import sys

import open_clip.hf_model as open_clip_hf
import open_clip.model as open_clip
import open_clip.timm_model as open_clip_timm
import open_clip.tokenizer as open_clip_tokenizer
import safetensors.torch
import timm.models.swin_transformer as timm_swin_transformer
import timm.models.vision_transformer as timm
import torch
import torchvision
import transformers
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "EncodersTests" / "Scripts"))
import make_fixtures as encoders  # noqa: E402  the tiny residual network and its names

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
VISION_TRANSFORMERS = [
    "openai-clip", "chexzero", "cxr-cml", "slip", "hugging-face-clip", "open-clip", "open-clip-custom", "biomedclip",
    "timm-vit",
]
SWIN_TRANSFORMERS = ["cxr-clip-swint", "medclip", "timm-swin", "hugging-face-swin"]


@dataclasses.dataclass(frozen=True)
class Sizes:
    """The shapes of all models; dictionaries have the words of the libraries that take them."""

    images: dict  # the sides of the image and of a patch, by model
    texts: list  # ids for CLIP
    dimensions: int  # of the space that images and texts share in CLIP
    clip_vision: dict
    clip_text: dict
    open_clip_head_width: int
    open_clip_text_heads: int
    hugging_face_vision: dict
    hugging_face_text: dict
    hugging_face_shard: str
    timm_vision: dict
    slip_perceptron: tuple  # hidden and output width of what answers do not use
    bert_texts: list
    bert: dict
    clinical_words: int  # of Bio_ClinicalBERT's vocabulary
    biomedical_words: int  # of the vocabularies of BiomedCLIP's and BioViL's BERT
    medclip_bert_layers: int
    biomedclip_context: int
    swin: dict  # by model
    residual: dict  # the block and the widths of a network with one block per stage, by model; without them, ResNet-50
    chest_dimensions: int  # of the space of CXR-CLIP and MedCLIP
    biovil: dict
    spreads: bool  # whether weights are changed until answers to different inputs differ

    @property
    def vocabulary(self):
        return self.clip_text["vocab_size"]

    @property
    def context(self):
        return self.clip_text["context_length"]


def long_texts(lengths, first, words, last):
    """Texts of these lengths, whose ids lie all over the range `words`."""
    return [
        [first] + [words[(7919 * place + 31 * length) % len(words)] for place in range(length - 2)] + [last]
        for length in lengths
    ]


TINY = Sizes(
    images=dict.fromkeys(VISION_TRANSFORMERS, (32, 8)) | {"chexzero": (224, 16), "cxr-cml": (224, 16)},
    texts=[[520, 300, 7, 41, 521], [520, 90, 512, 515, 3, 260, 44, 521], [520, 521]],
    dimensions=32,
    clip_vision={"layers": 1, "width": 64, "head_width": 64, "mlp_ratio": 0.5},
    clip_text={"context_length": 12, "vocab_size": 522, "width": 64, "heads": 1, "layers": 1, "mlp_ratio": 0.25},
    open_clip_head_width=32,
    open_clip_text_heads=2,
    hugging_face_vision={
        "intermediate_size": 96, "num_hidden_layers": 1, "hidden_size": 64, "num_attention_heads": 4},
    hugging_face_text={"intermediate_size": 96, "num_hidden_layers": 1, "hidden_size": 64, "num_attention_heads": 2},
    hugging_face_shard="90KB",
    timm_vision={"embed_dim": 64, "depth": 2, "num_heads": 1, "mlp_ratio": 0.5},
    slip_perceptron=(8, 4),
    bert_texts=[[2, 9, 30, 11, 3], [2, 3], [2, 7, 7, 8, 39, 12, 3]],
    bert={"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 1, "intermediate_size": 32,
          "max_position_embeddings": 20},
    clinical_words=40,
    biomedical_words=40,
    medclip_bert_layers=3,
    biomedclip_context=16,
    swin={
        "cxr-clip-swint": {"embed_dim": 6, "depths": [2, 1], "num_heads": [1, 3]},
        "medclip": {"embed_dim": 6, "depths": [1, 2], "num_heads": [2, 1]},
        "timm-swin": {"embed_dim": 6, "depths": [2, 1, 1, 2], "num_heads": [1, 2, 2, 3]},
        "hugging-face-swin": {"embed_dim": 6, "depths": [1, 1, 1, 2], "num_heads": [1, 2, 2, 3]},
    },
    residual={
        "cxr-clip": (encoders.BasicBlock, [8, 8, 16, 16]),
        "medclip-resnet": (encoders.Bottleneck, [4, 4, 8, 8]),
        "biovil": (encoders.Bottleneck, [4, 4, 6, 8]),
        "torchvision-resnet": (encoders.BasicBlock, [4, 4, 6, 8]),
    },
    chest_dimensions=24,
    biovil={"reduced": 12, "hidden": 16, "text_hidden": 14, "output": 10},
    spreads=False,
)

FULL = Sizes(
    images=dict.fromkeys(VISION_TRANSFORMERS, (224, 16))
    | dict.fromkeys(["openai-clip", "chexzero", "cxr-cml", "open-clip-custom"], (224, 32)),
    texts=long_texts([5, 2, 77, 30], 49406, range(49406), 49407),
    dimensions=512,
    clip_vision={"layers": 12, "width": 768, "head_width": 64, "mlp_ratio": 4.0},
    clip_text={"context_length": 77, "vocab_size": 49408, "width": 512, "heads": 8, "layers": 12, "mlp_ratio": 4.0},
    open_clip_head_width=64,
    open_clip_text_heads=8,
    hugging_face_vision={
        "intermediate_size": 3072, "num_hidden_layers": 12, "hidden_size": 768, "num_attention_heads": 12},
    hugging_face_text={
        "intermediate_size": 2048, "num_hidden_layers": 12, "hidden_size": 512, "num_attention_heads": 8},
    hugging_face_shard="90MB",
    timm_vision={"embed_dim": 768, "depth": 12, "num_heads": 12, "mlp_ratio": 4.0},
    slip_perceptron=(4096, 256),
    bert_texts=long_texts([5, 2, 256, 30], 2, range(5, 28996), 3),
    bert={"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072,
          "max_position_embeddings": 512},
    clinical_words=28996,
    biomedical_words=30522,
    medclip_bert_layers=12,
    biomedclip_context=256,
    swin=dict.fromkeys(SWIN_TRANSFORMERS, {"embed_dim": 96, "depths": [2, 2, 6, 2], "num_heads": [3, 6, 12, 24]}),
    residual={},
    chest_dimensions=512,
    biovil={"reduced": 256, "hidden": 128, "text_hidden": 128, "output": 128},
    spreads=True,
)


def pixels(count, resolution):
    """Values that the tests can make too: sines of the place in the whole block."""
    places = torch.arange(count * 3 * resolution * resolution, dtype=torch.float64)
    return torch.sin(places * 0.37).float().reshape(count, 3, resolution, resolution)


def padded(texts, width, padding=0):
    return torch.tensor([text + [padding] * (width - len(text)) for text in texts])


def unit(x):
    return nn.functional.normalize(x.float(), dim=-1).tolist()


def randomise(model, seed, sizes):
    generator = torch.Generator().manual_seed(seed)
    # Where attention looks up its biases is no weight.
    indices = {name: t.clone() for name, t in model.state_dict().items() if name.endswith("_index")}
    encoders.randomise(model, generator)
    model.load_state_dict(indices, strict=False)
    if sizes.spreads:
        spread(model)
    return model


def spread(model):
    """Sharpens attention, makes places count, and gives residual networks the statistics of their own maps.

    Without it deep networks of random weights answer almost the same to everything. More of it makes them chaotic:
    roundings then grow a thousandfold from the first layer to the last. So blocks of a residual network add little.
    """
    for name, parameter in model.named_parameters():
        if name.endswith(("in_proj_weight", "qkv.weight")):
            parameter[: 2 * len(parameter) // 3] *= 2
        elif name.endswith(("q_proj.weight", "k_proj.weight", "query.weight", "key.weight")):
            parameter *= 2
        elif "pos" in name and "embed" in name:
            parameter *= 10
        elif name.endswith("bn3.weight"):
            parameter *= 0.25
    for network in model.modules():
        if isinstance(network, torchvision.models.ResNet):
            norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
            for norm in norms:
                norm.reset_running_stats()
                norm.momentum = None  # the plain mean over all batches, of which there is one
                norm.train()
            network(pixels(2, 224))
            model.eval()


def clip_model(sizes, name, seed):
    resolution, patch = sizes.images[name]
    vision = open_clip.CLIPVisionCfg(**sizes.clip_vision, patch_size=patch, image_size=resolution)
    text = open_clip.CLIPTextCfg(**sizes.clip_text)
    return randomise(open_clip.CLIP(sizes.dimensions, vision, text, quick_gelu=True), seed, sizes)


def clip_expectation(model, sizes, name):
    resolution, _ = sizes.images[name]
    return {
        "resolution": resolution, "texts": sizes.texts,
        "image": unit(model.encode_image(pixels(2, resolution))),
        "text": unit(model.encode_text(padded(sizes.texts, sizes.context))),
    }


def residual_network(sizes, name):
    """The network without a classifier and the number of its features."""
    if name not in sizes.residual:
        network = torchvision.models.resnet50(weights=None)
        network.fc = nn.Identity()
        return network, 2048
    block, widths = sizes.residual[name]
    return encoders.SmallResNet(block, [1, 1, 1, 1], widths), widths[-1] * block.expansion


def to_openai_types(model):
    """Halves what OpenAI's `convert_weights` halves."""
    for name, parameter in model.named_parameters():
        is_matrix = any(part in name for part in ["in_proj", "out_proj", "c_fc", "c_proj", "conv1"])
        if is_matrix or name in ["text_projection", "visual.proj"]:
            parameter.data = parameter.data.half()


class Archive(nn.Module):
    """Holds the parameters of a model under the same names, for an archive whose code nobody runs."""

    def __init__(self, state, whole_numbers):
        super().__init__()
        for name, tensor in state.items():
            self._put(name.split("."), tensor)
        for name, value in whole_numbers.items():
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


def openai_clip(sizes, folder):
    model = clip_model(sizes, "openai-clip", 1)
    to_openai_types(model)
    state = {name: tensor for name, tensor in model.state_dict().items() if name != "attn_mask"}
    whole_numbers = {
        "input_resolution": sizes.images["openai-clip"][0], "context_length": sizes.context,
        "vocab_size": sizes.vocabulary,
    }
    archive = torch.jit.trace(Archive(state, whole_numbers), torch.zeros(1), check_trace=False)
    torch.jit.save(archive, str(folder / "openai-clip.pt"))
    model.float()
    return {"openai-clip": clip_expectation(model, sizes, "openai-clip")}


class SLIP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        clip = clip_model(sizes, "slip", 1)
        resolution, patch = sizes.images["slip"]
        self.visual = timm.VisionTransformer(
            img_size=resolution, patch_size=patch, num_classes=0, **sizes.timm_vision)
        for name in ["transformer", "token_embedding", "ln_final"]:
            setattr(self, name, getattr(clip, name))
        self.positional_embedding, self.text_projection = clip.positional_embedding, clip.text_projection
        width, (hidden, output) = sizes.timm_vision["embed_dim"], sizes.slip_perceptron
        self.image_projection = nn.Parameter(torch.empty(width, sizes.dimensions))
        self.logit_scale = nn.Parameter(torch.zeros(()))
        self.image_mlp = nn.Sequential()
        layers = [nn.Linear(width, hidden), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Linear(hidden, output)]
        for name, layer in zip(["layer1", "bn1", "relu1", "layer2"], layers):
            self.image_mlp.add_module(name, layer)

    def encode_image(self, images):
        return self.visual(images) @ self.image_projection

    def encode_text(self, ids):
        x = self.token_embedding(ids) + self.positional_embedding
        context = ids.shape[1]
        mask = torch.full((context, context), -math.inf).triu(1)
        x = self.ln_final(self.transformer(x, attn_mask=mask))
        return x[torch.arange(len(ids)), ids.argmax(-1)] @ self.text_projection


def slip(sizes, folder):
    model = randomise(SLIP(sizes), 2, sizes).half().float()
    state = {f"module.{name}": tensor.half() for name, tensor in model.state_dict().items()}
    checkpoint = {
        "epoch": 24, "state_dict": state, "best_acc1": 42.8, "args": argparse.Namespace(model="SLIP_VITB16", lr=0.003),
        "optimizer": {"state": {0: {"step": 5, "exp_avg": torch.zeros(3)}}, "param_groups": [{"lr": 0.003}]},
    }
    torch.save(checkpoint, folder / "slip.pt")
    return {"slip": clip_expectation(model, sizes, "slip")}


def hugging_face_clip(sizes, folder):
    resolution, patch = sizes.images["hugging-face-clip"]
    config = transformers.CLIPConfig(
        text_config={**sizes.hugging_face_text, "vocab_size": sizes.vocabulary, "hidden_act": "gelu",
                     "max_position_embeddings": sizes.context, "eos_token_id": sizes.vocabulary - 1,
                     "bos_token_id": sizes.vocabulary - 2},
        vision_config={**sizes.hugging_face_vision, "image_size": resolution, "patch_size": patch,
                       "hidden_act": "gelu"},
        projection_dim=sizes.dimensions,
    )
    model = randomise(transformers.CLIPModel(config), 3, sizes).half()
    model.save_pretrained(folder / "hugging-face-clip")
    model.save_pretrained(folder / "hugging-face-clip-sharded", max_shard_size=sizes.hugging_face_shard)
    model.float()
    return {"hugging-face-clip": {
        "resolution": resolution, "texts": sizes.texts,
        "image": unit(model.get_image_features(pixel_values=pixels(2, resolution))),
        "text": unit(model.get_text_features(input_ids=padded(sizes.texts, sizes.context))),
    }}


def cxr_clip(sizes, folder):
    resnet, features = residual_network(sizes, "cxr-clip")
    bert = transformers.BertModel(bert_config(sizes, sizes.clinical_words), add_pooling_layer=True)
    model = encoders.ChestEncoder(resnet, bert, sizes.chest_dimensions)
    model.image_projection["projection"] = nn.Linear(features, sizes.chest_dimensions)
    model = randomise(model, 4, sizes).half().float()
    texts = sizes.bert_texts
    longest = max(map(len, texts))
    ids = padded(texts, longest)
    mask = padded([[1] * len(text) for text in texts], longest)
    hidden = model.text_encoder["text_encoder"](input_ids=ids, attention_mask=mask).last_hidden_state
    last = hidden[torch.arange(len(texts)), mask.sum(1) - 1]
    state = {n: t if t.dtype == torch.int64 else t.half() for n, t in model.state_dict().items()}
    torch.save({"model": state, "optimizer": {}, "epoch": 14, "train_loss": 1.5,
                "config": {"base": {"seed": 1}, "tokenizer": {"max_length": 256}}}, folder / "cxr-clip.tar")
    return {"cxr-clip": {
        "resolution": 224, "texts": texts,
        "image": unit(model.image_projection["projection"](model.image_encoder["resnet"](pixels(2, 224)))),
        "text": unit(model.text_projection["projection"](last)),
    }}


def halved(model):
    """The state in float16, apart from whole numbers; the model then holds the same values."""
    model.half().float()
    return {n: t if t.dtype == torch.int64 else t.half() for n, t in model.state_dict().items() if n != "attn_mask"}


def chexzero(sizes, folder):
    model = clip_model(sizes, "chexzero", 5)
    torch.save(halved(model), folder / "chexzero.pt")
    return {"chexzero": clip_expectation(model, sizes, "chexzero")}


def cxr_cml(sizes, folder):
    model = clip_model(sizes, "cxr-cml", 6)
    state = halved(model)
    extra = {"temp": torch.tensor(0.07), "cxr_bert.bert.encoder.layer.0.output.dense.weight": torch.zeros(4, 4),
             "bert_projection.weight": torch.zeros(4, 8), "bert_projection.bias": torch.zeros(4)}
    torch.save({"model": state | extra, "optimizer": {"state": {}, "param_groups": []}, "epoch": 3, "val_auc": 0.7},
               folder / "cxr-cml.pt")
    return {"cxr-cml": clip_expectation(model, sizes, "cxr-cml")}


def open_clip_folder(folder, state, config):
    folder.mkdir(exist_ok=True)
    safetensors.torch.save_file({n: t.contiguous() for n, t in state.items()}, folder / "open_clip_model.safetensors")
    (folder / "open_clip_config.json").write_text(json.dumps(config, indent=1) + "\n")


PREPROCESSING = {"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4], "interpolation": "bicubic", "resize_mode": "squash"}


def open_clip_config(sizes, name):
    resolution, patch = sizes.images[name]
    vision = sizes.clip_vision | {
        "head_width": sizes.open_clip_head_width, "patch_size": patch, "image_size": resolution}
    text = sizes.clip_text | {"heads": sizes.open_clip_text_heads}
    return {"embed_dim": sizes.dimensions, "vision_cfg": vision, "text_cfg": text}


def open_clip_models(sizes, folder):
    config = open_clip_config(sizes, "open-clip")
    plain = randomise(open_clip.CLIP(**config, quick_gelu=False), 7, sizes)
    open_clip_folder(folder / "open-clip", halved(plain), {"model_cfg": config, "preprocess_cfg": PREPROCESSING})

    config = open_clip_config(sizes, "open-clip-custom")
    custom = randomise(open_clip.CustomTextCLIP(**config, quick_gelu=True), 8, sizes)
    open_clip_folder(folder / "open-clip-custom", halved(custom),
                     {"model_cfg": config | {"quick_gelu": True}, "preprocess_cfg": PREPROCESSING})
    models = {"open-clip": plain, "open-clip-custom": custom}
    return {name: clip_expectation(model, sizes, name) for name, model in models.items()}


def bert_config(sizes, words, layers=None):
    config = transformers.BertConfig(vocab_size=words, **sizes.bert)
    config.num_hidden_layers = layers or config.num_hidden_layers
    return config


def bert_hidden_states(model, text):
    """All hidden states of one text, without padding."""
    return model(input_ids=torch.tensor([text]), output_hidden_states=True).hidden_states


def biomedclip(sizes, folder):
    (resolution, patch), name = sizes.images["biomedclip"], "vit_tiny_patch16_224"
    pooler = "cls_last_hidden_state_pooler"
    config = {
        "embed_dim": sizes.dimensions,
        "vision_cfg": {"timm_model_name": name, "timm_model_pretrained": False, "timm_pool": "",
                       "timm_proj": "linear", "image_size": resolution},
        "text_cfg": {"hf_model_name": "bert", "hf_proj_type": "mlp", "hf_pooler_type": pooler,
                     "context_length": sizes.biomedclip_context},
    }
    text = open_clip_hf.HFTextEncoder(
        "bert", output_dim=sizes.dimensions, config=bert_config(sizes, sizes.biomedical_words), pooler_type=pooler,
        proj_type="mlp", pretrained=False)
    visual = open_clip_timm.TimmModel(name, sizes.dimensions, image_size=resolution, pool="", proj="linear")
    visual.trunk = timm.VisionTransformer(
        img_size=resolution, patch_size=patch, num_classes=0, global_pool="token", **sizes.timm_vision)
    visual.head.proj = nn.Linear(sizes.timm_vision["embed_dim"], sizes.dimensions, bias=False)

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.visual, self.text = visual, text
            self.logit_scale = nn.Parameter(torch.zeros(()))

    model = randomise(Model(), 9, sizes)
    open_clip_folder(folder / "biomedclip", halved(model),
                     {"model_cfg": config, "preprocess_cfg": {"mean": [0.48145466, 0.4578275, 0.40821073],
                                                              "std": [0.26862954, 0.26130258, 0.27577711]}})
    return {"biomedclip": {
        "resolution": resolution, "texts": sizes.bert_texts, "image": unit(model.visual(pixels(2, resolution))),
        "text": unit(torch.cat([model.text(torch.tensor([t])) for t in sizes.bert_texts])),
    }}


def swin_model(sizes, name):
    return transformers.SwinModel(transformers.SwinConfig(
        image_size=224, patch_size=4, window_size=7, mlp_ratio=4.0, **sizes.swin[name]))


class SwinEncoder(nn.Module):
    """A dual encoder under the key names of CXR-CLIP, with its Swin transformer."""

    def __init__(self, sizes):
        super().__init__()
        swin = swin_model(sizes, "cxr-clip-swint")
        bert = transformers.BertModel(bert_config(sizes, sizes.clinical_words))
        self.image_encoder = nn.ModuleDict({"image_encoder": swin})
        self.text_encoder = nn.ModuleDict({"text_encoder": bert})
        self.image_projection = nn.ModuleDict({"projection": nn.Linear(swin.num_features, sizes.chest_dimensions)})
        self.text_projection = nn.ModuleDict(
            {"projection": nn.Linear(bert.config.hidden_size, sizes.chest_dimensions)})
        self.logit_scale = nn.Parameter(torch.zeros(()))


def cxr_clip_swin(sizes, folder):
    model = randomise(SwinEncoder(sizes), 10, sizes)
    torch.save({"model": halved(model), "epoch": 3}, folder / "cxr-clip-swint.tar")
    image = model.image_encoder["image_encoder"](pixels(2, 224)).last_hidden_state[:, 0]
    texts = [bert_hidden_states(model.text_encoder["text_encoder"], t)[-1][0, -1] for t in sizes.bert_texts]
    return {"cxr-clip-swint": {
        "resolution": 224, "texts": sizes.bert_texts, "image": unit(model.image_projection["projection"](image)),
        "text": unit(model.text_projection["projection"](torch.stack(texts))),
    }}


class MedCLIP(nn.Module):
    """A dual encoder under the key names of MedCLIP."""

    def __init__(self, sizes, vision, features=None):
        super().__init__()
        self.vision_model = nn.Module()
        self.vision_model.model = vision
        if features:
            self.vision_model.projection_head = nn.Linear(features, sizes.chest_dimensions, bias=False)
        config = bert_config(sizes, sizes.clinical_words, layers=sizes.medclip_bert_layers)
        self.text_model = nn.Module()
        self.text_model.model = transformers.BertModel(config)
        self.text_model.projection_head = nn.Linear(config.hidden_size, sizes.chest_dimensions, bias=False)
        self.logit_scale = nn.Parameter(torch.zeros(()))

    def text(self, text):
        states = bert_hidden_states(self.text_model.model, text)
        mean = torch.stack([states[1], states[2], states[-1]]).permute(1, 0, 2, 3).mean(2).mean(1)
        return self.text_model.projection_head(mean)


def medclip(sizes, folder):
    swin_network = swin_model(sizes, "medclip")
    swin = randomise(MedCLIP(sizes, swin_network, swin_network.num_features), 11, sizes)
    resnet, features = residual_network(sizes, "medclip-resnet")
    resnet.fc = nn.Linear(features, sizes.chest_dimensions, bias=False)
    residual = randomise(MedCLIP(sizes, resnet), 12, sizes)
    expected = {}
    for name, model in [("medclip", swin), ("medclip-resnet", residual)]:
        state = halved(model)
        state["text_model.model.embeddings.position_ids"] = torch.arange(sizes.bert["max_position_embeddings"])[None]
        torch.save(state, folder / f"{name}.bin")
        images = pixels(2, 224)
        image = (model.vision_model.projection_head(model.vision_model.model(images).pooler_output)
                 if model is swin else model.vision_model.model(images))
        expected[name] = {"resolution": 224, "texts": sizes.bert_texts, "image": unit(image),
                          "text": unit(torch.cat([model.text(t) for t in sizes.bert_texts]))}
    return expected


class BioViLImageModel(nn.Module):
    """The image model of BioViL, or of BioViL-T for a single image, under hi-ml's names."""

    def __init__(self, sizes, temporal):
        super().__init__()
        self.encoder = nn.Module()
        self.encoder.encoder, features = residual_network(sizes, "biovil")
        self.encoder.encoder.fc = nn.Linear(features, 5)
        self.temporal = temporal
        if temporal:
            reduced = sizes.biovil["reduced"]
            self.encoder.backbone_to_vit = nn.Conv2d(features, reduced, 1, bias=False)
            self.encoder.missing_previous_emb = nn.Parameter(torch.zeros(1, reduced, 1, 1))
            self.encoder.vit_pooler = nn.Module()
            self.encoder.vit_pooler.norm_post = nn.LayerNorm(reduced)
            features = 2 * reduced
        hidden, output = sizes.biovil["hidden"], sizes.biovil["output"]
        layers = [nn.Conv2d(features, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU()]
        self.projector = nn.Module()
        self.projector.model = nn.Sequential(*layers, nn.Conv2d(hidden, output, 1))

    def forward(self, x):
        network = self.encoder.encoder
        x = network.maxpool(network.relu(network.bn1(network.conv1(x))))
        for stage in range(1, 5):
            x = getattr(network, f"layer{stage}")(x)
        if self.temporal:
            x = self.encoder.backbone_to_vit(x)
            x = torch.cat([x, self.encoder.missing_previous_emb.expand(len(x), -1, *x.shape[2:])], dim=1)
        return self.projector.model(x).mean((2, 3))


class CXRBERT(nn.Module):
    """CXR-BERT under its names: a BERT, its masked language model's head, and a head for [CLS]."""

    def __init__(self, sizes):
        super().__init__()
        whole = transformers.BertForMaskedLM(bert_config(sizes, sizes.biomedical_words))
        self.bert, self.cls = whole.bert, whole.cls
        head, hidden = nn.Module(), sizes.biovil["text_hidden"]
        head.dense_to_hidden = nn.Linear(whole.config.hidden_size, hidden)
        head.LayerNorm = nn.LayerNorm(hidden, eps=1e-12)
        head.dense_to_output = nn.Linear(hidden, sizes.biovil["output"])
        self.cls_projection_head = head

    def forward(self, text):
        head, first = self.cls_projection_head, bert_hidden_states(self.bert, text)[-1][:, 0]
        return head.dense_to_output(head.LayerNorm(nn.functional.gelu(head.dense_to_hidden(first))))


def biovil(sizes, folder):
    text = randomise(CXRBERT(sizes), 13, sizes)
    torch.save(halved(text), folder / "cxr-bert.bin")
    expected = {}
    for name, temporal, resolution in [("biovil", False, 480), ("biovil-t", True, 448)]:
        image = randomise(BioViLImageModel(sizes, temporal), 14, sizes)
        torch.save(halved(image), folder / f"{name}-image.pt")
        expected[name] = {"resolution": resolution, "texts": sizes.bert_texts,
                          "image": unit(image(pixels(2, resolution))),
                          "text": unit(torch.cat([text(t) for t in sizes.bert_texts]))}
    return expected


def with_early_merging(state):
    """timm's Swin transformer as Microsoft and timm before 0.9 have it: merging at the end of the earlier stage."""
    def place(name):
        _, stage, rest = name.split(".", 2)
        return f"layers.{int(stage) - 1}.{rest}"

    merging = {name for name in state if ".downsample." in name}
    others = {name: t for name, t in state.items() if name not in merging}
    return others | {place(name): t for name, t in state.items() if name in merging}


def backbones(sizes, folder):
    bert = randomise(transformers.BertModel(bert_config(sizes, sizes.biomedical_words)), 15, sizes)
    torch.save({f"bert.{n}": t for n, t in halved(bert).items()}, folder / "bert.bin")
    resolution, patch = sizes.images["timm-vit"]
    vit = timm.VisionTransformer(img_size=resolution, patch_size=patch, num_classes=5, **sizes.timm_vision)
    timm_swin = timm_swin_transformer.SwinTransformer(
        img_size=224, patch_size=4, window_size=7, num_classes=5, **sizes.swin["timm-swin"])
    resnet, features = residual_network(sizes, "torchvision-resnet")
    resnet.fc = nn.Linear(features, 5)
    swin = swin_model(sizes, "hugging-face-swin")
    answers = {
        "timm-vit": (vit, resolution, lambda x: vit.forward_head(vit.forward_features(x), pre_logits=True)),
        "timm-swin": (timm_swin, 224,
                      lambda x: timm_swin.forward_head(timm_swin.forward_features(x), pre_logits=True)),
        "torchvision-resnet": (resnet, 224, lambda x: nn.Sequential(*list(resnet.children())[:-1])(x).flatten(1)),
        "hugging-face-swin": (swin, 224, lambda x: swin(x).pooler_output),
    }
    texts = torch.cat([bert_hidden_states(bert, t)[-1][:, 0] for t in sizes.bert_texts])
    expected = {}
    for seed, (name, (model, resolution, answer)) in enumerate(answers.items()):
        randomise(model, 16 + seed, sizes)
        state = halved(model)
        torch.save(state, folder / f"{name}.pt")
        expected[name] = {"resolution": resolution, "texts": sizes.bert_texts,
                          "image": answer(pixels(2, resolution)).tolist(), "text": texts.tolist()}
        if name == "timm-swin":
            torch.save(with_early_merging(state), folder / "timm-swin-old.pt")
    return expected


def clip_merges(sizes):
    """As many merges as the vocabulary says: made up, or open_clip's where those are too few."""
    count = sizes.vocabulary - 514
    letters = "abcdefghijklmnop"
    made = [f"{a} {b}" for a, b in zip(letters, letters[1:])]
    if count <= len(made):
        return made[:count]
    with gzip.open(open_clip_tokenizer.default_bpe(), "rt", encoding="utf-8") as file:
        return file.read().split("\n")[1 : 1 + count]


def write_tokenizers(sizes, folder):
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(clip_merges(sizes)) + "\n", encoding="utf-8")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words += [f"word{number}" for number in range(sizes.clinical_words - len(words))]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")


def show_cosines(expected):
    for name, answers in expected.items():
        image, text = (
            float(torch.cosine_similarity(torch.tensor(answers[kind][0]), torch.tensor(answers[kind][-1]), dim=0))
            for kind in ["image", "text"]
        )
        print(f"{name:18s} image {image:9.6f} text {text:9.6f}")


def main():
    parser = argparse.ArgumentParser(description="Writes the fixtures of ModelImportTests.")
    parser.add_argument("--full-size", metavar="FOLDER", type=pathlib.Path, help="write models of full size there")
    full_size = parser.parse_args().full_size
    sizes, folder = (FULL, full_size) if full_size else (TINY, FIXTURES)
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    with torch.no_grad():
        for make in [
            openai_clip, slip, hugging_face_clip, cxr_clip, chexzero, cxr_cml, open_clip_models, biomedclip,
            cxr_clip_swin, medclip, biovil, backbones,
        ]:
            answers = make(sizes, folder)
            expected |= answers
            if full_size:
                show_cosines(answers)
    (folder / "expected.json").write_text(json.dumps(expected))
    write_tokenizers(sizes, folder)


if __name__ == "__main__":
    main()
