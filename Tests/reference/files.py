"""Makes the files that CompFilesTests reads: arrays by NumPy, images by Pillow and by hand."""
import os
import struct
import zlib

import numpy as np
from PIL import Image

folder = os.path.join(os.path.dirname(__file__), "..", "CompFilesTests", "Fixtures")
os.chdir(folder)

# Arrays: the tests know what stands in them.
x = np.arange(24.0).reshape(4, 3, 2) / 8
np.savez("stored.npz", x=x, k=np.arange(4), flag=np.array([True, False, True, True]),
         word=np.array(["red", "grün", "b", ""]), one=np.float64(2.5), none=np.zeros((0, 3)))
np.savez_compressed("deflated.npz", x=x, big=np.arange(3, dtype=">i4"),
                    half=np.array([1.5, -2, 6e-8, np.inf], dtype=np.float16),
                    single=np.array([0.1], dtype=">f4"), byte=np.array([b"ab", b"c"]),
                    unsigned=np.array([2**63], dtype=np.uint64))
np.save("fortran.npy", np.asfortranarray(x))
np.save("object.npy", np.array([{}], dtype=object), allow_pickle=True)
np.save("records.npy", np.zeros(2, dtype=[("a", "f8"), ("b", "i4")]))
np.save("complex.npy", np.zeros(2, dtype=complex))


# Images: the sample of a pixel is a function of its place.
def samples(width, height, channels, top):
    y, x, c = np.meshgrid(range(height), range(width), range(channels), indexing="ij")
    return (37 * x + 91 * y + 53 * c + x * y) % (top + 1)


def grey(width, height, top):
    return samples(width, height, 1, top)[:, :, 0]


Image.fromarray(grey(9, 7, 255).astype(np.uint8)).save("grey.png")
Image.fromarray(grey(6, 5, 65535).astype(np.uint16)).save("deep.png")
Image.fromarray(samples(31, 17, 3, 255).astype(np.uint8)).save("color.png")
Image.fromarray(samples(20, 40, 4, 255).astype(np.uint8)).save("clear.png")
Image.fromarray(samples(5, 4, 2, 255).astype(np.uint8), "LA").save("grey_clear.png")
Image.fromarray(grey(11, 3, 1).astype(bool)).save("bits.png")


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(path, width, height, depth, color, interlaced, raw, extra=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
                   + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


# Interlaced, RGB, each row of each pass with another filter.
def filtered(rows, bytes_a_pixel, start):
    out, above = b"", bytes(len(rows[0])) if rows else b""
    for number, row in enumerate(rows):
        kind = (number + start) % 5
        line = bytearray()
        for i, value in enumerate(row):
            left = row[i - bytes_a_pixel] if i >= bytes_a_pixel else 0
            up = above[i]
            corner = above[i - bytes_a_pixel] if i >= bytes_a_pixel else 0
            guess = left + up - corner
            distances = [(abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner)]
            line.append((value - [0, left, up, (left + up) // 2, min(distances)[2]][kind]) % 256)
        out += bytes([kind]) + bytes(line)
        above = row
    return out


image = samples(13, 11, 3, 255).astype(np.uint8)
raw = b""
for number, (x0, y0, dx, dy) in enumerate(
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]):
    part = image[y0::dy, x0::dx]
    if part.size:
        raw += filtered([row.tobytes() for row in part], 3, number)
png("interlaced.png", 13, 11, 8, 2, True, raw)

# A palette of four colours, two bits a pixel, the second colour half transparent.
indices = grey(7, 6, 3)
rows = b""
for row in indices:
    bits = "".join(f"{v:02b}" for v in row)
    bits += "0" * (-len(bits) % 8)
    rows += b"\0" + bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
palette = chunk(b"PLTE", bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]))
png("palette.png", 7, 6, 2, 3, False, rows, palette + chunk(b"tRNS", bytes([255, 128])))
