"""The translators' workshop: finding texts, merging, checking and compiling catalogs. Used by `splot i18n` and the tests."""
