"""Prints the first numbers of the streams that RandomStreamTests expects.

SplitMix64: Steele, Lea & Flood 2014. xoshiro256**: Blackman & Vigna 2021.
"""

MASK = (1 << 64) - 1


def split_mix(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
    return state, mixed ^ (mixed >> 31)


def rotate(number, bits):
    return ((number << bits) | (number >> (64 - bits))) & MASK


def stream(seed, place, count):
    filler = seed
    for number in place:
        filler, mixed = split_mix(filler)
        filler = mixed ^ number
    state = []
    for _ in range(4):
        filler, mixed = split_mix(filler)
        state.append(mixed)
    numbers = []
    for _ in range(count):
        numbers.append(rotate(state[1] * 5 & MASK, 7) * 9 & MASK)
        shifted = state[1] << 17 & MASK
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = rotate(state[3], 45)
    return numbers


print(", ".join(hex(number) for number in stream(0, [], 4)))
print(", ".join(hex(number) for number in stream(7, [3, 1], 2)))
