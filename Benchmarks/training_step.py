"""Times training steps of ViT-B/16 + BERT-base in PyTorch and in `hilum-train benchmark`, in turns, in one run.

    LIBTORCH=$(python -c 'import torch; print(torch.__path__[0])') swift build -c release --product hilum-train
    python Benchmarks/training_step.py --binary .build/release/hilum-train --precision float32

Needs torch, timm and transformers. Both sides take the same step: a batch of random images and texts through both
towers, CLIP's loss, gradients, Adam. Weights are random; nothing is downloaded. The recipe is vit-b16-bert-base.yml.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import tempfile
import time

import timm
import torch
import transformers
from torch.nn import functional


class DualEncoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.image = timm.create_model("vit_base_patch16_224", pretrained=False, num_classes=0, global_pool="token")
        # BERT's usual dropout would be work that the other side does not do.
        config = transformers.BertConfig(hidden_dropout_prob=0, attention_probs_dropout_prob=0)
        self.text = transformers.BertModel(config, add_pooling_layer=False)
        self.image_projection = torch.nn.Linear(768, 768)
        self.text_projection = torch.nn.Linear(768, 768)
        self.logit_scale = torch.nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def forward(self, pixels, tokens):
        image = self.image_projection(self.image(pixels))
        text = self.text_projection(self.text(tokens).last_hidden_state[:, 0])
        image, text = (functional.normalize(x.float(), dim=-1) for x in (image, text))
        logits = self.logit_scale.exp() * image @ text.T
        target = torch.arange(len(logits), device=logits.device)
        return (functional.cross_entropy(logits, target) + functional.cross_entropy(logits.T, target)) / 2


class Peer:
    """The step as one writes it in PyTorch."""

    def __init__(self, batch, tokens, precision, device):
        self.device = device
        self.half = precision == "bfloat16"
        self.model = DualEncoder().to(device).train()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-4)
        self.pixels = torch.rand(batch, 3, 224, 224, device=device) * 2 - 1
        self.tokens = torch.randint(0, 30522, (batch, tokens), device=device)

    def step(self):
        began = time.perf_counter()
        self.optimizer.zero_grad()
        with torch.autocast(self.device, torch.bfloat16, enabled=self.half):
            loss = self.model(self.pixels, self.tokens)
        loss.backward()
        self.optimizer.step()
        with torch.no_grad():
            self.model.logit_scale.clamp_(max=math.log(100))
        if self.device == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter() - began


def ours(arguments, folder):
    """Seconds of each step of one call of the program."""
    here = os.path.dirname(os.path.abspath(__file__))
    recipe = open(os.path.join(here, "vit-b16-bert-base.yml")).read()
    vocabulary = os.path.join(here, "..", "Recipes", "radiology-vocabulary.txt")
    recipe = recipe.replace("../Recipes/radiology-vocabulary.txt", os.path.abspath(vocabulary))
    recipe = recipe.replace("precision: float32", f"precision: {arguments.precision}")
    recipe = recipe.replace("batchSize: 32", f"batchSize: {arguments.batch}")
    recipe += f"resources: {{device: {arguments.device}, threads: {arguments.threads}}}\n"
    path = os.path.join(folder, "recipe.yml")
    with open(path, "w") as file:
        file.write(recipe)
    command = [arguments.binary, "benchmark", path, "--tokens", str(arguments.tokens), "--steps", str(arguments.steps)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line)["seconds"] for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    peer = Peer(arguments.batch, arguments.tokens, arguments.precision, arguments.device)
    peer.step()
    times = {"hilum-train": [], "PyTorch": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(arguments.rounds):
            times["hilum-train"] += ours(arguments, folder)
            times["PyTorch"] += [peer.step() for _ in range(arguments.steps)]
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    for name, seconds in medians.items():
        print(f"{name}: {arguments.batch / seconds:.2f} images/s (median step {seconds:.2f} s of {len(times[name])})")
    print(f"PyTorch {torch.__version__}; ours is {medians['PyTorch'] / medians['hilum-train']:.3f} times as fast")


if __name__ == "__main__":
    main()
