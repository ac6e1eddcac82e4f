"""What somebody wrote herself: a mail's text without the quotation below it and without the signature. Pure.

Only what stands at the end is cut: who answers between the quoted lines keeps all of it, and so does who writes nothing
else. What is cut by mistake would be lost, what is left too much only reads worse.
"""

from __future__ import annotations

import re

QUOTE_BEGINS = [
    # “Am Mo., 24. Nov. 2026 um 14:02 Uhr schrieb Servicecenter <…>:”, also over two or three lines
    re.compile(r"^\s*>?\s*(?:am|on)\s.{4,300}?\b(?:schrieb|wrote)\b.{0,200}?:\s*$", re.I | re.S),
    # “Servicecenter <…> schrieb am 24.11.2026 um 14:02:” and “… hat am … geschrieben:”
    re.compile(r"^\s*.{1,200}?\bschrieb\b.{0,10}?\bam\b.{4,60}:\s*$", re.I | re.S),
    re.compile(r"^\s*.{1,200}?\bhat\b.{0,10}?\bam\b.{4,80}\bgeschrieben\s*:\s*$", re.I | re.S),
    re.compile(
        r"^\s*[-_]{2,}\s*(?:urspr(?:ü|ue)ngliche (?:nachricht|e-?mail|mail)|original message)\s*[-_]{2,}\s*$", re.I
    ),
    re.compile(r"^\s*-{4,}\s*(?:weitergeleitete nachricht|forwarded message)\s*-{4,}\s*$", re.I),
    re.compile(r"^\s*_{20,}\s*$"),
]
# Outlook's block: “Von: …” and “Gesendet: …” within the next lines
FROM = re.compile(r"^\s*\*?(?:von|from)\s*:\*?\s+\S", re.I)
SENT = re.compile(r"^\s*\*?(?:gesendet|datum|sent|date|an|to|betreff|subject)\s*:\*?\s+\S", re.I)
QUOTED = re.compile(r"^\s*(?:>|\|\s)")
SIGNATURE = re.compile(r"^--\s?$")
SENT_FROM = re.compile(
    r"^\s*(?:(?:diese (?:nachricht|mail|e-mail) wurde )?(?:von meinem|von meiner|sent from my|gesendet (?:von|mit|aus)|"
    r"get outlook|holen sie sich outlook|outlook für|sent (?:via|with|from))\b.{0,120}|mit der gmx .{0,60}app.{0,40})$",
    re.I,
)
LINES_OF_A_HEADER = 3


def own_words(text: str) -> str:
    """The text without what follows it: quotation, signature, and what a telephone adds."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = _without_sent_from(_without_signature(_without_quotation(lines)))
    found = "\n".join(kept).strip()
    return found or text.strip()


def _without_quotation(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        taken = _header_of_a_quotation(lines, number)
        if taken and _nothing_but_quotation(lines[number + taken :], after_outlook=_is_outlook(lines, number)):
            return lines[:number]
        if QUOTED.match(line) and all(not each.strip() or QUOTED.match(each) for each in lines[number:]):
            return lines[:number]
    return lines


def _header_of_a_quotation(lines: list[str], number: int) -> int:
    """How many lines introduce a quotation from here on; none if nothing does."""
    if not lines[number].strip():
        return 0
    if _is_outlook(lines, number):
        return 1
    for taken in range(1, LINES_OF_A_HEADER + 1):
        several = "\n".join(lines[number : number + taken])
        if "\n\n" in several:
            return 0
        if any(pattern.match(several) for pattern in QUOTE_BEGINS):
            return taken
    return 0


def _is_outlook(lines: list[str], number: int) -> bool:
    """A block of header lines, or a line that says that the original follows: everything below is not hers."""
    if FROM.match(lines[number]) or SENT.match(lines[number]):
        block = lines[number : number + 4]
        return any(FROM.match(each) for each in block) and any(SENT.match(each) for each in block)
    return any(pattern.match(lines[number]) for pattern in QUOTE_BEGINS[3:])


def _nothing_but_quotation(lines: list[str], *, after_outlook: bool) -> bool:
    """Whether nobody has written between or below the quoted lines."""
    quoted = [each for each in lines if QUOTED.match(each)]
    if after_outlook or not quoted:
        return True
    rest = [each for each in lines if each.strip() and not QUOTED.match(each)]
    below_signature = False
    for each in rest:
        if SIGNATURE.match(each) or SENT_FROM.match(each):
            below_signature = True
        elif not below_signature:
            return False
    return True


def _without_signature(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        if SIGNATURE.match(line):
            return lines[:number]
    return lines


def _without_sent_from(lines: list[str]) -> list[str]:
    kept = list(lines)
    while kept and (not kept[-1].strip() or SENT_FROM.match(kept[-1])):
        kept.pop()
    return kept
