"""President and Secretary sign, the Security Cell enables, the administrator gives access and prints the card."""

import pytest
from pypdfium2 import PdfDocument

from tests.browser.conftest import Person, enter, sign_in, violations

CARD = {"width": 85.6, "height": 54.0}
PIXELS_PER_MM = 96 / 25.4


def fill_newcomer(page, n, language):
    page.fill("main [name=first_name]", "Fatima")
    page.fill("main [name=last_name]", f"El Idrissi {n}")
    page.fill("main [name=email]", f"fatima{n}@ocmw-alverbeke.example")
    page.fill("main [name=username]", f"fatima{n}")
    page.select_option("main [name=language]", language)


def codes_on(page) -> dict[str, str]:
    """The codes of the card on the screen, by their number."""
    numbers, codes = page.locator(".codecard tbody th").all_inner_texts(), page.locator(".codecard tbody td").all_inner_texts()
    return {number.strip(): code.replace(" ", "") for number, code in zip(numbers, codes, strict=True)}


@pytest.mark.parametrize(("n", "language", "script"), [(1, "nl", True), (2, "fr", True), (3, "de", True), (4, "nl", False)])
def test_a_new_colleague_gets_access_and_a_card_that_opens_the_page(demo, open_page, n, language, script):
    page = open_page(language=language, script=script)
    enter(page, demo, demo.person("administrator"), language=language)
    page.click("main a[href$='/access/give/']")
    fill_newcomer(page, n, language)
    page.check("main [name=everything]")
    page.click("main p.row button")

    assert not script or violations(page) == []
    box = page.locator(".codecard").bounding_box()
    assert {side: round(box[side] / PIXELS_PER_MM, 1) for side in CARD} == CARD
    codes = codes_on(page)
    assert len(codes) == 24
    password = page.locator(".slip dd").nth(1).inner_text()
    if script:
        assert len(PdfDocument(page.pdf(prefer_css_page_size=True))) == 1

    newcomer = open_page(language=language, script=script)
    sign_in_newly(newcomer, Person(f"fatima{n}", password, codes, ""))
    assert newcomer.locator("main tbody tr").count() > 0


def sign_in_newly(page, person):
    """The first sign-in: the temporary password gives way to one's own."""
    sign_in(page, person)
    page.goto("/")
    assert page.url.endswith("/account/first-password/")
    for field in page.locator("main input[type=password]").all():
        field.fill("een eigen wachtwoord 2026")
    page.click("main button:not([type=button])")
    page.wait_for_load_state()
    page.goto("/")


def test_a_second_look_shows_no_codes(demo, open_page):
    page = open_page()
    enter(page, demo, demo.person("administrator"))
    page.click("main a[href$='/access/give/']")
    fill_newcomer(page, 9, "nl")
    page.check("main [name=everything]")
    page.click("main p.row button")
    assert len(codes_on(page)) == 24

    page.goto(page.url)

    assert page.locator(".codecard").count() == 0


def test_a_leaver_who_is_signed_in_elsewhere_is_out_with_the_next_click(demo, open_page):
    administrator, leaver = open_page(), open_page()
    enter(administrator, demo, demo.person("administrator"))
    administrator.click("main a[href$='/access/give/']")
    fill_newcomer(administrator, 7, "en")
    administrator.check("main [name=everything]")
    administrator.click("main p.row button")
    sign_in_newly(leaver, Person("fatima7", administrator.locator(".slip dd").nth(1).inner_text(), codes_on(administrator), ""))
    mailbox = leaver.url

    administrator.goto("/")
    administrator.locator("main tbody tr", has_text="El Idrissi 7").locator("a[href$='/remove/']").click()
    administrator.fill("main [name=reason]", "Left the centre") if administrator.locator(
        "input[name=reason]"
    ).count() else administrator.select_option("main [name=reason]", index=1)
    administrator.click("main button.danger")
    leaver.goto(mailbox)

    assert "/sign-in/" in leaver.url


@pytest.mark.parametrize(("n", "language", "script"), [(20, "nl", True), (21, "fr", True), (22, "de", True), (23, "en", True), (24, "en", False)])
def test_both_officers_sign_each_alone_and_the_security_cell_enables(demo, open_page, n, language, script):
    president, secretary, cell = (open_page(language=language, script=script) for _ in range(3))
    enter(president, demo, demo.person("president"), language=language)
    president.click("main a[href$='/designate/']")
    president.select_option("main [name=holder]", "new")
    fill_newcomer(president, n, "nl")
    president.click("main p.row button")
    mandate = president.locator("section.card", has_text=f"El Idrissi {n}")
    mandate.locator("form[action$='/sign/'] button").click()
    president.wait_for_load_state()
    assert not script or violations(president) == []  # axe is a script itself

    enter(cell, demo, demo.person("security-cell:1"), language=language)
    cell.goto("/security-cell/")
    assert cell.locator("form[action$='/enable/']").count() == 0, "one signature changes nothing"

    enter(secretary, demo, demo.person("secretary"), language=language)
    secretary.locator("section.card", has_text=f"El Idrissi {n}").locator("form[action$='/sign/'] button").click()
    secretary.wait_for_load_state()

    cell.goto("/security-cell/")
    assert not script or violations(cell) == []
    cell.click("form[action$='/enable/'] button")
    cell.wait_for_load_state()
    assert cell.locator("main tbody tr", has_text=f"El Idrissi {n}").locator("a[href$='/suspend/']").count() == 1
