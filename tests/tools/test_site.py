"""The site: the reference of the contract, the Python API, and pages with what they link to."""

from __future__ import annotations

import importlib
import re
import subprocess
from pathlib import Path

import pytest

from tools.site import build, contract


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("contract")
    contract.write(folder)
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_every_message_and_field_of_the_contract_is_on_a_page(pages: dict[str, str]) -> None:
    for file in contract.read():
        page = pages[contract.page_of(file)]
        for message in file.message_type:
            assert f"## {message.name} {{" in page
            for field in message.field:
                assert f"| `{field.name}` | {field.number} |" in page
        for service in file.service:
            assert all(f"| `{method.name}` |" in page for method in service.method)
    assert "Queues a job." in pages["jobs.md"]
    assert "stream of [JobEvent](jobs.md#jobevent)" in pages["jobs.md"]
    assert "[BeatsRequest](music.md#beatsrequest), one of `kind`" in pages["jobs.md"]


def test_its_links_lead_to_headings(pages: dict[str, str]) -> None:
    links = [
        link for text in pages.values() for link in re.findall(r"\]\((\w+\.md)#(\S+?)\)", text)
    ]
    assert len(links) > 100
    assert all(f"{{ #{anchor} }}" in pages[page] for page, anchor in links)


def test_the_api_page_has_what_the_packages_export(tmp_path: Path) -> None:
    build.write_api(tmp_path / "api.md")
    text = (tmp_path / "api.md").read_text()
    for package in build.STABLE:
        module = importlib.import_module(f"backbeat.{package}")
        assert f"::: backbeat.{package}\n" in text
        assert all(f"        - {name}\n" in text for name in module.__all__)


@pytest.mark.whole
def test_a_link_that_leads_nowhere_fails_the_site(tmp_path: Path) -> None:
    mkdocs = build.SITE_BIN / "mkdocs"
    if not mkdocs.exists():
        pytest.skip("mkdocs is not installed: make site")
    (tmp_path / "pages").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        f"INHERIT: {build.HERE / 'mkdocs.yml'}\ndocs_dir: pages\nsite_dir: site\n"
    )

    def status(text: str) -> int:
        (tmp_path / "pages/index.md").write_text(text)
        return subprocess.run(
            [mkdocs, "build", "--strict", "-f", str(tmp_path / "mkdocs.yml")],
            capture_output=True,
        ).returncode

    assert status("# A\n[here](#a)\n") == 0
    assert status("# A\n[gone](gone.md)\n") == 1
    assert status("# A\n[gone](#gone)\n") == 1
