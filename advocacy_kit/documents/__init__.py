"""Findings to pages: HTML that loads nothing and holds everything."""

from advocacy_kit.documents.page import Section, render_page

__all__ = ["Section", "render_page"]
