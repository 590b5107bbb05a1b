"""The configuration of a client: INI files, if there are any.

`global_config.ini` and, over it, `shadow_config.ini` are looked for in AUTOTEST_TOP_PATH, in
/etc/autotest, and in the client's directory. Without them every value is what the caller gives.
"""

import configparser
import os


class SettingsError(Exception):
    """A value that is needed is not there."""


class SettingsValueError(SettingsError):
    """A value is not of the wanted type."""


class Settings(object):
    """Values by section and key."""

    def __init__(self, config_file=None):
        self._config = None
        self._given = [config_file] if config_file else None

    def set_config_files(self, config_file="global_config.ini", shadow_file="shadow_config.ini"):
        """Reads other files from now on."""
        self._given = [config_file, shadow_file]
        self._config = None

    def _paths(self):
        if self._given:
            return self._given
        for place in ("AUTOTEST_TOP_PATH", "/etc/autotest", "AUTODIR"):
            directory = place if place.startswith("/") else os.environ.get(place)
            if directory and os.path.isfile(os.path.join(directory, "global_config.ini")):
                return [os.path.join(directory, n) for n in ("global_config.ini", "shadow_config.ini")]
        return []

    def parse_config_file(self):
        """Reads the files again."""
        self._config = configparser.RawConfigParser(strict=False)
        self._config.read(self._paths())

    @property
    def config(self):
        """The parsed files."""
        if self._config is None:
            self.parse_config_file()
        return self._config

    def get_value(self, section, key, type=str, default=SettingsError, allow_blank=False):
        """A value as `type`: str, int, float, bool (yes/no, true/false, 1/0) or list (commas).

        A blank one counts as not there. Not there: `default`, or SettingsError without one.
        """
        text = self.config.get(section, key, fallback="").strip()
        if not text and not allow_blank:
            if default is SettingsError:
                raise SettingsError("reading the configuration: no value %s.%s" % (section, key))
            return default
        try:
            return _converted(text, type)
        except (ValueError, KeyError):
            raise SettingsValueError(
                "reading the configuration: %s.%s is %r, no %s" % (section, key, text, type.__name__)
            )

    def get_section_values(self, sections):
        """A parser with these sections only."""
        names = [sections] if isinstance(sections, str) else sections
        part = configparser.RawConfigParser()
        part.read_dict({name: dict(self.config.items(name)) for name in names})
        return part

    def override_value(self, section, key, new_value):
        """Sets a value in this process."""
        if not self.config.has_section(section):
            self.config.add_section(section)
        self.config.set(section, key, str(new_value))

    def reset_values(self):
        """Forgets what was overridden."""
        self.parse_config_file()


def _converted(text, kind):
    if kind is bool:
        return configparser.RawConfigParser.BOOLEAN_STATES[text.lower()]
    if kind is list:
        return [word.strip() for word in text.split(",") if word.strip()]
    return kind(text)


settings = Settings()

# By their oldest names.
global_config = settings
get_config_value = settings.get_value
