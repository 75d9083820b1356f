"""Names of static files in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModulesStorage(CompressedManifestStaticFilesStorage):
    """Scripts load each other by hashed names too, so a phone asks for none of them twice."""

    support_js_module_import_aggregation = True
