"""Who the crawl goes as, and what each role gets: the rows that many addresses share."""

ROLES = ("visitor", "shopper", "owner", "other_seller", "commune", "far_commune", "province",
         "operator", "partner_perm", "staff", "helper", "board")  # fmt: skip
#: The role that each of them holds; the others hold none.
HOLDS = {
    "commune": "commune_official",
    "far_commune": "commune_official",
    "province": "province_official",
    "operator": "operator",
    "helper": "helper",
    "board": "market_board",
}


def row(everyone=200, **exceptions) -> dict[str, int]:
    """Return the status for each role."""
    assert set(exceptions) <= set(ROLES), exceptions
    return dict.fromkeys(ROLES, everyone) | exceptions


ALL = row(200)
GONE = row(404)
NOT_SO = row(405)
SIGNED_IN = row(200, visitor=302)
#: People without a shop are led to its registration.
SELLERS = row(302, owner=200, other_seller=200)
OWN = row(302, owner=200, other_seller=404)
OWN_DONE = row(302, other_seller=404)
SELLERS_405 = row(302, owner=405, other_seller=405)
OPERATORS = row(403, visitor=302, operator=200)
SLIPS = row(403, visitor=302, commune=200, far_commune=200, operator=200)
SLIPS_405 = {role: 405 if status == 200 else status for role, status in SLIPS.items()}
OFFICIALS = row(403, visitor=302, commune=200, far_commune=200, province=200, operator=200)
OFFICIALS_405 = {role: 405 if status == 200 else status for role, status in OFFICIALS.items()}
IN_SCOPE = OFFICIALS | {"far_commune": 404}
HELPERS = row(403, visitor=302, helper=200)
IN_SCOPE_405 = OFFICIALS_405
PROVINCE = row(403, visitor=302, province=200, operator=200)
DESKS = OFFICIALS | {"board": 200}
DESKS_405 = {role: 405 if status == 200 else status for role, status in DESKS.items()}
#: A report of goods is answered by the platform.
REPORTED = DESKS | {"commune": 404, "far_commune": 404, "board": 404}
#: The board of the market; an operator sees all markets.
BOARD = row(403, visitor=302, board=200, operator=200)
BOARD_405 = BOARD | {"board": 405, "operator": 405}
#: The stall is the owner's, by the own phone.
TRADER = row(404, visitor=302, owner=200)
