"""What accounts does again and again; the work itself stands in services."""

from accounts import moving, programs, services
from accounts.granting import codes
from accounts.openid import leaving
from accounts.personal_data import erasing, keeping
from jobs.periodic import periodic

periodic(seconds=6 * 3600, name="accounts.forget_old_codes")(services.forget_old_codes)
periodic(seconds=60, name="accounts.change_phones")(moving.carry_out_due)
periodic(seconds=1800, name="accounts.erase_waiting")(erasing.carry_out_waiting)
periodic(seconds=24 * 3600, name="accounts.keep_no_longer")(keeping.forget_due)
periodic(seconds=24 * 3600, name="accounts.forget_ended_programs")(programs.forget_ended)
periodic(seconds=24 * 3600, name="accounts.forget_grant_codes")(codes.forget_old)
periodic(seconds=24 * 3600, name="accounts.forget_used_logouts")(leaving.forget_old)
