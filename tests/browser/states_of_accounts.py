"""The screens of signing in and of one's own account, in every state."""

from tests.browser.steps import (
    A_FORM,
    ALWAYS_ONE,
    AT_ONCE,
    NO_FILE,
    PASSWORD,
    SETTINGS,
    Screen,
    State,
    guess,
    hold,
    often,
    old_form,
    send,
    with_code,
    with_password,
)

SCREENS: dict[str, Screen | str] = {
    "my-settings": Screen(
        full=(State("of a clerk", "clerk", (SETTINGS,), "#screens form"),),
        empty=A_FORM,
        error=(State("few codes left", "few-codes", ("/account/",), ".note.warn", quiet=True),),
        waiting="the same button as where access is given",
    ),
    "my-password": Screen(
        full=(State("the form", "clerk", (SETTINGS, PASSWORD), "main form"),),
        empty=A_FORM,
        error=(State("not the same twice", "clerk", (SETTINGS, PASSWORD, send("main button", current="a", new="b", again="c")), ".errors li"),),
        waiting="the same button as at sign-in",
    ),
    "my-app": Screen(
        full=(State("the picture", "clerk", ("/account/app/",), "main .qr svg"),),
        empty=A_FORM,
        error=(State("a wrong code", "clerk", ("/account/app/", send("main button", code="000000 0")), ".errors li"),),
        waiting="the same button as at sign-in",
    ),
    "my-recovery-codes": Screen(
        full=(State("shown once", "clerk", ("/account/", send("form[action$='/recovery-codes/'] button")), "main .slip dd"),),
        empty="they are made with the page that shows them",
        error="nothing is typed; sent again, the settings say that they are gone",
        waiting="the same button as at sign-in",
    ),
    "my-sessions": Screen(
        full=(State("this one", "clerk", ("/account/sessions/",), "main .tag.ok"),),
        empty=ALWAYS_ONE,
        error=NO_FILE,
        waiting=AT_ONCE,
    ),
    "prove-again": Screen(
        full=(State("the form", "clerk", ("/sign-in/again/",), "[name=password]"),),
        empty=A_FORM,
        error=(State("a wrong password", "clerk", ("/sign-in/again/", send("main button", password="a guess")), ".errors li"),),
        waiting="the same button as at sign-in",
    ),
    "sign-in-app": Screen(
        full=(State("the code is asked", "nobody", (with_password("with-app"),), "a[href='/sign-in/code/']", quiet=True),),
        empty=A_FORM,
        error=(State("a wrong code", "nobody", (with_password("with-app"), send("main button", code="0")), ".errors li", quiet=True),),
        waiting="the same button as at sign-in",
    ),
    "sign-in-recovery": Screen(
        full=(State("the code is asked", "nobody", (with_password("with-app"), "a[href='/sign-in/recovery/']"), "#which, main form p", quiet=True),),
        empty=A_FORM,
        error=(
            State(
                "a wrong code",
                "nobody",
                (with_password("with-app"), "a[href='/sign-in/recovery/']", send("main button", code="WRONG1")),
                ".errors li",
                quiet=True,
            ),
        ),
        waiting="the same button as at sign-in",
    ),
    "first-password": Screen(
        full=(State("the form", "nobody", (with_code("newcomer"),), "[name=again]", quiet=True),),
        empty=A_FORM,
        error=(State("not the same twice", "nobody", (with_code("newcomer"), send("main button", new="b", again="c")), ".errors li", quiet=True),),
        waiting="the same button as at sign-in",
    ),
    "account_login": Screen(
        full=(State("the form", "nobody", ("/sign-in/",), "[name=password]"),),
        empty=A_FORM,
        error=(
            State("a wrong password", "nobody", (guess,), ".errors li"),
            State("the session has ended", "nobody", ("/sign-in/?why=idle",), ".note"),
            State("outside the network", "nobody", (with_password("president:1"),), "main h2 + ul + .hint", quiet=True),
            State("a form that is too old", "nobody", (old_form,)),
        ),
        waiting=(
            State("after five wrong passwords", "nobody", (often,), ".errors li"),
            State("the button was pressed", "nobody", ("/sign-in/", hold("main button", login="somebody", password="a guess")), "button[aria-busy]"),
        ),
    ),
    "account_code": Screen(
        full=(State("the code is asked", "nobody", (with_password("clerk"),), "[name=code]"),),
        empty=(State("a card without codes", "nobody", (with_password("used-up"),), "main .hint, main ul", quiet=True),),
        error=(
            State("a wrong code", "nobody", (with_password("forgetful"), send("main button", code="WRONG1")), ".errors li", quiet=True),
            State("a locked card", "nobody", (with_password("locked"),), "main ul", quiet=True),
            State("no card", "nobody", (with_password("no-card"),), "main ul", quiet=True),
            State("a temporary password that has expired", "nobody", (with_password("expired"),), "main ul", quiet=True),
        ),
        waiting="the same button as at the password",
    ),
}
