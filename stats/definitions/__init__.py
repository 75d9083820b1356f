"""What each figure means, with a version, so that an old report can be made again exactly.

A figure is changed by a new version beside the old one, never in place: ``fingerprints.json``
holds what was released. A report keeps ``{id: version}`` and its ``Facts``, and
``definition(id, version).compute(facts)`` gives its figure again.
"""

from stats.definitions import around, offers, sales
from stats.definitions.registry import Registry, UnknownDefinition
from stats.definitions.shape import Definition, Facts, Group, Over

REGISTRY = Registry((*sales.DEFINITIONS, *offers.DEFINITIONS, *around.DEFINITIONS))

as_of = REGISTRY.as_of
current = REGISTRY.current
definition = REGISTRY.definition
versions = REGISTRY.versions

__all__ = [
    "REGISTRY",
    "Definition",
    "Facts",
    "Group",
    "Over",
    "Registry",
    "UnknownDefinition",
    "as_of",
    "current",
    "definition",
    "versions",
]
