"""What the environment says is what the settings hold."""

from __future__ import annotations

import pytest

from advisorsite.env import Env


@pytest.mark.parametrize("url", ["filemail:///var/mails", "filemail:////var/mails"])
def test_a_folder_of_mails_is_named_by_its_whole_path(url: str) -> None:
    assert Env.email_url_config(url)["EMAIL_FILE_PATH"] == "/var/mails"


def test_mails_on_the_console_have_no_folder() -> None:
    assert not Env.email_url_config("consolemail://")["EMAIL_FILE_PATH"]
