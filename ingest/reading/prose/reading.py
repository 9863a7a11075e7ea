"""What has been read so far of a paragraph and of a sentence, while its claims are found."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.reading.prose.model import Claim, Sentence, Subject


@dataclass(slots=True)
class Reading:
    """What has been read so far: of the paragraph (`carried`) and of the sentence."""

    sentence: Sentence
    carried: Subject | None
    stated: list[tuple[Claim, int]] = field(default_factory=list)  # claim, bracket depth
    is_in_reason: bool = False
    wholes: list[tuple[int, int]] = field(default_factory=list)  # position, depth of its parts

    def last(self) -> Claim | None:
        """The claim right before, whatever its depth."""
        return self.stated[-1][0] if self.stated else None

    def last_amount(self, depth: int) -> Claim | None:
        """The latest amount of the latest year spoken of, in no deeper bracket than `depth`."""
        amounts = [
            claim
            for claim, at in self.stated
            if at <= depth and claim.measure == "amount" and not claim.mention.is_threshold
        ]
        latest = max((claim.claim_year or 0 for claim in amounts), default=0)
        return next((c for c in reversed(amounts) if (c.claim_year or 0) == latest), None)

    def last_subject(self, depth: int) -> Subject | None:
        """What is being spoken of at a bracket depth."""
        return next(
            (
                claim.subject
                for claim, at in reversed(self.stated)
                if at <= depth and not claim.mention.is_threshold
            ),
            None,
        )
