"""The words of a request, checked by rule; and what may say whose data a text holds."""

from advocacy_kit.language.remarks import Remark, check_language, unchecked

__all__ = ["Remark", "check_language", "unchecked"]
