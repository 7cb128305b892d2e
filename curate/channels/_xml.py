"""Feeds as XML, written with the standard library: names with their prefix, one element a line."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from curate.channels._entries import printable

Element = ET.Element


def put(parent: Element, name: str, words: str = "", /, **attributes: str) -> Element:
    """Add an element with its words; `xml_lang` is written as xml:lang, an attribute that is "" not at all."""
    named = {key.replace("_", ":"): printable(value) for key, value in attributes.items() if value}
    element = ET.SubElement(parent, name, named)
    element.text = printable(words) or None
    return element


def document(root: Element) -> str:
    """Return the tree as a document in UTF-8: the same to the byte for the same tree."""
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
