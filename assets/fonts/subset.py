#!/usr/bin/env python3
"""Cuts the fonts the page ships, and measures the advance widths that layout uses.

    pip install fonttools brotli
    npm pack @fontsource-variable/national-park @fontsource-variable/source-serif-4
    (unpack each, then)
    python3 assets/fonts/subset.py NATIONAL_PARK/package SOURCE_SERIF/package

Writes the .woff2 files beside itself and src/scene/widths.rs. National Park's digits all get one
advance, so that numbers keep their place when they change; its own tabular forms do not.
"""
import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fontTools.varLib.iup import iup_delta

HERE = Path(__file__).resolve().parent
# What the page's own words are set in; it is fetched before the first paint.
CORE = list(range(0x20, 0x7F)) + [ord(c) for c in "\u00a0\u2009°²³µ·×–—‘’“”•…′″−"]
# The rest of western Europe with its low quotation marks, fetched where it occurs: links and messages may hold anything.
LATIN = list(range(0x20, 0x7F)) + list(range(0xA0, 0x100)) + [
    0x131, 0x152, 0x153, 0x2009, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E,
    0x2022, 0x2026,
    0x2032, 0x2033, 0x2212,
]
GREEK = [ord(c) for c in "αβγδλμρστ"]
EXTRA = "·×°²³µ–—‘’“”…−"


def cut(font, letters, features, out):
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = features
    options.name_IDs = [0, 13, 14]
    options.hinting = False
    options.desubroutinize = True
    options.drop_tables += ["STAT", "BASE", "GDEF", "gasp"]
    options.notdef_outline = True
    job = subset.Subsetter(options)
    job.populate(unicodes=letters)
    job.subset(font)
    font.flavor = "woff2"
    font.save(HERE / out)
    print(out, (HERE / out).stat().st_size)


def tabular(font, advance=610):
    """Gives every digit one advance at every weight, its outline centred. The font's own `tnum` forms are proportional."""
    glyf, hmtx, gvar, cmap = font["glyf"], font["hmtx"], font.get("gvar"), font.getBestCmap()
    for code in range(0x30, 0x3A):
        name = cmap[code]
        glyph = glyf[name]
        assert not glyph.isComposite(), name
        points, ends = glyph.coordinates, glyph.endPtsOfContours
        width, bearing = hmtx[name]
        shift = (advance - width) // 2
        before = list(points) + [(0, 0), (width, 0), (0, 0), (0, 0)]
        for variation in gvar.variations.get(name, []) if gvar else []:
            deltas = iup_delta(variation.coordinates, before, list(ends))
            grown = deltas[-3][0] - deltas[-4][0]
            deltas = [(round(x - grown / 2), round(y)) for x, y in deltas[:-4]]
            variation.coordinates = deltas + [(0, 0)] * 4
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(glyf)
        hmtx[name] = (advance, glyph.xMin)
    if "HVAR" in font:
        del font["HVAR"]  # gvar's phantom points say the same, and now they are the ones that are right
    return font


def widths(font, letters):
    cmap, metrics, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return [round(metrics[cmap[c]][0] * 1000 / em) if c in cmap else 0 for c in letters]


def rows(numbers):
    lines = [numbers[i : i + 19] for i in range(0, len(numbers), 19)]
    return "\n".join("    " + " ".join(f"{n}," for n in line) for line in lines)


def main(park, serif):
    park, serif = Path(park) / "files", Path(serif) / "files"
    latin_park = park / "national-park-latin-wght-normal.woff2"
    latin_serif = serif / "source-serif-4-latin-opsz-{}.woff2"
    greek_serif = serif / "source-serif-4-greek-opsz-italic.woff2"

    def pinned(path, **axes):
        # Written and read again: the instancer drops glyphs that do not vary, and the subsetter wants them listed.
        once = BytesIO()
        font = instancer.instantiateVariableFont(TTFont(path), axes)
        font.flavor = None
        font.save(once)
        once.seek(0)
        return TTFont(once)

    more = [c for c in LATIN if c not in CORE]
    for letters, end in [(CORE, ""), (more, "-more")]:
        cut(tabular(pinned(latin_park, wght=(400, 600))), letters, ["kern"], f"national-park{end}.woff2")
        roman = pinned(str(latin_serif).format("normal"), opsz=16, wght=(400, 600))
        cut(roman, letters, ["kern"], f"source-serif-4{end}.woff2")
        italic = pinned(str(latin_serif).format("italic"), opsz=16, wght=400)
        cut(italic, letters, ["kern"], f"source-serif-4-italic{end}.woff2")
    cut(pinned(greek_serif, opsz=16, wght=400), GREEK, [], "source-serif-4-italic-greek.woff2")

    ascii_ = list(range(0x20, 0x7F))
    extra = [ord(c) for c in EXTRA]
    parts = [
        "//! Advance widths in thousandths of an em, measured from the shipped fonts by `assets/fonts/subset.py`.",
        "//! Each row begins at U+0020 and holds the 95 printable ASCII letters, then those of [`EXTRA`].",
        "",
        "/// The letters measured beyond ASCII.",
        f'pub const EXTRA: &str = "{EXTRA}";',
    ]
    for name, doc, font in [
        ("SANS_400", "National Park 400.", instancer.instantiateVariableFont(tabular(pinned(latin_park, wght=(300, 700))), dict(wght=400))),
        ("SANS_600", "National Park 600.", instancer.instantiateVariableFont(tabular(pinned(latin_park, wght=(300, 700))), dict(wght=600))),
        ("SERIF", "Source Serif 4 roman 400.", pinned(str(latin_serif).format("normal"), opsz=16, wght=400)),
        ("SERIF_ITALIC", "Source Serif 4 italic 400.", pinned(str(latin_serif).format("italic"), opsz=16, wght=400)),
    ]:
        numbers = widths(font, ascii_ + extra)
        parts += [f"/// {doc}", "#[rustfmt::skip]", f"pub const {name}: [u16; {len(numbers)}] = [", rows(numbers), "];"]
    numbers = widths(pinned(greek_serif, opsz=16, wght=400), GREEK)
    parts += [
        "/// The Greek letters of [`GREEK_WIDTHS`].",
        f'pub const GREEK: &str = "{"".join(map(chr, GREEK))}";',
        "/// Source Serif 4 italic 400, Greek.",
        f"pub const GREEK_WIDTHS: [u16; {len(numbers)}] = {numbers};",
        "",
    ]
    (HERE.parent.parent / "src/scene/widths.rs").write_text("\n".join(parts))


if __name__ == "__main__":
    main(*sys.argv[1:])
