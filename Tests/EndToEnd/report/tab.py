"""A tab of the installed Chromium, driven by Playwright. Knows nothing of pages."""
import contextlib
import os
import pathlib

from playwright.sync_api import sync_playwright

PAINTED = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


class Tab:
    """A tab that notes what goes wrong in it, and what it asks the outside for."""

    def __init__(self, page):
        self.page, self.evaluate = page, page.evaluate
        self.errors, self.requests, self.dialogs, self.loads = [], [], [], 0
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self.note)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", self.dismiss)
        page.on("load", self.loaded)

    def note(self, message):
        if message.type in ("error", "warning", "assert"):
            self.errors.append(message.text)

    def dismiss(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def loaded(self, _):
        self.loads += 1

    def open(self, path):
        """Loads a file, and waits until it has been painted."""
        self.errors, self.requests, self.dialogs = [], [], []
        self.page.goto(pathlib.Path(path).absolute().as_uri())
        self.painted()

    def painted(self):
        self.evaluate(PAINTED)

    def size(self, width, height=900):
        self.page.set_viewport_size({"width": width, "height": height})

    def scheme(self, name, media="screen"):
        self.page.emulate_media(media=media, color_scheme=name)

    def drag(self, x, y, to_x, to_y):
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(to_x, to_y, steps=5)
        mouse.up()

    @contextlib.contextmanager
    def without_scripts(self, path):
        """Playwright's page of a file in a browser in which no script runs."""
        context = self.page.context.browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(pathlib.Path(path).absolute().as_uri())
        yield page
        context.close()


@contextlib.contextmanager
def tab():
    """A tab of CHROMIUM, that of the path by default: Playwright need not have loaded its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield Tab(browser.new_page(viewport={"width": 1280, "height": 900}))
        browser.close()
