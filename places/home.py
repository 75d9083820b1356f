"""The province that this marketplace is of."""

HOME_PROVINCE = "19"
