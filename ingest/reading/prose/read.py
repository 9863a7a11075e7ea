"""A read document → the landed frames of its prose: the one public function of this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from typing import Any

import polars as pl

from ingest.contract import schema
from ingest.contract.concepts import YUAN_PER_UNIT
from ingest.contract.keys import id_within
from ingest.reading.pdf.model import DocumentRead
from ingest.reading.prose.claims import ReportContext, find_claims
from ingest.reading.prose.counts import find_counts
from ingest.reading.prose.facts import find_facts
from ingest.reading.prose.lines import read_lines
from ingest.reading.prose.model import Claim, Fact, Paragraph, Sentence
from ingest.reading.prose.paragraphs import join_paragraphs
from ingest.reading.prose.sections import add_sections
from ingest.reading.prose.sentences import split_sentences


def read_prose(
    document: DocumentRead,
    *,
    report_id: str,
    identity: ReportContext,
    consumed_lines: Set[tuple[int, int]],
    contents_pages: Set[int],
) -> dict[str, pl.DataFrame]:
    """Read the prose of a report: what stands outside its tables and contents.

    Args:
        document: the pages as read.
        report_id: the report's key in all frames.
        identity: year, kind and department, against which sentences are understood.
        consumed_lines: (page_number, index in page.lines) that belong to tables.
        contents_pages: pages whose grids are a contents list.

    Returns:
        The frames paragraphs, sentences, claims and facts, as `schema.FRAMES` defines them.
    """
    lines = read_lines(document, consumed_lines, contents_pages)
    return frames_of_paragraphs(join_paragraphs(lines), report_id=report_id, identity=identity)


def frames_of_paragraphs(
    joined: tuple[Paragraph, ...], *, report_id: str, identity: ReportContext
) -> dict[str, pl.DataFrame]:
    """Understand paragraphs: their headings, sentences, claims and facts.

    Args:
        joined: as `paragraphs.join_paragraphs` joins them.
        report_id: the report's key in all frames.
        identity: year, kind and department, against which sentences are understood.
    """
    paragraphs = add_sections(joined)
    sentences = split_sentences(paragraphs)
    claims = find_claims(sentences, identity)
    claims += find_counts(sentences, Counter(claim.sentence.number for claim in claims))
    facts = find_facts(sentences, identity.department_name)
    rows = {
        "paragraphs": [_paragraph_row(n, one) for n, one in enumerate(paragraphs, start=1)],
        "sentences": [_sentence_row(one) for one in sentences],
        "claims": [
            _claim_row(id_within(report_id, f"n{n:04}"), c) for n, c in enumerate(claims, start=1)
        ],
        "facts": [_fact_row(n, one) for n, one in enumerate(facts, start=1)],
    }
    return {name: _frame(name, report_id, rows[name]) for name in rows}


def _frame(name: str, report_id: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = schema.FRAMES[name]
    full = [{column: {**row, "report_id": report_id}[column] for column in columns} for row in rows]
    return pl.DataFrame(full, schema=columns, orient="row")


def _section(headings: tuple[str, ...]) -> str | None:
    return " / ".join(headings) or None


def _paragraph_row(number: int, paragraph: Paragraph) -> dict[str, Any]:
    return {
        "paragraph_number": number,
        "page_number": paragraph.page_starts[0][1],
        "section": _section(paragraph.section),
        "role": paragraph.role,
        "text": paragraph.text,
    }


def _sentence_row(sentence: Sentence) -> dict[str, Any]:
    return {
        "sentence_number": sentence.number,
        "paragraph_number": sentence.paragraph_number,
        "page_number": sentence.page_number,
        "section": _section(sentence.section),
        "sentence": sentence.text,
    }


def _claim_row(claim_id: str, claim: Claim) -> dict[str, Any]:
    mention, subject, sentence = claim.mention, claim.subject, claim.sentence
    # a bare 0 is no money in any unit
    yuan = YUAN_PER_UNIT.get(mention.unit) if mention.unit else 1
    return {
        "claim_id": claim_id,
        "sentence_number": sentence.number,
        "position": claim.position,
        "page_number": sentence.page_number,
        "section": _section(sentence.section),
        "sentence": sentence.text,
        "subject": subject.wording or None,
        "subject_concept": subject.concept,
        "function_name": subject.function_name,
        "source": subject.source,
        "measure": claim.measure,
        "claimed_text": mention.text,
        "claimed_value": mention.value,
        "decimals": mention.decimals,
        "unit": mention.unit,
        "amount_yuan": mention.value * yuan if mention.value is not None and yuan else None,
        "direction": claim.direction,
        "claim_year": claim.claim_year,
        "compared_year": claim.compared_year,
        "stage": claim.stage,
        "part_of": claim.part_of,
        "scope": claim.scope,
        "base_concept": claim.base,
        "is_in_reason": claim.is_in_reason,
        "is_ambiguous": claim.is_ambiguous,
    }


def _fact_row(number: int, fact: Fact) -> dict[str, Any]:
    return {
        "fact_number": number,
        "fact": fact.name,
        "holder": fact.holder,
        "value": fact.value,
        "value_number": fact.number,
        "unit": fact.unit,
        "page_number": fact.sentence.page_number,
        "sentence": fact.sentence.text,
    }
