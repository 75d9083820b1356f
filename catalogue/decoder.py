"""The process that decodes one photo and ends; started by ``catalogue.apart``, no Django here.

What is sent by strangers is read by C code. Here it can at most kill this process: memory and
time are limited, no file of the machine opens, and no secret is in the environment.
"""

import json
import resource
import sys

MAX_MEMORY = 512 * 1024 * 1024
MAX_CPU_S = 10
#: The photo is refused by decision: by what it is, or by the limit of memory. Every other end
#: says nothing about the photo. Source: sysexits.h, EX_DATAERR.
REFUSED = 65
NOT_SHUT_IN = "decoder: not shut in"


def main(argv: list[str]) -> None:
    """Read a photo from stdin; write a line of JSON and then the files that it names.

    ``argv`` is the longest side in px, then the widths of the WebP sizes, after ``jpeg`` when a
    JPEG is wanted too.
    """
    _limit()
    from catalogue import images
    from catalogue.shut_in import shut_in

    images.warm_up()
    if not shut_in():
        sys.stderr.write(f"{NOT_SHUT_IN}\n")
    try:
        _make(images, argv)
    except images.ImageRefused as problem:
        _refuse(problem.message)
    except MemoryError:
        _refuse("")


def _make(images, argv: list[str]) -> None:
    longest, *wanted = argv
    picture = images.decode(sys.stdin.buffer.read(), longest=int(longest))
    made = {}
    for word in wanted:
        if word == "jpeg":
            made[word] = images.to_jpeg(picture)
        else:
            width = min(int(word), picture.width)
            made.setdefault(str(width), images.to_webp(picture, width=width))
    head = {"size": picture.size, "files": {name: len(data) for name, data in made.items()}}
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    for data in made.values():
        out.write(data)


def _refuse(reason: str) -> None:
    """End with a reason for the person; without one it is too heavy."""
    sys.stdout.buffer.write(json.dumps({"refused": reason}).encode())
    sys.stdout.flush()
    sys.exit(REFUSED)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    # The first limit ends with a signal of its own, which nothing else sends.
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
