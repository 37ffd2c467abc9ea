"""What a notebook's texts say that its short names stand for."""

from explore_records import element, from_syntax, seen, symbol

from worker.notebook.source import read_notebook, reread


def test_the_meaning_of_a_letter_stands_in_front_of_it_or_behind():
    text = 'mo.md(r"The herd ($N$) grows. $\\beta$ is the birth rate, where the death rate $d$ is fixed.")'
    found = seen("import marimo as mo", text, "N = 40\nbeta = 0.2\nd = 0.1", names={"N": 40, "beta": 0.2, "d": 0.1})
    assert "herd" in symbol(found, "N").words
    assert "birth rate" in symbol(found, "beta").words
    assert "death rate" in symbol(found, "d").words


def test_the_element_behind_a_letter_is_called_so_too_and_the_letter_with_a_zero_is_its_start():
    cells = ("import marimo as mo", 'mo.md("the width (`w`)")', "w_slider = mo.ui.slider(1, 9)", "w0 = 3")
    found = seen(*cells, names={"w_slider": element("slider", 2), "w0": 3})
    assert "width" in symbol(found, "w_slider.value").words
    assert "initial width" in symbol(found, "w0").words


def test_long_names_speak_for_themselves():
    found = from_syntax("import marimo as mo", 'mo.md("the trial (`attempt`)")', "attempt = 3")
    assert symbol(found, "attempt").words == ("attempt",)


def test_a_counter_of_a_while_loop_counts_its_iterations():
    loop = "rounds = 0\nwhile True:\n    gap = step()\n    if gap < 1:\n        break\n    rounds += 1"
    found = seen(loop, names={"rounds": 12, "gap": 0.4})
    counting = {one.expression for one in found.symbols if "number of iterations" in one.words}
    assert counting == {"rounds"}


def test_text_in_front_of_a_place_is_no_name_of_the_place():
    said = 'mo.md(f"Weight at x = {q}: {w}")'
    found = seen("import marimo as mo", "q = f(1)\nw = f(2)", said, names={"q": 0.5, "w": 2.0})
    assert "x" in symbol(found, "q").words
    assert not any("Weight" in word for word in symbol(found, "q").words)


def test_a_built_in_name_that_the_notebook_redefines_stays_a_reference_after_an_edit():
    text = (
        "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n    from numpy import sum\n    return (sum,)\n\n\n"
        "@app.cell\ndef _(sum):\n    total = sum([1])\n    return (total,)\n"
    )
    before = read_notebook(text)
    after = reread(before, text.replace("[1]", "[2]"), touched={1: 1})
    assert after.cells[1].refs == before.cells[1].refs == {"sum"}
