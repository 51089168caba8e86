"""Subsets the fonts that certificates are set in.

usage: subset.py PACKAGES LOCKFILE OUTPUT

Coverage tables are written as format 1, a plain list: the shaper that reads
them loses ranges of format 2 and then sets Arabic wrongly without an error.
"""
import bz2
import gzip
import hashlib
import io
import json
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otBase, otTables

LATIN = (
    "20-7E A0-24F 250-2AF 2B0-2FF 300-36F 370-3FF 400-52F 1AB0-1AFF 1C80-1C8F 1DC0-1DFF "
    "1E00-1EFF 1F00-1FFF 2000-206F 2070-209F 20A0-20BF 2100-2150 2190-2193 2212 2C60-2C7F "
    "A640-A69F A720-A7FF FB00-FB06 25CC FEFF"
)
DROP = ["vhea", "vmtx", "VORG", "STAT", "DSIG", "BASE", "MATH", "HVAR", "meta"]


def parse(ranges):
    points = set()
    for part in ranges.split():
        low, _, high = part.partition("-")
        points.update(range(int(low, 16), int(high or low, 16) + 1))
    return points


def han():
    """The characters of the Chinese, Taiwan, Hong Kong and Japanese lists that names are taken from."""
    points = parse("20-7E B7 2014 2018 2019 201C 201D 2026 3000-302F 3041-30FF 3105-312F 31A0-31BF FF01-FF60")
    with bz2.open("/usr/share/unicode/Unihan_OtherMappings.txt.bz2", "rt") as lines:
        for line in lines:
            if line.startswith("#") or "\t" not in line:
                continue
            point, key, value = line.rstrip("\n").split("\t")
            if key in ("kTGH", "kJoyoKanji", "kJinmeiyoKanji") or (
                key == "kBigFive" and 0xA440 <= int(value.split()[0], 16) <= 0xC67E
            ):
                points.add(int(point[2:], 16))
    with bz2.open("/usr/share/unicode/Unihan_DictionaryLikeData.txt.bz2", "rt") as lines:
        points.update(int(line.split("\t")[0][2:], 16) for line in lines if "\tkHKGlyph\t" in line)
    return points


FONTS = {  # name → (package, file, characters or None for all, features)
    "latin-regular": ("noto-serif", "400Regular/NotoSerif_400Regular.ttf", LATIN, ["*"]),
    "latin-bold": ("noto-serif", "700Bold/NotoSerif_700Bold.ttf", LATIN, ["*"]),
    "arabic-regular": ("noto-naskh-arabic", "400Regular/NotoNaskhArabic_400Regular.ttf", None, ["*"]),
    "arabic-bold": ("noto-naskh-arabic", "700Bold/NotoNaskhArabic_700Bold.ttf", None, ["*"]),
    "han-regular": ("noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf", han, ["kern", "locl", "ccmp", "mark", "mkmk"]),
}


def shrink(path, characters, features):
    options = subset.Options(
        hinting=False, notdef_outline=True, glyph_names=False, ignore_missing_unicodes=True,
        layout_features=features, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    options.drop_tables += DROP
    font = subset.load_font(path, options)
    shrinker = subset.Subsetter(options)
    if characters is None:
        characters = set(font.getBestCmap())
    elif callable(characters):
        characters = characters()
    else:
        characters = parse(characters)
    shrinker.populate(unicodes=characters)
    shrinker.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


def list_coverage(self, font):
    order = font.getReverseGlyphMap()
    self.Format = 1
    return {"GlyphArray": sorted(set(self.glyphs or []), key=order.__getitem__)}


def rewrite(data):
    """Returns the font with every coverage table as a list."""
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    seen = set()

    def touch(node):  # what was read is written anew
        if id(node) in seen:
            return
        seen.add(id(node))
        if isinstance(node, otBase.BaseTable):
            node.ensureDecompiled()
            for value in list(vars(node).values()):
                touch(value)
        elif isinstance(node, (list, tuple)):
            for value in node:
                touch(value)

    for tag in ("GSUB", "GPOS", "GDEF"):
        if tag in font:
            touch(font[tag].table)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue(), font["name"].getDebugName(0)


def main(packages, lockfile, output):
    locked = json.load(open(lockfile))["packages"]
    otTables.Coverage.preWrite = list_coverage
    sources, copyrights = [], []
    for name, (package, file, characters, features) in FONTS.items():
        data, copyright = rewrite(shrink(f"{packages}/{package}/{file}", characters, features))
        packed = gzip.compress(data, 9, mtime=0)
        with open(f"{output}/{name}.ttf.gz", "wb") as out:
            out.write(packed)
        lock = locked[f"node_modules/@expo-google-fonts/{package}"]
        sources.append({
            "file": f"{name}.ttf.gz", "package": f"@expo-google-fonts/{package}", "version": lock["version"],
            "integrity": lock["integrity"], "from": file, "bytes": len(packed), "sha256": hashlib.sha256(packed).hexdigest(),
        })
        copyrights.append(f"{name}: {copyright}")
        print(f"{name:16} {len(data):9} bytes, {len(packed):9} packed")
    with open(f"{output}/SOURCES.json", "w") as out:
        json.dump({"made-by": "build.sh", "licence": "OFL-1.1", "fonts": sources}, out, indent=1)
        out.write("\n")
    with open(f"{output}/COPYRIGHT", "w") as out:
        out.write("\n".join(copyrights) + "\n")


main(*sys.argv[1:])
