"""The process that decodes one photo and ends; started by ``catalogue.apart``, no Django here.

What is sent by strangers is read by C code. Here it can at most kill this process: memory,
time and files are limited, and no secret is in the environment.
"""

import json
import resource
import sys

MAX_MEMORY = 512 * 1024 * 1024
MAX_CPU_S = 10


def main(argv: list[str]) -> None:
    """Read a photo from stdin; write a line of JSON and then the files that it names.

    ``argv`` is the widths of the WebP sizes, after ``jpeg`` when a JPEG is wanted too.
    """
    _limit()
    from catalogue import images

    out = sys.stdout.buffer
    try:
        picture = images.decode(sys.stdin.buffer.read())
    except images.ImageRefused as problem:
        out.write(json.dumps({"refused": problem.message}).encode() + b"\n")
        return
    made = {}
    for word in argv:
        if word == "jpeg":
            made[word] = images.to_jpeg(picture)
        else:
            width = min(int(word), picture.width)
            made.setdefault(str(width), images.to_webp(picture, width=width))
    head = {"size": picture.size, "files": {name: len(data) for name, data in made.items()}}
    out.write(json.dumps(head).encode() + b"\n")
    for data in made.values():
        out.write(data)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
