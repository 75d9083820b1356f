"""The one exception that services raise when a rule of the trade says no."""


class BusinessRuleError(Exception):
    """A refused action; ``message`` tells the person in Vietnamese what to do."""

    message = "Chưa làm được việc này. Bạn xem lại rồi thử lại."

    def __init__(self, message: str = "") -> None:
        self.message = message or self.message
        super().__init__(self.message)
