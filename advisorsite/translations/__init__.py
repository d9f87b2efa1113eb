"""The catalogues of the languages clients choose from, made without any tool of gettext's."""
