"""What is refused to the ministry's own people: roles, networks, what two of them decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import BadInput, Conflict, NotAllowed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NoRange(BadInput):
    code = "no-range"
    message: StrOrPromise = _("This is not a range of addresses. Write it as 10.20.0.0/16 or 2001:db8::/32; the part after the last bit is zero.")


class RangeTooWide(BadInput):
    code = "range-too-wide"
    message: StrOrPromise = _("This range is too wide to be a secured network: at least /8 for IPv4 and /20 for IPv6.")


class RangeStands(Conflict):
    code = "range-stands"
    message: StrOrPromise = _("This range belongs to this network already.")


class UseStands(Conflict):
    code = "use-stands"
    message: StrOrPromise = _("It is so already: look at the networks of this centre again.")


class OpenTooLong(BadInput):
    code = "open-too-long"
    message: StrOrPromise = _("A centre is opened for 30 days at the most. Choose an earlier last day; it can be opened again.")


class MadeTheirMeans(NotAllowed):
    """Who made the means of both signatories could have signed for both (security.md, A8)."""

    code = "made-their-means"
    message: StrOrPromise = _("Passwords that stand behind this were made by one hand. Another member of the Security Cell does it.")


class AnotherConfirms(NotAllowed):
    code = "another-confirms"
    message: StrOrPromise = _("You proposed this yourself: another member of the Security Cell confirms it.")


class ProposalDecided(Conflict):
    code = "proposal-decided"
    message: StrOrPromise = _("This has been decided already. Look at the list again.")


class RoleStands(Conflict):
    code = "role-stands"
    message: StrOrPromise = _("This person has this role already.")


class NotAtTheMinistry(Conflict):
    code = "not-at-the-ministry"
    message: StrOrPromise = _("This person is not on the staff of the ministry. Add the person first.")


class NeverTogether(Conflict):
    """Roles that check each other (security.md §1)."""

    code = "never-together"
    message: StrOrPromise = _("This person has the role {other}, which never goes together with {role}.")


class ServiceMissing(BadInput):
    code = "service-missing"
    message: StrOrPromise = _("A publisher has a service, and no other role has one.")
