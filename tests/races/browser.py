"""As much of a browser as a form needs: cookies, redirects, and fields read from the page."""

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

TIMEOUT_S = 60
MAX_REDIRECTS = 6
IGNORED = {"submit", "button", "image", "reset", "file"}


@dataclass
class Button:
    """Something that submits a form."""

    text: str
    name: str = ""
    value: str = ""
    action: str = ""


@dataclass
class Form:
    """A form as it stands in the page: ``fields`` is what a browser would send."""

    action: str
    name: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def button(self, text: str) -> Button:
        """Return the button whose words begin like this."""
        found = [button for button in self.buttons if button.text.startswith(text)]
        if not found:
            words = [button.text for button in self.buttons]
            raise AssertionError(f"no button “{text}” in {self.action}, only {words}")
        return found[-1]

    def fill(self, **answers: str) -> None:
        """Type into fields that the form has; others are left alone."""
        self.fields |= {name: text for name, text in answers.items() if name in self.fields}

    def choose_first(self, name: str) -> None:
        """Choose the first real option of a list that nothing is chosen from."""
        if not self.fields.get(name):
            self.fields[name] = next(filter(None, self.options.get(name, ())), "")


class FormReader(HTMLParser):
    """Collect the forms of a page with the defaults a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._here: Form | None = None
        self._select = self._textarea = ""
        self._button: Button | None = None
        self._checked: set[tuple[int, str]] = set()

    def handle_starttag(self, tag, attrs):
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._here = Form(own.get("action", ""), own.get("id", ""))
            self.forms.append(self._here)
        elif tag == "input":
            self._input(own)
        elif tag == "select":
            self._start_select(own)
        elif tag == "option" and self._select:
            self._option(own)
        elif tag == "textarea" and (form := self._owner(own)) and own.get("name"):
            self._textarea = own["name"]
            form.fields[self._textarea] = ""
        elif tag == "button" and own.get("type", "submit") == "submit":
            self._start_button(own)

    def handle_endtag(self, tag):
        if tag == "form":
            self._here = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""
        elif tag == "button" and self._button:
            self._button.text = " ".join(self._button.text.split())
            self._button = None

    def handle_data(self, data):
        if self._textarea and self._here:
            self._here.fields[self._textarea] += data
        elif self._button:
            self._button.text += data

    def _owner(self, own) -> Form | None:
        if "disabled" in own:
            return None
        if "form" in own:
            return next((form for form in self.forms if form.name == own["form"]), None)
        return self._here

    def _input(self, own) -> None:
        form, name, kind = self._owner(own), own.get("name", ""), own.get("type", "text")
        if form is None:
            return
        if kind == "submit":
            form.buttons.append(Button(own.get("value", ""), name, own.get("value", "")))
        if not name or kind in IGNORED:
            return
        if kind == "checkbox" and not {"checked", "required"} & set(own):
            return
        if kind == "radio":
            self._radio(form, name, own)
            return
        form.fields[name] = own.get("value", "on" if kind == "checkbox" else "")

    def _radio(self, form, name, own) -> None:
        """A shopper answers every question: without a default, the first choice is taken."""
        form.options.setdefault(name, []).append(own.get("value", "on"))
        key = (id(form), name)
        if "checked" in own or (name not in form.fields and key not in self._checked):
            form.fields[name] = own.get("value", "on")
        if "checked" in own:
            self._checked.add(key)

    def _start_select(self, own) -> None:
        form = self._owner(own)
        self._select = own.get("name", "") if form else ""
        if self._select:
            form.options[self._select] = []

    def _option(self, own) -> None:
        form = self._here
        if form is None or "disabled" in own:
            return
        form.options[self._select].append(own.get("value", ""))
        if "selected" in own or self._select not in form.fields:
            form.fields[self._select] = own.get("value", "")

    def _start_button(self, own) -> None:
        form = self._owner(own)
        if form is not None:
            action = own.get("formaction", "")
            self._button = Button("", own.get("name", ""), own.get("value", ""), action)
            form.buttons.append(self._button)


@dataclass(frozen=True)
class Request:
    """A request ready to be sent, any number of times; ``prefix`` is the server's address."""

    address: tuple[str, int]
    method: str
    path: str
    headers: dict[str, str]
    body: str = ""

    def send(self) -> "Answer":
        """Send it over a connection of its own."""
        begun = time.perf_counter()
        link = http.client.HTTPConnection(*self.address, timeout=TIMEOUT_S)
        try:
            link.request(self.method, self.path, self.body or None, self.headers)
            response = link.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            link.close()
        return Answer(
            status=response.status,
            path=self.path,
            text=text,
            location=response.headers.get("Location", ""),
            cookies=tuple(response.headers.get_all("Set-Cookie", ())),
            seconds=time.perf_counter() - begun,
        )


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    path: str
    text: str
    location: str
    cookies: tuple[str, ...]
    seconds: float

    def form(self, *, action: str) -> Form:
        """Return the last form whose action contains this; page forms stand under the menu's."""
        reader = FormReader()
        reader.feed(self.text)
        found = [form for form in reader.forms if action in (form.action or self.path)]
        if not found:
            actions = [form.action for form in reader.forms]
            raise AssertionError(f"{self.path} ({self.status}): no form {action} in {actions}")
        return found[-1]


class Browser:
    """One visitor: cookies of their own, and an address that the proxy in front would pass on."""

    def __init__(self, address: tuple[str, int], visitor: int = 1) -> None:
        self.address = address
        self.cookies: dict[str, str] = {}
        self.ip = f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}"

    def get(self, path: str) -> Answer:
        """Open a page, following redirects."""
        return self._follow(self.request("GET", path))

    def submit(self, page: Answer, form: Form, button: Button, *, follow=True) -> Answer:
        """Press a button of a form."""
        request = self.press(page, form, button)
        if follow:
            return self._follow(request)
        return self._once(request)

    def press(self, page: Answer, form: Form, button: Button) -> Request:
        """Return the request that pressing the button would send."""
        fields = dict(form.fields)
        if button.name:
            fields[button.name] = button.value
        path = urljoin(page.path, button.action or form.action or page.path)
        return self.request("POST", path, urlencode(fields))

    def request(self, method: str, path: str, body: str = "") -> Request:
        """Return a request with the cookies of now."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "text/html",
            "Connection": "close",
            "X-Forwarded-For": self.ip,
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = "http://{}:{}".format(*self.address)
        parts = urlsplit(path)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        return Request(self.address, method, target, headers, body)

    def _follow(self, request: Request) -> Answer:
        answer = self._once(request)
        for _ in range(MAX_REDIRECTS):
            if not answer.location:
                break
            target = urljoin(answer.path, answer.location)
            answer = self._once(self.request("GET", target))
        return answer

    def _once(self, request: Request) -> Answer:
        answer = request.send()
        self.remember(answer)
        return answer

    def remember(self, answer: Answer) -> None:
        """Take the cookies of an answer over; emptied ones are thrown away."""
        for line in answer.cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.coded_value
                else:
                    self.cookies.pop(name, None)
