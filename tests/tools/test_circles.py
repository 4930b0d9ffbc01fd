from __future__ import annotations

from pathlib import Path

from tools.circles import circle


def test_the_engine_has_no_circle() -> None:
    assert circle() is None


def test_a_circle_is_found_wherever_its_imports_stand(tmp_path: Path) -> None:
    package = tmp_path / "backbeat"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "a.py").write_text("def late():\n    from backbeat import b\n    return b\n")
    (package / "b.py").write_text("from backbeat.c import x\n")
    (package / "c.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from backbeat.a import late\nx = 1\n"
    )
    names = circle(tmp_path)
    assert names is not None and names[0] == names[-1]
    assert set(names) == {"backbeat.a", "backbeat.b", "backbeat.c"}
