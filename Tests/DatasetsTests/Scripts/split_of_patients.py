"""Prints the split of patients as SplitFractionsTests expects it: FNV-1a and MurmurHash3's fmix64, in plain Python."""

MASK = (1 << 64) - 1


def place(patient):
    value = 0xCBF29CE484222325
    for byte in patient.encode():
        value = (value ^ byte) * 0x100000001B3 & MASK
    value = (value ^ value >> 33) * 0xFF51AFD7ED558CCD & MASK
    value = (value ^ value >> 33) * 0xC4CEB9FE1A85EC53 & MASK
    value ^= value >> 33
    return (value >> 11) / 2**53


for patient in ["", "p1", "p2", "p3", "p4", "p5", "CXR1000", "10000032", "patient00001", "Größe"]:
    where = place(patient)
    split = "train" if where < 0.8 else "validation" if where < 0.9 else "test"
    print(f'("{patient}", .{split}),  # {where:.6f}')
