"""The report in a real browser: no errors, no sideways scroll, all by keyboard, enough contrast in both themes."""

import pytest

from tenure.render import write_report

CONTRAST = """() => {
  const parts = text => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * (top[3] ?? 1) + under[i] * (1 - (top[3] ?? 1)));
  const light = rgb => { const [r, g, b] = rgb.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = one => { const path = []; for (let at = one; at; at = at.parentElement) path.unshift(at);
    return path.reduce((under, at) => over(parts(getComputedStyle(at).backgroundColor), under), [255, 255, 255]); };
  const found = [];
  for (const one of document.querySelectorAll('body *')) {
    const text = [...one.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join('');
    if (!text || !one.getClientRects().length || one.closest('svg, .hidden, .skip')) continue;
    const under = ground(one), style = getComputedStyle(one);
    const [a, b] = [light(over(parts(style.color), under)), light(under)].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 600);
    if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) found.push([text.slice(0, 30), one.className, ((a + 0.05) / (b + 0.05)).toFixed(2)]);
  }
  return found;
}"""


@pytest.fixture(scope="module", params=["en", "zh"])
def address(request, pages, tmp_path_factory):
    path = tmp_path_factory.mktemp("browser") / f"{request.param}.html"
    write_report(pages["golden", request.param], path, request.param)
    return path.as_uri()


@pytest.fixture
def open_at(chromium, address):
    """Open the report at a width and a theme; errors are gathered, any request but the file itself is one."""
    opened = []

    def opening(width, theme="light"):
        tab = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=theme)
        errors = []
        tab.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("request", lambda request: errors.append(request.url) if request.url != address else None)
        tab.goto(address)
        opened.append(tab)
        return tab, errors

    yield opening
    for tab in opened:
        tab.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_page_opens_without_errors_and_never_scrolls_sideways(open_at, width):
    tab, errors = open_at(width)
    assert errors == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    wide, narrow = (tab.locator(f".drawing svg.{name}").first.is_visible() for name in ("wide", "narrow"))
    assert (wide, narrow) == (width > 620, width <= 620)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(open_at, theme):
    tab, _errors = open_at(1440, theme)
    assert tab.evaluate(CONTRAST) == []


def test_the_theme_and_the_tables_are_switched_by_keyboard(open_at):
    tab, errors = open_at(1440, "light")
    ground = "getComputedStyle(document.body).backgroundColor"
    before = tab.evaluate(ground)
    tab.locator("#theme").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    assert tab.evaluate(ground) != before
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate("document.activeElement.id") == "tables"
    tab.keyboard.press("Space")
    assert tab.evaluate("[...document.querySelectorAll('figure details')].every(one => one.open)")
    assert tab.locator("#tables").get_attribute("aria-pressed") == "true"
    assert errors == []


def test_a_definition_is_one_key_away_and_so_is_the_way_back(open_at):
    tab, _errors = open_at(1440)
    first = tab.locator(".figure a.info").first
    first.focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash").startswith("#def-")
    target = tab.locator(":target")
    assert target.is_visible()
    target.locator("a.back").focus()
    tab.keyboard.press("Enter")
    assert first.evaluate("one => one === document.activeElement")


def test_the_page_can_be_left_out_and_reached_from_the_top(open_at):
    tab, _errors = open_at(1440)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_on_paper_it_is_light_and_without_controls(open_at):
    tab, _errors = open_at(1440, "dark")
    tab.locator("#theme").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Enter")
    tab.emulate_media(media="print")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not tab.locator(".tools").is_visible() and not tab.locator(".contents").is_visible()
    assert len(tab.pdf(format="A4", print_background=True)) > 50_000
