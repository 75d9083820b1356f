"""Every column with a phone is decided: it follows to another phone, or a reason stands here."""

from django.apps import apps

#: Followers of ``accounts.moving`` take the new number into it, or the row to the account.
FOLLOWS = {
    "fieldreports.FieldReport.phone", "markets.Trader.phone", "markets.Trader.former_phone",
    "partner.Partner.phone", "catalogue.SeasonAsk.phone", "order.Order.customer_phone",
}  # fmt: skip
STAYS = {
    "accounts.User.phone": "it is the account",
    "accounts.OneTimeCode.phone": "a code is for the phone it was sent to, for minutes",
    "accounts.PhoneChange.old_phone": "the change itself",
    "accounts.PhoneChange.new_phone": "the change itself",
    "address.UserAddress.phone_number": "whom a parcel is handed to, as typed",
    "order.ShippingAddress.phone_number": "whom a parcel is handed to, as typed",
    "markets.Market.board_phone": "public, of an office",
    "shipping.PickupPoint.phone": "public, of a place",
    "sellers.NoticeStep.to_phone": "where a message went",
    "sellers.TeamInvitation.phone": "asked of who holds the number; it expires",
    "programme.ProgrammePhone.phone_hash": "a list of officials: they write the other number",
    "sellers.HouseholdRecord.phone_hash": "a list of officials: they write the other number",
}


def columns_with_a_phone() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "phone" in field.name and field.get_internal_type() == "CharField"
    }


def test_every_column_with_a_phone_is_decided():
    assert columns_with_a_phone() == FOLLOWS | STAYS.keys()
