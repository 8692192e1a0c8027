"""Writes the fixtures of ModelImportTests: tiny models with random weights in the families' own file formats.

Usage: python make_fixtures.py
Needs torch, torchvision, timm, transformers and open_clip_torch (2.13.0, 0.29.2, 1.0.22, 4.57.6 and 3.3.0 were used).
Nothing is downloaded.

openai-clip.pt is a TorchScript archive with OpenAI's mix of float16 and float32, of the CLIP of open_clip, whose names are
OpenAI's. slip.pt is a training checkpoint as facebookresearch/SLIP saves it: timm's
vision transformer beside CLIP's text encoder, under `module.`. hugging-face-clip/ is a folder of transformers,
hugging-face-clip-sharded/ the same model in several files.
cxr-clip.tar and cxr-clip-swint.tar are training checkpoints as CXR-CLIP saves them. chexzero.pt and cxr-cml.pt have OpenAI's
names; open-clip/, open-clip-custom/ and biomedclip/ are folders as open_clip saves them; medclip/ and medclip-resnet/ are
`pytorch_model.bin` as MedCLIP saves them. biovil-image.pt, biovil-t-image.pt and cxr-bert.bin have the names of hi-ml, whose
image model is written again below from hi-ml's description; everything else in them comes from torchvision and transformers.
timm-*.pt, hugging-face-swin.safetensors, torchvision-resnet.pth and bert.bin are encoders by themselves. expected.json holds, for each, pixels (the seed of a formula that
the tests repeat), token ids, and the unit-length embeddings that the reference library computes in float32.
"""

import argparse
import json
import math
import pathlib
import sys

import open_clip.hf_model as open_clip_hf
import open_clip.model as open_clip
import open_clip.timm_model as open_clip_timm
import safetensors.torch
import timm.models.swin_transformer as timm_swin_transformer
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
    # Where attention looks up its biases is no weight.
    indices = {name: t.clone() for name, t in model.state_dict().items() if name.endswith("_index")}
    encoders.randomise(model, generator)
    model.load_state_dict(indices, strict=False)
    return model


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


class CLIPOfSize(open_clip.CLIP):
    """CLIP for the 224 pixels that CheXzero's preprocessing gives, as small as its heads of 64 allow."""

    def __init__(self, image_size=224, quick_gelu=True):
        vision = open_clip.CLIPVisionCfg(
            layers=1, width=64, head_width=64, mlp_ratio=0.5, patch_size=16, image_size=image_size
        )
        text = open_clip.CLIPTextCfg(
            context_length=CONTEXT, vocab_size=VOCABULARY, width=64, heads=1, layers=1, mlp_ratio=0.25
        )
        super().__init__(32, vision, text, quick_gelu=quick_gelu)


def halved(model):
    """The state in float16, apart from whole numbers; the model then holds the same values."""
    model.half().float()
    return {n: t if t.dtype == torch.int64 else t.half() for n, t in model.state_dict().items() if n != "attn_mask"}


def clip_expectation(model, resolution):
    return {
        "resolution": resolution, "texts": TEXTS,
        "image": unit(model.encode_image(pixels(2, resolution))),
        "text": unit(model.encode_text(padded(TEXTS, CONTEXT))),
    }


def chexzero(expected):
    model = randomise(CLIPOfSize(), 5)
    torch.save(halved(model), FIXTURES / "chexzero.pt")
    expected["chexzero"] = clip_expectation(model, 224)


def cxr_cml(expected):
    model = randomise(CLIPOfSize(), 6)
    state = halved(model)
    extra = {"temp": torch.tensor(0.07), "cxr_bert.bert.encoder.layer.0.output.dense.weight": torch.zeros(4, 4),
             "bert_projection.weight": torch.zeros(4, 8), "bert_projection.bias": torch.zeros(4)}
    torch.save({"model": state | extra, "optimizer": {"state": {}, "param_groups": []}, "epoch": 3, "val_auc": 0.7},
               FIXTURES / "cxr-cml.pt")
    expected["cxr-cml"] = clip_expectation(model, 224)


def open_clip_folder(name, state, config):
    folder = FIXTURES / name
    folder.mkdir(exist_ok=True)
    safetensors.torch.save_file({n: t.contiguous() for n, t in state.items()}, folder / "open_clip_model.safetensors")
    (folder / "open_clip_config.json").write_text(json.dumps(config, indent=1) + "\n")


PREPROCESSING = {"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4], "interpolation": "bicubic", "resize_mode": "squash"}


def open_clip_models(expected):
    vision = {"layers": 1, "width": 64, "head_width": 32, "mlp_ratio": 0.5, "patch_size": PATCH, "image_size": RESOLUTION}
    text = {"context_length": CONTEXT, "vocab_size": VOCABULARY, "width": 64, "heads": 2, "layers": 1, "mlp_ratio": 0.25}
    config = {"embed_dim": 32, "vision_cfg": vision, "text_cfg": text}
    model = randomise(open_clip.CLIP(**config, quick_gelu=False), 7)
    open_clip_folder("open-clip", halved(model), {"model_cfg": config, "preprocess_cfg": PREPROCESSING})
    expected["open-clip"] = clip_expectation(model, RESOLUTION)

    model = randomise(open_clip.CustomTextCLIP(**config, quick_gelu=True), 8)
    open_clip_folder("open-clip-custom", halved(model),
                     {"model_cfg": config | {"quick_gelu": True}, "preprocess_cfg": PREPROCESSING})
    expected["open-clip-custom"] = clip_expectation(model, RESOLUTION)


BERT_TEXTS = [[2, 9, 30, 11, 3], [2, 3], [2, 7, 7, 8, 39, 12, 3]]


def bert_config(layers=2):
    return transformers.BertConfig(
        vocab_size=40, hidden_size=64, num_hidden_layers=layers, num_attention_heads=1, intermediate_size=32,
        max_position_embeddings=20)


def bert_hidden_states(model, text):
    """All hidden states of one text, without padding."""
    return model(input_ids=torch.tensor([text]), output_hidden_states=True).hidden_states


def biomedclip(expected):
    config = {
        "embed_dim": 32,
        "vision_cfg": {"timm_model_name": "vit_tiny_patch16_224", "timm_model_pretrained": False, "timm_pool": "",
                       "timm_proj": "linear", "image_size": RESOLUTION},
        "text_cfg": {"hf_model_name": "bert", "hf_proj_type": "mlp", "hf_pooler_type": "cls_last_hidden_state_pooler",
                     "context_length": 16},
    }
    text = open_clip_hf.HFTextEncoder(
        "bert", output_dim=32, config=bert_config(), pooler_type="cls_last_hidden_state_pooler", proj_type="mlp",
        pretrained=False)
    visual = open_clip_timm.TimmModel("vit_tiny_patch16_224", 32, image_size=RESOLUTION, pool="", proj="linear")
    visual.trunk = timm.VisionTransformer(
        img_size=RESOLUTION, patch_size=PATCH, embed_dim=64, depth=2, num_heads=1, mlp_ratio=0.5, num_classes=0,
        global_pool="token")
    visual.head.proj = nn.Linear(64, 32, bias=False)

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.visual, self.text = visual, text
            self.logit_scale = nn.Parameter(torch.zeros(()))

    model = randomise(Model(), 9)
    open_clip_folder("biomedclip", halved(model),
                     {"model_cfg": config, "preprocess_cfg": {"mean": [0.48145466, 0.4578275, 0.40821073],
                                                              "std": [0.26862954, 0.26130258, 0.27577711]}})
    expected["biomedclip"] = {
        "resolution": RESOLUTION, "texts": BERT_TEXTS, "image": unit(model.visual(pixels(2, RESOLUTION))),
        "text": unit(torch.cat([model.text(torch.tensor([t])) for t in BERT_TEXTS])),
    }


def swin_model(depths, heads):
    return transformers.SwinModel(transformers.SwinConfig(
        image_size=224, patch_size=4, embed_dim=6, depths=depths, num_heads=heads, window_size=7, mlp_ratio=4.0))


class SwinEncoder(nn.Module):
    """A dual encoder under the key names of CXR-CLIP, with its Swin transformer."""

    def __init__(self):
        super().__init__()
        self.image_encoder = nn.ModuleDict({"image_encoder": swin_model([2, 1], [1, 3])})
        self.text_encoder = nn.ModuleDict({"text_encoder": transformers.BertModel(bert_config())})
        self.image_projection = nn.ModuleDict({"projection": nn.Linear(12, 24)})
        self.text_projection = nn.ModuleDict({"projection": nn.Linear(64, 24)})
        self.logit_scale = nn.Parameter(torch.zeros(()))


def cxr_clip_swin(expected):
    model = randomise(SwinEncoder(), 10)
    state = halved(model)
    image = model.image_encoder["image_encoder"](pixels(2, 224)).last_hidden_state[:, 0]
    texts = [bert_hidden_states(model.text_encoder["text_encoder"], t)[-1][0, -1] for t in BERT_TEXTS]
    expected["cxr-clip-swint"] = {
        "resolution": 224, "texts": BERT_TEXTS, "image": unit(model.image_projection["projection"](image)),
        "text": unit(model.text_projection["projection"](torch.stack(texts))),
    }
    torch.save({"model": state, "epoch": 3}, FIXTURES / "cxr-clip-swint.tar")


class MedCLIP(nn.Module):
    """A dual encoder under the key names of MedCLIP."""

    def __init__(self, vision, features=None):
        super().__init__()
        self.vision_model = nn.Module()
        self.vision_model.model = vision
        if features:
            self.vision_model.projection_head = nn.Linear(features, 24, bias=False)
        self.text_model = nn.Module()
        self.text_model.model = transformers.BertModel(bert_config(layers=3))
        self.text_model.projection_head = nn.Linear(64, 24, bias=False)
        self.logit_scale = nn.Parameter(torch.zeros(()))

    def text(self, text):
        states = bert_hidden_states(self.text_model.model, text)
        mean = torch.stack([states[1], states[2], states[-1]]).permute(1, 0, 2, 3).mean(2).mean(1)
        return self.text_model.projection_head(mean)


def medclip(expected):
    swin = randomise(MedCLIP(swin_model([1, 2], [2, 1]), 12), 11)
    resnet = encoders.SmallResNet(encoders.Bottleneck, [1, 1, 1, 1], [4, 4, 8, 8])
    resnet.fc = nn.Linear(32, 24, bias=False)
    residual = randomise(MedCLIP(resnet), 12)
    for name, model in [("medclip", swin), ("medclip-resnet", residual)]:
        state = halved(model)
        state["text_model.model.embeddings.position_ids"] = torch.arange(20)[None]
        torch.save(state, FIXTURES / f"{name}.bin")
        images = pixels(2, 224)
        image = (model.vision_model.projection_head(model.vision_model.model(images).pooler_output)
                 if model is swin else model.vision_model.model(images))
        expected[name] = {"resolution": 224, "texts": BERT_TEXTS, "image": unit(image),
                          "text": unit(torch.cat([model.text(t) for t in BERT_TEXTS]))}


class BioViLImageModel(nn.Module):
    """The image model of BioViL, or of BioViL-T for a single image, under hi-ml's names."""

    def __init__(self, temporal):
        super().__init__()
        self.encoder = nn.Module()
        self.encoder.encoder = encoders.SmallResNet(encoders.Bottleneck, [1, 1, 1, 1], [4, 4, 6, 8])
        self.encoder.encoder.fc = nn.Linear(32, 5)
        self.temporal = temporal
        if temporal:
            self.encoder.backbone_to_vit = nn.Conv2d(32, 12, 1, bias=False)
            self.encoder.missing_previous_emb = nn.Parameter(torch.zeros(1, 12, 1, 1))
            self.encoder.vit_pooler = nn.Module()
            self.encoder.vit_pooler.norm_post = nn.LayerNorm(12)
        layers = [nn.Conv2d(24 if temporal else 32, 16, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 10, 1)]
        self.projector = nn.Module()
        self.projector.model = nn.Sequential(*layers)

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

    def __init__(self):
        super().__init__()
        whole = transformers.BertForMaskedLM(bert_config())
        self.bert, self.cls = whole.bert, whole.cls
        head = self.cls_projection_head = nn.Module()
        head.dense_to_hidden, head.LayerNorm = nn.Linear(64, 14), nn.LayerNorm(14, eps=1e-12)
        head.dense_to_output = nn.Linear(14, 10)

    def forward(self, text):
        head, first = self.cls_projection_head, bert_hidden_states(self.bert, text)[-1][:, 0]
        return head.dense_to_output(head.LayerNorm(nn.functional.gelu(head.dense_to_hidden(first))))


def biovil(expected):
    text = randomise(CXRBERT(), 13)
    torch.save(halved(text), FIXTURES / "cxr-bert.bin")
    for name, temporal, resolution in [("biovil", False, 480), ("biovil-t", True, 448)]:
        image = randomise(BioViLImageModel(temporal), 14)
        torch.save(halved(image), FIXTURES / f"{name}-image.pt")
        expected[name] = {"resolution": resolution, "texts": BERT_TEXTS, "image": unit(image(pixels(2, resolution))),
                          "text": unit(torch.cat([text(t) for t in BERT_TEXTS]))}


def backbones(expected):
    bert = randomise(transformers.BertModel(bert_config()), 15)
    torch.save({f"bert.{n}": t for n, t in halved(bert).items()}, FIXTURES / "bert.bin")
    vit = timm.VisionTransformer(img_size=RESOLUTION, patch_size=PATCH, embed_dim=64, depth=2, num_heads=1, mlp_ratio=0.5,
                                 num_classes=5)
    timm_swin = timm_swin_transformer.SwinTransformer(
        img_size=224, patch_size=4, embed_dim=6, depths=(2, 1, 1, 2), num_heads=(1, 2, 2, 3), window_size=7, num_classes=5)
    resnet = encoders.SmallResNet(encoders.BasicBlock, [1, 1, 1, 1], [4, 4, 6, 8])
    resnet.fc = nn.Linear(8, 5)
    swin = swin_model([1, 1, 1, 2], [1, 2, 2, 3])
    features = {
        "timm-vit": (vit, RESOLUTION, lambda x: vit.forward_head(vit.forward_features(x), pre_logits=True)),
        "timm-swin": (timm_swin, 224,
                      lambda x: timm_swin.forward_head(timm_swin.forward_features(x), pre_logits=True)),
        "torchvision-resnet": (resnet, 224, lambda x: nn.Sequential(*list(resnet.children())[:-1])(x).flatten(1)),
        "hugging-face-swin": (swin, 224, lambda x: swin(x).pooler_output),
    }
    texts = torch.cat([bert_hidden_states(bert, t)[-1][:, 0] for t in BERT_TEXTS])
    for seed, (name, (model, resolution, answer)) in enumerate(features.items()):
        randomise(model, 16 + seed)
        state = halved(model)
        torch.save(state, FIXTURES / f"{name}.pt")
        expected[name] = {"resolution": resolution, "texts": BERT_TEXTS, "image": answer(pixels(2, resolution)).tolist(),
                          "text": texts.tolist()}
        if name == "timm-swin":
            # Microsoft and timm before 0.9 have the merging at the end of the earlier stage.
            earlier = {n: t for n, t in state.items() if ".downsample." not in n}
            earlier |= {f"layers.{int(n.split('.')[1]) - 1}.{n.split('.', 2)[2]}": t for n, t in state.items() if ".downsample." in n}
            torch.save(earlier, FIXTURES / "timm-swin-old.pt")


def main():
    FIXTURES.mkdir(exist_ok=True)
    expected = {}
    with torch.no_grad():
        for make in [
            openai_clip, slip, hugging_face_clip, cxr_clip, chexzero, cxr_cml, open_clip_models, biomedclip, cxr_clip_swin,
            medclip, biovil, backbones,
        ]:
            make(expected)
    (FIXTURES / "expected.json").write_text(json.dumps(expected))
    letters = "abcdefghijklmnop"
    merges = [f"{a} {b}" for a, b in zip(letters, letters[1:])][: VOCABULARY - 514]
    (FIXTURES / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + [f"word{number}" for number in range(35)]
    (FIXTURES / "vocab.txt").write_text("\n".join(words) + "\n")


if __name__ == "__main__":
    main()
