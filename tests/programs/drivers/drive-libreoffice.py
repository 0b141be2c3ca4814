#!/usr/bin/env python3
"""drive-libreoffice.py - LibreOffice Draw saves an .odg (lu….tmp, then by name) and exports a PDF.

Each save opens and closes the document for writing several times without writing; closing does too.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import os

import desk

try:
    import uno
    from com.sun.star.awt import Point, Size
    from com.sun.star.beans import PropertyValue
    from com.sun.star.connection import NoConnectException
    from com.sun.star.lang import DisposedException
except ImportError:
    uno = None



def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connect(at):
    """The desktop of an office of our own."""
    pipe = f'pipe,name={os.path.basename(at.scratch)};urp'
    office = at.start('soffice', '--headless', '--norestore', '--nologo', '--nodefault',
                      f'--accept={pipe}')
    resolver = uno.getComponentContext().ServiceManager.createInstance(
        'com.sun.star.bridge.UnoUrlResolver')

    def find():
        try:
            return resolver.resolve(f'uno:{pipe};StarOffice.ComponentContext')
        except NoConnectException:
            assert office.poll() is None, 'LibreOffice ended'
            return None
    context = desk.wait_until(find, 'an answer of LibreOffice')
    return office, context.ServiceManager.createInstanceWithContext(
        'com.sun.star.frame.Desktop', context)


def draw(document, number):
    box = document.createInstance('com.sun.star.drawing.RectangleShape')
    box.Position, box.Size = Point(1000 * number, 1000), Size(2000, 3000)
    document.DrawPages.getByIndex(0).add(box)


def work(at):
    office, desktop = connect(at)
    url, pdf = (uno.systemPathToFileUrl(desk.path(name)) for name in ('plan.odg', 'plan.pdf'))
    document = desktop.loadComponentFromURL('private:factory/sdraw', '_blank', 0,
                                            properties(Hidden=True))
    for number in desk.saves():
        draw(document, number)
        if number == 1:
            document.storeAsURL(url, properties(FilterName='draw8'))
        else:
            document.store()
        desk.saved('plan.odg')
        document.storeToURL(pdf, properties(FilterName='draw_pdf_Export'))
        desk.saved('plan.pdf')
    document.close(True)
    document = desktop.loadComponentFromURL(url, '_blank', 0, properties(Hidden=True))
    desk.pause()
    draw(document, 9)
    document.close(True)
    desk.not_saved('opened, changed and closed without saving')
    with contextlib.suppress(DisposedException):   # it may be gone before it has answered
        desktop.terminate()
    office.wait(desk.SHORT_S)


desk.drive(['soffice'] + ([] if uno else ['python3-uno']), work)
