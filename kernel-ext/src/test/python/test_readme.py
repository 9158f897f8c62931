"""The ten lines of README.md in a cell."""

import re


def test_ten_lines_in_one_cell(kernel, root, tmp_path):
    readme = (root / "README.md").read_text(encoding="utf-8")
    (snippet,) = [b for b in re.findall(r"```java\n(.*?)```", readme, re.DOTALL) if "Transport.exact" in b]
    page = tmp_path / "clouds.html"
    result = kernel.run(snippet.replace("target/clouds.html", page.as_posix()))
    assert result.error is None, result.error
    assert "float64 (2)" in result.plain, "the last line is the cell's value"
    assert page.stat().st_size > 1_000_000, "with plotly's script in it"
