"""How strong a statement is, what weakens a request, and what may say whose data a text holds."""

from advocacy_kit.language.framing import Framing, frame_statement
from advocacy_kit.language.remarks import Remark, check_language, unchecked

__all__ = ["Framing", "Remark", "check_language", "frame_statement", "unchecked"]
