"""What a form says at once, in a real browser: a click was heard, and Caps Lock is on. Without script the same form works in silence."""

BUTTON = "main form button"
CLICK_AND_LOOK = """async () => {
  const button = document.querySelector("main form button");
  button.click();
  await new Promise((seen) => setTimeout(seen, 100));
  return [button.textContent, button.disabled, button.getAttribute("aria-busy")];
}"""


def test_a_button_says_within_a_tenth_of_a_second_that_the_click_was_heard(demo, open_page):
    page = open_page()
    page.goto("/sign-in/")
    page.route("**/sign-in/", lambda route: None)  # the server takes its time
    page.fill("input[name=login]", "nobody")
    page.fill("input[name=password]", "wrong")

    text, disabled, busy = page.evaluate(CLICK_AND_LOOK)

    assert (text, disabled, busy) == ("Preparing…", True, "true")


def test_the_language_of_the_page_is_spoken(demo, open_page):
    page = open_page(language="nl")
    page.goto("/sign-in/")

    assert page.get_attribute("body", "data-preparing") not in ("", None)
    assert page.locator(BUTTON).text_content() != "Next"


def test_what_the_button_means_is_sent_along_and_back_it_is_ready_again(demo, open_page):
    page = open_page()
    page.goto("/sign-in/")

    page.click("header button[value=fr]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "lang") == "fr"
    page.go_back()

    assert page.locator("header button[value=fr]").is_enabled()
    assert page.locator(BUTTON).is_enabled()


def test_a_page_that_comes_back_with_errors_can_be_sent_again(demo, open_page):
    page = open_page()
    page.goto("/sign-in/")
    page.fill("input[name=login]", "nobody")
    page.fill("input[name=password]", "wrong")
    page.click(BUTTON)
    page.wait_for_selector(".errors")
    page.expected = ("422",)  # the browser notes the 422

    assert page.locator(BUTTON).is_enabled()


def test_caps_lock_is_told_beside_the_password_and_nowhere_else(demo, open_page):
    page = open_page()
    page.goto("/sign-in/")
    caps = "new KeyboardEvent('keydown', {key: 'A', bubbles: true, modifierCapsLock: %s})"

    page.locator("input[name=login]").evaluate(f"field => field.dispatchEvent({caps % 'true'})")
    assert page.locator(".caps").count() == 0

    page.locator("input[name=password]").evaluate(f"field => field.dispatchEvent({caps % 'true'})")
    assert page.locator(".caps").text_content() == "Caps Lock is on."

    page.locator("input[name=password]").evaluate(f"field => field.dispatchEvent({caps % 'false'})")
    assert page.locator(".caps").text_content() == ""


def test_a_password_can_be_pasted(demo, open_page):
    page = open_page()
    page.goto("/sign-in/")
    allowed = "field => field.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true}))"

    assert page.locator("input[name=password]").evaluate(allowed)


def test_without_script_the_form_works(demo, open_page):
    page = open_page(script=False)
    page.goto("/sign-in/")
    page.fill("input[name=login]", "nobody")
    page.fill("input[name=password]", "wrong")

    page.click(BUTTON)
    page.expected = ("422",)

    assert "not right" in page.inner_text(".errors")
