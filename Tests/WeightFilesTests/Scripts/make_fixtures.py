"""Writes the fixtures of WeightFilesTests with PyTorch as the reference.

Usage: python make_fixtures.py
Needs torch (2.13.0 was used). Weights are random numbers from a fixed seed.

Fixtures: plain.pt (a state dictionary with every element type, views, a scalar and an empty tensor), nested.pt (a
training checkpoint with what stands beside the weights), script.pt (a TorchScript archive), unchecked.pt (the numbers
0 to 999 in an archive without checksums), and expected.json: for every
tensor its name, element type, shape and values. hostile/ holds files that must be refused, with what their error must
name in hostile.json. Nothing in them does harm where it is not refused: they would at most write a line.
"""

import argparse
import collections
import io
import json
import pathlib
import pickle
import struct
import zipfile

import torch

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
HOSTILE = FIXTURES / "hostile"


def plain_state():
    generator = torch.Generator().manual_seed(7)
    base = torch.randn(4, 6, generator=generator)
    state = collections.OrderedDict()
    state["float32"] = base
    state["float64"] = torch.randn(3, 2, generator=generator, dtype=torch.float64)
    state["float16"] = torch.tensor([[0.0, -0.0, 1.5], [6.1e-5, 5.96e-8, 65504.0]], dtype=torch.float16)
    state["bfloat16"] = torch.randn(5, generator=generator).to(torch.bfloat16)
    state["int64"] = torch.tensor([1, -2, 3])
    state["bool"] = torch.tensor([True, False])
    state["transposed"] = base.t()
    state["rows"] = base[1:3]
    state["columns"] = base[:, 2:5]
    state["scalar"] = torch.tensor(2.6593)
    state["empty"] = torch.zeros(0, 3)
    state["parameter"] = torch.nn.Parameter(torch.randn(2, generator=generator))
    state["kernel"] = torch.randn(2, 3, 1, 2, generator=generator).contiguous(memory_format=torch.channels_last)
    return state


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 2)

    def forward(self, x):
        return self.linear(x)


class Scripted(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.Sequential(Block(), torch.nn.LayerNorm(2))
        self.scale = torch.nn.Parameter(torch.tensor(0.5))
        self.small = torch.nn.Parameter(torch.randn(2, 2).half())

    def forward(self, x):
        return self.blocks(x) * self.scale


def described(tensors):
    rows = {}
    for name, tensor in tensors.items():
        values = tensor.detach().double().reshape(-1).tolist() if tensor.is_floating_point() else None
        rows[name] = {"type": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape), "values": values}
    return rows


class Call:
    """Pickles as the call of a function."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def archive(data, extra=(), name="data.pkl", compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        file.writestr(f"archive/{name}", data)
        file.writestr("archive/version", "3\n")
        for key, content in extra:
            file.writestr(f"archive/data/{key}", content)
    return buffer.getvalue()


def tensor_pickle(storage_class, count, offset, shape, stride, key="0"):
    """A state dictionary with one tensor, written operation by operation (protocol 2)."""

    def number(value):
        return b"\x8a\x08" + struct.pack("<q", value)

    def text(value):
        return b"X" + struct.pack("<I", len(value)) + value.encode()

    def sequence(values):
        return b"(" + b"".join(number(value) for value in values) + b"t"

    storage = b"(" + text("storage") + f"ctorch\n{storage_class}\n".encode() + text(key) + text("cpu") + number(count) + b"tQ"
    arguments = b"(" + storage + number(offset) + sequence(shape) + sequence(stride) + b"\x89ccollections\nOrderedDict\n)Rt"
    return b"\x80\x02}" + text("weight") + b"ctorch._utils\n_rebuild_tensor_v2\n" + arguments + b"Rs."


def hostile_files():
    import os

    floats = struct.pack("<4f", 1, 2, 3, 4)
    good = tensor_pickle("FloatStorage", 4, 0, [2, 2], [2, 1])
    yield "system", archive(pickle.dumps(Call(os.system, "echo ran"), 2)), "posix.system"
    yield "eval", archive(pickle.dumps({"weight": Call(eval, "1+1")}, 2)), "builtin__.eval"
    yield "stack-global", archive(pickle.dumps(Call(os.system, "echo ran"), 4)), "posix.system"
    yield "getattr", archive(pickle.dumps(Call(getattr, "a", "b"), 2)), "getattr"
    yield "compressed", archive(good, [("0", floats)], compression=zipfile.ZIP_DEFLATED), "compressed"
    yield "no-pickle", archive(good, [("0", floats)], name="other"), "data.pkl"
    yield "no-content", archive(good), "missing from the archive"
    yield "short-content", archive(good, [("0", floats[:12])]), "12 bytes where 16"
    yield "huge-shape", archive(tensor_pickle("FloatStorage", 4, 0, [1000, 1000, 1000], [0, 0, 0]), [("0", floats)]), "beyond"
    yield "overflowing-shape", archive(tensor_pickle("FloatStorage", 4, 0, [2**62, 4], [4, 1]), [("0", floats)]), "beyond"
    yield "negative-stride", archive(tensor_pickle("FloatStorage", 4, 3, [4], [-1]), [("0", floats)]), "negative"
    yield "negative-shape", archive(tensor_pickle("FloatStorage", 4, 0, [-2, 2], [2, 1]), [("0", floats)]), "negative"
    yield "offset-beyond", archive(tensor_pickle("FloatStorage", 4, 3, [2], [1]), [("0", floats)]), "beyond"
    yield "huge-storage", archive(tensor_pickle("FloatStorage", 2**61, 0, [4], [1]), [("0", floats)]), "claims"
    yield "quantised", archive(tensor_pickle("QInt8Storage", 4, 0, [4], [1]), [("0", b"abcd")]), "QInt8Storage"
    yield "path-key", archive(tensor_pickle("FloatStorage", 4, 0, [4], [1], key="../../data.pkl"), [("0", floats)]), "missing"
    yield "no-tensors", archive(pickle.dumps({"a": 1}, 2)), "no tensors"
    yield "deep", archive(b"\x80\x02" + b"N" + b"\x85" * 20_000 + b"."), ""
    yield "circle", archive(b"\x80\x02]q\x00h\x00a."), "without end"
    yield "laughs", archive(b"\x80\x02)q\x00" + b"".join(b"(" + b"h\x00" * 10 + b"tq\x00" for _ in range(40)) + b"."), "without end"
    yield "memo", archive(b"\x80\x02h\x07."), "never remembered"
    yield "underflow", archive(b"\x80\x02R."), "not there"
    yield "mark", archive(b"\x80\x02t."), "mark"
    yield "unknown-operation", archive(b"\x80\x02\xff."), "unknown operation"
    yield "protocol", archive(b"\x80\x09N."), "protocol"
    yield "no-end", archive(b"\x80\x02}"), "ends"
    yield "long-text", archive(b"\x80\x02X\xff\xff\xff\x7fa."), "bytes"
    yield "extension", archive(b"\x80\x02\x82\x01."), "extension1"

    whole = archive(good, [("0", floats)])
    end = whole.rindex(b"PK\x05\x06")
    directory = struct.unpack_from("<I", whole, end + 16)[0]
    yield "directory-beyond", whole[: end + 16] + struct.pack("<I", 2**31) + whole[end + 20 :], "outside"
    yield "many-entries", whole[: end + 8] + struct.pack("<HH", 60000, 60000) + whole[end + 12 :], "more than"
    yield "no-directory", whole[:end], "cut off"
    second = whole.index(b"PK\x01\x02", directory + 4)
    yield "overlap", whole[: second + 42] + struct.pack("<I", 0) + whole[second + 46 :], "another name"
    yield "encrypted", whole[: directory + 8] + struct.pack("<H", 1) + whole[directory + 10 :], "encrypted"
    place = whole.index(b"weight")
    yield "damaged", whole[:place] + b"w3ight" + whole[place + 6 :], "checksum"


def main():
    HOSTILE.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(11)
    plain = plain_state()
    torch.save(plain, FIXTURES / "plain.pt")
    model = Block()
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    namespace = argparse.Namespace(lr=0.1, model="tiny", layers=[1, 2])
    checkpoint = {
        "epoch": 3, "state_dict": {f"module.{k}": v for k, v in model.state_dict().items()},
        "optimizer": optimizer.state_dict(), "best_acc1": 0.5, "args": namespace,
        "rng": torch.get_rng_state()[:4].clone(), "device": torch.device("cpu"), "size": torch.Size([1, 2]),
        "type": torch.float16, "seed": 2**80, "set": {1, 2}, "bytes": b"abc",
    }
    torch.save(checkpoint, FIXTURES / "nested.pt")
    scripted = Scripted()
    torch.jit.save(torch.jit.script(scripted), str(FIXTURES / "script.pt"))
    torch.serialization.set_crc32_options(False)
    torch.save({"numbers": torch.arange(1000.0)}, FIXTURES / "unchecked.pt")
    torch.serialization.set_crc32_options(True)
    expected = {
        "plain.pt": described(plain),
        "nested.pt": described({f"state_dict.{k}": v for k, v in checkpoint["state_dict"].items()}),
        "script.pt": described(scripted.state_dict()),
    }
    (FIXTURES / "expected.json").write_text(json.dumps(expected))
    names = {}
    for name, content, message in hostile_files():
        (HOSTILE / f"{name}.pt").write_bytes(content)
        names[name] = message
    (FIXTURES / "hostile.json").write_text(json.dumps(names, indent=1))


if __name__ == "__main__":
    main()
