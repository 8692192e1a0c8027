"""The service that one would write in Python instead of Hilum: FastAPI, Pillow and ONNX Runtime.

    pip install fastapi 'uvicorn[standard]' onnxruntime pillow numpy
    python Benchmarks/service_peer.py --model FOLDER/image-int8.onnx --port 8000

POST /score with a JPEG file as the body answers with thirteen labels; POST /embed with the image's embedding. Each of
the processes holds the model, threads that decode and encode, and an event loop that stays free meanwhile. Text
embeddings are random: to the times it matters only that they are there. The image is prepared in the order of
open_clip: resized and cropped in gray, then made three channels.
"""

import argparse
import asyncio
import concurrent.futures
import io
import os
import pathlib

import fastapi
import numpy as np
import onnxruntime
from PIL import Image, UnidentifiedImageError

SIDE, LABELS, LOGIT_SCALE = 224, 13, 100.0
MEAN = np.float32([0.48145466, 0.4578275, 0.40821073])
DEVIATION = np.float32([0.26862954, 0.26130258, 0.27577711])
MODEL_VARIABLE, THREADS_VARIABLE = "SERVICE_PEER_MODEL", "SERVICE_PEER_THREADS"


def pixels(content):
    """The model's input of one file: float32 of shape (1, 3, 224, 224)."""
    image = Image.open(io.BytesIO(content))
    scale = SIDE / min(image.size)
    image = image.resize([round(side * scale) for side in image.size], Image.Resampling.BICUBIC)
    left, top = ((side - SIDE) // 2 for side in image.size)
    image = image.crop((left, top, left + SIDE, top + SIDE)).convert("RGB")
    values = (np.asarray(image, np.float32) / 255 - MEAN) / DEVIATION
    return np.ascontiguousarray(values.transpose(2, 0, 1))[None]


def unit(values):
    return values / np.linalg.norm(values, axis=-1, keepdims=True)


class Scorer:
    def __init__(self, path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        size = self.session.get_outputs()[0].shape[-1]
        # Axes: label, positive and negative, dimension.
        self.texts = unit(np.random.default_rng(0).standard_normal((LABELS, 2, size), np.float32))
        self.embed_pixels(np.zeros((1, 3, SIDE, SIDE), np.float32))

    def embed_pixels(self, values):
        return unit(self.session.run(None, {"pixels": values})[0][0])

    def embed(self, content):
        return {"embedding": self.embed_pixels(pixels(content)).tolist()}

    def score(self, content):
        similarities = self.texts @ self.embed_pixels(pixels(content))
        logits = LOGIT_SCALE * similarities
        softmax = 1 / (1 + np.exp(logits[:, 1] - logits[:, 0]))
        return {"scores": [
            {"label": f"label {place}", "positiveSimilarity": float(positive), "negativeSimilarity": float(negative),
             "softmax": float(share)}
            for place, ((positive, negative), share) in enumerate(zip(similarities, softmax))]}


def make_app():
    """What uvicorn calls in each of its processes."""
    app = fastapi.FastAPI()
    scorer = Scorer(os.environ[MODEL_VARIABLE])
    compute = concurrent.futures.ThreadPoolExecutor(int(os.environ[THREADS_VARIABLE]))

    async def answer(request, function):
        content = await request.body()
        try:
            return await asyncio.get_running_loop().run_in_executor(compute, function, content)
        except (UnidentifiedImageError, OSError):
            raise fastapi.HTTPException(422, "The image cannot be decoded.")

    @app.post("/score")
    async def score(request: fastapi.Request):
        return await answer(request, scorer.score)

    @app.post("/embed")
    async def embed(request: fastapi.Request):
        return await answer(request, scorer.embed)

    @app.get("/ready")
    async def ready():
        return {"status": "ready"}

    return app


def main():
    import uvicorn

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="the image tower, written by service_models.py")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes; default: one for each core")
    parser.add_argument("--threads", type=int, default=1, help="requests that one process computes at once")
    arguments = parser.parse_args()
    os.environ[MODEL_VARIABLE] = os.path.abspath(arguments.model)
    os.environ[THREADS_VARIABLE] = str(arguments.threads)
    uvicorn.run(
        "service_peer:make_app", factory=True, host="127.0.0.1", port=arguments.port, workers=arguments.workers,
        app_dir=str(pathlib.Path(__file__).parent), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
