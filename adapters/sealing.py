"""The seal of secret ballots as the activities of a sitting use it."""

from adapters.ballot_seal import BallotSealError, new_key, open_paper
from schemas.council import OpenedPaper


class BoxSeal:
    """`activities.sitting_ports.BallotSeal` with libsodium's sealed boxes."""

    def new_key(self) -> tuple[str, str]:
        """Return a new sitting's public and private key."""
        return new_key()

    def open_paper(self, private: str, sealed: str, choices: int) -> OpenedPaper | None:
        """Return the paper in a sealed text, None if it holds no paper with so many choices."""
        try:
            return open_paper(private, sealed, choices)
        except BallotSealError:
            return None
