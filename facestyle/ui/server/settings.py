"""What whoever runs the page can set, each in one place: by the environment or a file `.env`, checked before the start.

Not about options of a run, which visitors set (facestyle/fields.py).
"""

from __future__ import annotations

import os
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from facestyle.errors import OptionError
from facestyle.faces.gallery.milvus.address import is_store

PREFIX = "FACESTYLE_"
#: Settings that the engine reads from the environment itself, also without the page.
ENGINES = ("device", "format", "cache", "compute", "cluster")


class Settings(BaseSettings):
    """The settings of the page, each with its default, range and help."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    # where
    host: str = Field(
        "127.0.0.1",
        validation_alias=AliasChoices("FACESTYLE_HOST", "GRADIO_SERVER_NAME"),
        description="Address to listen on; 0.0.0.0 for all.",
    )
    port: int | None = Field(
        None,
        validation_alias=AliasChoices("FACESTYLE_PORT", "GRADIO_SERVER_PORT"),
        ge=1,
        le=65535,
        description="Port to listen on; the first free one from 7860 where not set.",
    )
    root_path: str = Field("", description="Path that a proxy serves the page under, such as /faces.")
    app: str = Field(
        "",
        pattern=r"^[a-z0-9-]{0,32}$",
        description="Name of this app among several behind one proxy, such as a; the page sets it as the cookie "
        "facestyle_app, by which a visitor is led back to this app.",
    )
    frame_ancestors: str = Field(
        "'self' https://huggingface.co https://*.hf.space",
        pattern=r"^[^;,\r\n]*$",
        description="Sites that may show the page in a frame, as in Content-Security-Policy.",
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (), description="Proxies whose X-Forwarded-For is believed: addresses or networks with commas between."
    )
    # what
    gallery: str = Field(
        "memory",
        description="Where galleries live: memory; FILE.db, with Milvus Lite; or http://... or https://..., in Milvus. "
        "Another path is a gallery file with the people that every visit starts with, in memory.",
    )
    gallery_token: SecretStr | None = Field(None, description="user:password or API key of the Milvus server.")
    gallery_ca: Path | None = Field(
        None, description="Certificate (PEM) of the authority that signed the Milvus server's; the system's if not set."
    )
    gallery_index: Literal["FLAT", "HNSW", "IVF_FLAT"] = Field(
        "FLAT",
        description="Index of the store. FLAT finds whoever is nearest; the others are faster and may miss them.",
    )
    encoders: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description=f"ONNX files of face encoders to offer as well, with {os.pathsep} between."
    )
    device: str = Field("", description="Device of the networks: cpu, cuda, cuda:1 or mps; the best where not set.")
    format: Literal["", "measured", "float32"] = Field(
        "", description="float32 keeps networks in float32; otherwise the fastest format is measured."
    )
    cache: Path | None = Field(None, description="Folder for networks and sample pictures.")
    compute: str = Field(
        "local",
        pattern=r"^(local|auto|ray://\S+)$",
        description="Where networks run: local, here; auto, this machine's Ray cluster; ray://HOST:PORT, another.",
    )
    cluster: Path | None = Field(None, description="JSON file with what the Ray cluster runs, see docs/scale.md.")
    # who
    password: SecretStr | None = Field(None, description="name:password that visitors have to give; open without.")
    secret: SecretStr | None = Field(
        None, description="Long random text that galleries kept in browsers are sealed with."
    )
    # how much
    waiting: int = Field(32, ge=1, le=1000, description="Requests that may wait; more are refused.")
    requests_a_minute: int = Field(240, ge=1, le=100_000, description="Requests that one visit may make in a minute.")
    requests_a_minute_by_address: int = Field(
        1200, ge=1, le=1_000_000, description="Requests that one address may make in a minute."
    )
    run_seconds: int = Field(
        900, ge=10, le=86_400, description="Seconds that one restyling, film or training may take; then it ends."
    )
    visits: int = Field(300, ge=1, le=100_000, description="Visits kept in memory; the longest silent ones go first.")
    visit_minutes: int = Field(60, ge=1, le=1440, description="Minutes that a silent visit is kept.")
    memory_share: float = Field(
        0.85, gt=0.05, le=1.0, description="Share of the machine's memory (or its container's) that work may fill."
    )
    # operation
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")
    log_format: Literal["text", "json"] = Field("text", description="One line of text, or of JSON, for each event.")
    metrics: Literal["off", "local", "open"] = Field(
        "local", description="Who may read /metrics: nobody, this machine and trusted proxies' networks, or everybody."
    )
    stop_seconds: int = Field(20, ge=0, le=600, description="Seconds that running work gets to end when told to stop.")

    @property
    def store(self) -> str | None:
        """Address of the store that galleries live in; None where they live in memory."""
        return self.gallery if is_store(self.gallery) else None

    @property
    def start_file(self) -> Path | None:
        """Gallery file with the people that every visit starts with."""
        return None if self.gallery == "memory" or is_store(self.gallery) else Path(self.gallery)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value

    @field_validator("encoders", mode="before")
    @classmethod
    def _paths(cls, value: object) -> object:
        return [one for one in value.split(os.pathsep) if one.strip()] if isinstance(value, str) else value

    @field_validator("password")
    @classmethod
    def _pair(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not all(value.get_secret_value().partition(":")[::2]):
            raise ValueError("has to be name:password")
        return value


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once; those of the engine go on into the environment.

    Raises:
        OptionError: one of them can't be used; all that can't are named, and no value of a secret is repeated.
    """
    try:
        read = Settings()
    except ValidationError as problem:
        raise OptionError("; ".join(_sentence(error) for error in problem.errors())) from None
    for name in ENGINES:
        if (value := getattr(read, name)) and not os.environ.get(variable(name)):
            os.environ[variable(name)] = str(value)
    return read


def put(name: str, value: str | Path) -> None:
    """Set a setting of this process, as an option of the command line does: it counts more than the environment."""
    os.environ[variable(name)] = str(value)
    settings.cache_clear()


def listed() -> list[tuple[str, str, str]]:
    """Every setting: its variable, its default in words, and what it is for."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, (), "") else str(field.default)
        rows.append((variable(name), default, field.description or ""))
    return rows


def variable(name: str) -> str:
    """The environment variable of a setting."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + name.upper()


def _sentence(error: object) -> str:
    assert isinstance(error, dict)
    place = str(error["loc"][0])
    name = place if place.isupper() else variable(place)
    return f"{name} can't be used: {str(error['msg']).removeprefix('Value error, ')}"
