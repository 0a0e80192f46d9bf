"""The process that draws scanned pages and recognises what stands on them; `ocr.py` starts it, bounds it and ends it.

Arguments: the bytes of memory that it may take, then the numbers of pages. The PDF comes by standard input; to standard output
goes a line of JSON a page, as soon as it is read: `{"page": 1, "height": 842.0, "boxes": [[left, top, right, bottom, text, score]]}`.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

DOTS = 200 / 72
"""Dots a point."""
LONGEST_SIDE = 3_000
"""Dots, whatever a page says of its size."""


def main(memory: int, pages: list[int]) -> None:
    limit_memory(memory)
    import pypdfium2
    from rapidocr import RapidOCR

    said = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        engine = RapidOCR(params={"Global.log_level": "critical", "Global.max_side_len": LONGEST_SIDE})
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        for number in pages:
            print(json.dumps(read_page(engine, document[number - 1], number)), file=said, flush=True)


def read_page(engine: Any, page: Any, number: int) -> dict[str, Any]:
    width, height = page.get_size()
    scale = min(DOTS, LONGEST_SIDE / max(width, height, 1))
    found = engine(page.render(scale=scale).to_numpy())
    boxes = []
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True) if found.txts else ():
        across, down = [float(x) / scale for x, _ in corners], [float(y) / scale for _, y in corners]
        boxes.append([min(across), min(down), max(across), max(down), text, float(score)])
    page.close()
    return {"page": number, "height": height, "boxes": boxes}


def limit_memory(memory: int) -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # a system without such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(number) for number in sys.argv[2:]])
