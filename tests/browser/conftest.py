"""One JupyterLab for all browser tests, on a temporary copy of the demo, and one Chromium."""

import csv
import io

import pytest

from tests.browser.session import FLAGS, chromium_path, open_notebook, running_lab


@pytest.fixture(scope="session")
def browser():
    path = chromium_path()
    if path is None:
        pytest.skip("NO CHROMIUM FOUND: install Chromium or Chrome, or name it in CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield instance
        instance.close()


@pytest.fixture(scope="session")
def server(browser, tmp_path_factory):
    with running_lab(tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(scope="module")
def pages(browser, server):
    """The notebooks that are open in one window, by name: opening JupyterLab takes longer than running a notebook."""
    context = browser.new_context(viewport={"width": 1280, "height": 3000})
    yield context, {}
    context.close()


@pytest.fixture
def lab(pages, server):
    """Return the page of a notebook, opened by the first test of a module that asks for it; running its cells renews it.

    `anew` opens another page.
    """
    context, opened = pages

    def page(name, *, anew=False):
        if anew or name not in opened:
            opened[name] = open_notebook(context, *server, name)
        opened[name].bring_to_front()
        return opened[name]

    return page


@pytest.fixture
def file(server):
    """Read a file of the workspace as it lies on the disk, through the server's own file listing."""
    address, token = server

    def read(page, name):
        return page.request.get(f"{address}/api/contents/{name}?content=1&format=text&token={token}").json()["content"]

    return read


@pytest.fixture
def rows(file):
    """Read a table as it lies on the disk, a dict a row."""
    return lambda page, name: list(csv.DictReader(io.StringIO(file(page, name))))
