"""Small files of every kind that may be put to a case, and of some that may not."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)


def picture(kind: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, kind)
    return made.getvalue()


def a_file(name: str = "plan.pdf", content: bytes = PDF) -> ContentFile:
    return ContentFile(content, name=name)
