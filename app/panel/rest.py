"""(being written)"""


def register(appbuilder, csrf):  # type: ignore[no-untyped-def]
    pass
