"""The code card: 24 codes that open once, and ten wrong ones that lock it."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from institutional_pages.identity import code_card
from institutional_pages.identity.code_card import ALPHABET, asked_position, codes_left, draw_codes, is_locked, make_card, use_code
from institutional_pages.identity.models import CardCode, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return Person.objects.create(username="fatima", first_name="Fatima", last_name="Holder", email="fatima@ocmw.example")


def wrong(code: str) -> str:
    return code[:-1] + next(letter for letter in ALPHABET if letter != code[-1])


def test_a_card_has_24_codes_of_30_bits_and_keeps_only_hashes(holder):
    made = make_card(holder)

    assert sorted(made.codes) == list(range(1, 25))
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("01OI") & set(ALPHABET)
    assert all(len(code) == 6 and set(code) <= set(ALPHABET) for code in made.codes.values())
    assert len(set(made.codes.values())) == 24
    hashes = " ".join(CardCode.objects.values_list("hash", flat=True))
    assert not any(code in hashes for code in made.codes.values())


def test_codes_are_hashed_with_argon2_and_a_salt_each(argon2):
    drawn = draw_codes()

    assert all(found.startswith("argon2") for found in drawn.hashes)
    assert len(set(drawn.hashes)) == 24


def test_the_number_of_a_card_shows_its_year_and_finds_a_mistyped_digit(holder):
    number = make_card(holder).card.number

    assert re.fullmatch(r"\d\d-\d{6}-\d", number)
    body, check = number[:-2].replace("-", ""), int(number[-1])
    mistyped = [body[:place] + str((int(body[place]) + step) % 10) + body[place + 1 :] for place in range(8) for step in range(1, 10)]
    assert all(code_card._check_digit(other) != check for other in mistyped)


def test_a_new_card_ends_the_old_one(holder):
    old = make_card(holder)

    new = make_card(holder)

    assert code_card.standing_card(holder) == new.card
    assert not use_code(old.card, 1, old.codes[1])


def test_a_card_is_valid_for_one_year(holder):
    card = make_card(holder).card

    assert card.valid_until.year == timezone.localdate().year + 1
    assert code_card._in_a_year(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_card_past_its_last_day_opens_nothing(holder):
    made = make_card(holder)
    made.card.valid_until = timezone.localdate() - timedelta(days=1)
    made.card.save()

    assert not use_code(made.card, 3, made.codes[3])


def test_a_code_opens_once(holder):
    made = make_card(holder)

    assert use_code(made.card, 5, made.codes[5])
    assert not use_code(made.card, 5, made.codes[5])
    assert codes_left(made.card) == 23


def test_a_replayed_code_is_not_counted_as_a_guess(holder):
    made = make_card(holder)
    use_code(made.card, 5, made.codes[5])

    for _ in range(20):
        use_code(made.card, 5, made.codes[5])

    assert not is_locked(made.card)


@pytest.mark.parametrize("typing", [str.lower, lambda code: f" {code[:3]} {code[3:]} ", lambda code: f"{code[:3]}-{code[3:]}"])
def test_capitals_spaces_and_dashes_do_not_matter(holder, typing):
    made = make_card(holder)

    assert use_code(made.card, 7, typing(made.codes[7]))


def test_the_code_of_another_number_does_not_open(holder):
    made = make_card(holder)

    assert not use_code(made.card, 1, made.codes[2])


def test_the_tenth_wrong_code_locks_the_card_until_it_is_unlocked(holder):
    made = make_card(holder)

    for _ in range(9):
        use_code(made.card, 1, wrong(made.codes[1]))
    assert not is_locked(made.card)
    use_code(made.card, 1, wrong(made.codes[1]))

    assert is_locked(made.card)
    assert not use_code(made.card, 1, made.codes[1])
    code_card.unlock_card(holder)
    assert use_code(made.card, 1, made.codes[1])


def test_a_right_code_forgives_the_wrong_ones(holder):
    made = make_card(holder)
    for _ in range(9):
        use_code(made.card, 1, wrong(made.codes[1]))

    use_code(made.card, 1, made.codes[1])

    made.card.refresh_from_db()
    assert made.card.failures == 0


def test_only_unused_numbers_are_asked(holder):
    made = make_card(holder)
    for position in range(1, 24):
        use_code(made.card, position, made.codes[position])

    assert {asked_position(made.card) for _ in range(20)} == {24}
    use_code(made.card, 24, made.codes[24])
    assert asked_position(made.card) is None
