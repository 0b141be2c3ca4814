#!/usr/bin/env python3
"""drive-scribus.py - Scribus saves an .sla beside it, deletes the old one, renames; a PDF in place.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import desk

try:
    import scribus
except ImportError:
    scribus = None   # not inside Scribus


def save_inside():
    scribus.newDocument(scribus.PAPER_A6, (10, 10, 10, 10), scribus.PORTRAIT, 1,
                        scribus.UNIT_MILLIMETERS, scribus.PAGE_1, 0, 1)
    for number in desk.saves():
        scribus.createRect(10 * number, 10, 8, 20)
        if number == 1:
            scribus.saveDocAs(desk.path('book.sla'))
        else:
            scribus.saveDoc()
        desk.saved('book.sla')
        pdf = scribus.PDFfile()
        pdf.file = desk.path('book.pdf')
        pdf.save()
        desk.saved('book.pdf')
    scribus.closeDoc()
    scribus.openDoc(desk.path('book.sla'))
    scribus.closeDoc()
    desk.not_saved('opened and closed without saving')
    scribus.fileQuit()


def work(at):
    at.environment['QT_QPA_PLATFORM'] = 'offscreen'
    at.run('scribus', '-g', '-ns', '-py', os.path.abspath(__file__))


if scribus is None:
    desk.drive(['scribus'], work)
else:
    save_inside()
